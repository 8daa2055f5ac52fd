import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonProblem } from './json-place.js';

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
    ['{"a": "x\ny"}', 1, 9, 'a closing quotation mark'],
    ['{"a": 1} x', 1, 10, 'the end'],
    ["{'a': 1}", 1, 2, 'a name in quotation marks'],
    ['{"a": {"b": [1, {}, []}}', 1, 23, 'a comma or ]'],
    ['"\\x"', 1, 2, 'a closing quotation mark'],
  ])('%j: line %d, column %d, wants %s', (text, line, column, wanted) => expect(jsonProblem(text)).toEqual({ line, column, wanted }));
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
  it('does not tire of nesting', () => expect(jsonProblem('['.repeat(100_000))?.column).toBe(100_001));
});
