import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonProblem, sendableAttributes, sendableJson } from './json-place.js';

describe('the place of a JSON error', () => {
  it.each<[string, number, number, string]>([
    ['', 1, 1, 'a value'],
    ['{"a": 1,}', 1, 9, 'a name in quotation marks'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma or }'],
    ['{"a" 1}', 1, 6, 'a colon'],
    ['[1, 2', 1, 6, 'a comma or ]'],
    ['[1 2]', 1, 4, 'a comma or ]'],
    ['[1,]', 1, 4, 'a value'],
    ['{"a": nul}', 1, 7, 'a value'],
    ['{"a": "x\ny"}', 1, 7, 'a string with its special characters escaped'],
    ['{"a": "x', 1, 7, 'a closing quotation mark'],
    ['{"a": 1} x', 1, 10, 'the end'],
    ["{'a': 1}", 1, 2, 'a name in quotation marks'],
    ['{"a": {"b": [1, {}, []}}', 1, 23, 'a comma or ]'],
    ['"\\x"', 1, 1, 'a string with its special characters escaped'],
  ])('%j: line %d, column %d, wants %s', (text, line, column, wanted) =>
    expect(jsonProblem(text)).toEqual({ line, column, says: `wants ${wanted}` }),
  );
  it('is told where patterns are stricter than a browser', () => {
    expect(jsonProblem('{"a": 1,\n "a": 2}')).toEqual({
      line: 2,
      column: 2,
      says: 'gives a name a second time, and AWS does not say which one counts',
    });
    expect(jsonProblem('{"a":{"b":1},"c":{"b":1}}')).toBeNull();
  });
  it('is nowhere in JSON', () => expect([jsonProblem('{"a":[1,-2.5e3,true,null,"\\u00e9"]}'), jsonProblem(' 1 ')]).toEqual([null, null]));
  it('is found in whatever is left of JSON, and within it', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, length) => {
        const text = json.slice(0, length % (json.length + 1));
        const found = jsonProblem(text);
        if (found !== null) expect(found.column).toBeLessThanOrEqual(text.length + 1);
      }),
    );
  });
  it('does not tire of nesting', () =>
    expect(jsonProblem('['.repeat(100_000))).toEqual({ line: 1, column: 1_001, says: 'is nested deeper than AWS takes it' }));
});

describe('what is sent', () => {
  it('keeps whole numbers that a browser would round', () => {
    expect(sendableJson('{"id": 12}')).toEqual({ value: { id: 12 } });
    expect(sendableJson('{"id": [9007199254740993]}')).toEqual({ value: '{"id": [9007199254740993]}' });
    expect(sendableJson('{"id": 1, "id": 2}')).toBeNull();
    expect(
      sendableAttributes('{"a":9007199254740993,"b":["x",9007199254740993],"c":{"type":"Number","value":9007199254740993},"d":7}'),
    ).toEqual({
      a: { type: 'Number', value: '9007199254740993' },
      b: { type: 'String.Array', value: '["x",9007199254740993]' },
      c: { type: 'Number', value: '9007199254740993' },
      d: 7,
    });
    expect([sendableAttributes('[]'), sendableAttributes('{"a":1,"a":2}')]).toEqual([null, null]);
  });
});
