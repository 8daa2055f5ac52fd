import { describe, expect, it } from 'vitest';
import { knownTopology } from '../testing/known-topology.js';
import { answerAge, entriesOf, pretty, prettyAttributes, readForm } from './trace-form.js';
import { fitsAddress, LONGEST_IN_ADDRESS, readTraceSearch, traceSearchOf } from './trace-search.js';

const topic = { id: 'abc', kind: 'topic' } as const;
const bus = { id: 'abc', kind: 'bus' } as const;

describe('where an event can enter', () => {
  it('is at a topic, a bus, a stream or a queue that is no dead-letter queue', () => {
    const names = entriesOf(knownTopology().nodes, '').map(({ name }) => name);
    expect(names.slice(0, 6)).toEqual(['order-events', 'payment-events', 'commerce-bus', 'media-bus', 'clickstream', 'driver-locations']);
    expect(names).toHaveLength(14);
  });
  it('is found by words', () => expect(entriesOf(knownTopology().nodes, 'ORDER topic').map(({ name }) => name)).toEqual(['order-events']));
});

describe('what was typed', () => {
  it('is read as JSON', () =>
    expect(readForm(topic, '{"a":1}', '{"country":"DE"}')).toEqual({
      ok: true,
      textFrom: null,
      question: { from: 'abc', event: { a: 1 }, attributes: { country: 'DE' } },
    }));
  it('is text where text may be sent', () =>
    expect(readForm(topic, 'hello', ' ')).toEqual({
      ok: true,
      textFrom: { line: 1, column: 1, wanted: 'a value' },
      question: { from: 'abc', event: 'hello', attributes: {} },
    }));
  it.each([
    [bus, 'hello', '', { field: 'event', place: { line: 1, column: 1, wanted: 'a value' } }],
    [bus, ' ', '', { field: 'event', place: null }],
    [topic, '{}', '{', { field: 'attributes', place: { line: 1, column: 2, wanted: 'a name in quotation marks' } }],
    [topic, '{}', '[]', { field: 'attributes', place: null }],
  ])('of %o, %j and %j is refused with its place', (entry, event, attributes, refusal) =>
    expect(readForm(entry, event, attributes)).toMatchObject({ ok: false, ...refusal }),
  );
  it('is made readable', () => {
    expect([pretty({ a: 1 }), pretty('{"a":1}'), pretty('a: 1')]).toEqual(['{\n  "a": 1\n}', '{\n  "a": 1\n}', 'a: 1']);
    expect([prettyAttributes({}), prettyAttributes({ a: 1 })]).toEqual(['', '{\n  "a": 1\n}']);
  });
});

describe('an answer', () => {
  const asked = { from: 'abc', event: { a: 1 }, attributes: { country: 'DE' } };
  it.each([
    ['{"a":1}', '{"country":"DE"}', topic, 'current'],
    ['{ "a": 1 }', '{ "country": "DE" }', topic, 'current'],
    ['{"a":2}', '{"country":"DE"}', topic, 'edited'],
    ['{"a":1}', '', topic, 'edited'],
    ['{"a":', '{"country":"DE"}', bus, 'edited'],
    ['{"a":1}', '{"country":"DE"}', { ...topic, id: 'def' }, 'elsewhere'],
  ] as const)('of %s with %j is compared with what is typed', (event, attributes, entry, age) =>
    expect(answerAge(asked, entry, readForm(entry, event, attributes))).toBe(age),
  );
});

describe('the address of a trace', () => {
  it('holds a short event and leaves a long one out', () => {
    expect(traceSearchOf('abc', '{"a":1}', '')).toEqual({ from: 'abc', event: '{"a":1}', attributes: undefined });
    expect(traceSearchOf('abc', 'x'.repeat(LONGEST_IN_ADDRESS + 1), '').event).toBeUndefined();
  });
  it('has room for event and attributes together', () => {
    const half = 'x'.repeat(LONGEST_IN_ADDRESS / 2);
    expect([fitsAddress(half, half), fitsAddress(`${half}x`, half)]).toEqual([true, false]);
  });
  it('reads what it holds, also where the router made JSON of it', () => {
    expect(readTraceSearch({ from: 'abc', event: { a: 1 }, attributes: '{}' })).toEqual({
      from: 'abc',
      event: '{\n  "a": 1\n}',
      attributes: '{}',
    });
    expect(readTraceSearch({ from: 7, event: 'x'.repeat(9_000), attributes: '' })).toEqual({});
  });
});
