import { describe, expect, it } from 'vitest';
import { knownTopology } from '../testing/known-topology.js';
import { answerAge, entranceOf, entriesOf, pretty, prettyAttributes, readForm, viasAt } from './trace-form.js';
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

describe('what an address names', () => {
  const topology = knownTopology();
  const edge = topology.edges.find(({ kind }) => kind === 'rule');
  it('is an entrance by its id or ARN', () => {
    const [node] = entriesOf(topology.nodes, 'order-events');
    expect(entranceOf(topology, node?.id)).toEqual({ entry: node, via: null });
    expect(entranceOf(topology, node?.arn ?? '').entry).toEqual(node);
  });
  it('is a rule behind its bus, for which samples are kept', () => {
    const { entry, via } = entranceOf(topology, edge?.via?.id);
    expect([entry?.id, via?.id]).toEqual([edge?.from, edge?.via?.id]);
    if (entry === null) throw new Error('no entry');
    expect(viasAt(topology, entry).map(({ id }) => id)).toContain(edge?.via?.id);
  });
  it('is nothing when it is gone, or names nothing', () => {
    expect(entranceOf(topology, 'gone')).toEqual({ entry: null, via: null });
    expect(entranceOf(topology, undefined)).toEqual({ entry: null, via: null });
  });
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
      textFrom: { line: 1, column: 1, says: 'wants a value' },
      question: { from: 'abc', event: 'hello', attributes: {} },
    }));
  it.each([
    [bus, 'hello', '', { field: 'event', place: { line: 1, column: 1, says: 'wants a value' } }],
    [bus, ' ', '', { field: 'event', place: null }],
    [topic, '{}', '{', { field: 'attributes', place: { line: 1, column: 2, says: 'wants a name in quotation marks' } }],
    [topic, '{}', '[]', { field: 'attributes', place: null }],
    [bus, '{"a":1,"a":2}', '', { field: 'event', place: { line: 1, column: 8 } }],
    [topic, '{}', '{"a":1,"a":2}', { field: 'attributes', place: { line: 1, column: 8 } }],
  ])('of %o, %j and %j is refused with its place', (entry, event, attributes, refusal) =>
    expect(readForm(entry, event, attributes)).toMatchObject({ ok: false, ...refusal }),
  );
  it('is text where it gives a name twice, as policies take it', () =>
    expect(readForm(topic, '{"a":1,"a":2}', '')).toMatchObject({
      ok: true,
      textFrom: { column: 8 },
      question: { event: '{"a":1,"a":2}' },
    }));
  it('keeps the digits of long numbers', () => {
    expect(readForm(bus, '{"id":9007199254740993}', '')).toMatchObject({ question: { event: '{"id":9007199254740993}' } });
    expect(pretty('{"id":9007199254740993}')).toBe('{"id":9007199254740993}');
  });
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
