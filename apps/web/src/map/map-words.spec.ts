import { collapse, type MapEdge } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { at, FIXTURE_NOW as now, fixtureResources } from '../testing/estate-fixture.js';
import { knownTopology } from '../testing/known-topology.js';
import { boxSentence, changeWords, labelOf, lineSentence, metaOf, rateText, viaOf } from './map-words.js';

const plain = (text: string) => text.replaceAll('\u202f', '_');
const known = knownTopology();
const map = collapse(known, 'nothing');
const resources = new Map(fixtureResources().map((resource) => [resource.id as string, resource]));
const box = (name: string) => {
  const found = map.nodes.find((node) => node.name === name);
  if (found === undefined) throw new Error(`no box is called ${name}`);
  return found;
};
const meta = (name: string) => {
  const { id } = box(name);
  const facts = {
    arriving: map.edges.filter(({ to }) => to === id),
    leaving: map.edges.filter(({ from }) => from === id),
    resource: resources.get(id) ?? null,
    complete: true,
  };
  return plain(metaOf(box(name), facts));
};
const line = (change: Partial<MapEdge>): MapEdge => ({ ...(map.edges[0] as MapEdge), ...change });

describe('rates', () => {
  it.each([
    [118, '118/s'],
    [4_600, '4_600/s'],
    [11 / 60, '11/min'],
    [0, '0/s'],
    [0.0001, '<0.1/min'],
  ])('%d reads %s', (rate, words) => expect(plain(rateText(rate))).toBe(words));
});

describe('at a line', () => {
  it.each([
    [{ ratePerSecond: 118 }, '118/s'],
    [{ ratePerSecond: 118, ratePartial: true }, '≥_118/s'],
    [{ ratePerSecond: null }, ''],
    [{ state: 'cut', ratePerSecond: 0, since: at(14, 9) }, '0/s, 23_min'],
    [{ state: 'cut', ratePerSecond: 3, ratePartial: true, since: at(14, 9) }, '≥_3/s, 23_min'],
    [{ state: 'failing', ratePerSecond: null, since: at(14, 9) }, '23_min'],
    [{ state: 'failing', ratePerSecond: null, since: null }, ''],
    [{ state: 'dark', ratePerSecond: 4 }, ''],
    [{ state: 'idle', ratePerSecond: 0 }, ''],
  ] as const)('%o', (change, words) => expect(plain(labelOf(line(change), now))).toBe(words));
  it('tells how long alone where there is no room for the rate as well', () => {
    const failing = line({ state: 'failing', ratePerSecond: 118, since: at(14, 9) });
    expect([64, 72].map((room) => plain(labelOf(failing, now, room)))).toEqual(['23_min', '118/s, 23_min']);
  });
  it('names what it is by', () => {
    expect(viaOf(line({ members: known.edges.filter(({ via }) => via?.name === 'orders-to-labels') }))).toBe('rule orders-to-labels');
    expect(viaOf(line({ members: known.edges }))).toMatch(/^\d+ edges$/);
  });
});

describe('under a name', () => {
  it.each([
    ['orders-fulfilment', '12_waiting'],
    ['payments-capture', 'oldest 41_s'],
    ['payments-capture-dlq', '412_held'],
    ['orders-invoicing-dlq', 'empty'],
    ['emails-transactional', 'not visible'],
    ['order-events', 'topic · 4 subs'],
    ['commerce-bus', 'bus · 2 rules'],
    ['fulfil-order', 'λ 118/s'],
    ['send-email', 'not visible'],
    ['web-tracker', '4_600/s'],
  ])('%s: %s', (name, words) => expect(meta(name).replace(/ (?=waiting|held)/, '_')).toBe(words));
  it('counts subscriptions, not the lines that bundle them', () => {
    const leaving = collapse(known, 'account').edges.filter(({ from, redrive }) => from === 'group:hubs:prod' && !redrive);
    const subscriptions = leaving.flatMap(({ members }) => members.filter(({ kind }) => kind === 'subscription'));
    expect([leaving.length, subscriptions.length]).toEqual([1, 5]);
    expect(metaOf(box('order-events'), { arriving: [], leaving, resource: null, complete: true })).toBe('topic · 5 subs');
  });
  it('a sum of which a part is not known is a lower bound; what is switched off is no part of it', () => {
    const part = (change: Partial<MapEdge>) => line({ state: 'flowing', ratePerSecond: 100, ratePartial: false, ...change });
    const sum = (...arriving: readonly MapEdge[]) =>
      plain(metaOf(box('fulfil-order'), { arriving, leaving: [], resource: null, complete: true }));
    expect(sum(part({}), part({ ratePerSecond: 18 }))).toBe('λ 118/s');
    expect(sum(part({}), part({ state: 'off', ratePerSecond: null }))).toBe('λ 100/s');
    expect(sum(part({}), part({ state: 'dark', ratePerSecond: null }))).toBe('λ ≥_100/s');
    expect(sum(part({ ratePartial: true }), part({ ratePerSecond: 0 }))).toBe('λ ≥_100/s');
  });
  it('counts nothing where a root leaves lines out', () =>
    expect(metaOf(box('order-events'), { arriving: [], leaving: [], resource: null, complete: false })).toBe('topic'));
  it('a group says how many are in trouble, and what broke inside', () => {
    const groups = collapse(known, 'account').nodes;
    const words = groups.map((group) => metaOf(group, { arriving: [], leaving: [], resource: null, complete: true }));
    expect(words).toEqual(['6 here', '4 here', '5 of 10 in trouble', '10 here', '1 of 9 in trouble']);
    const [stores] = groups.filter(({ column }) => column === 'stores');
    if (stores === undefined) throw new Error('there is no group of queues');
    const broken = { ...stores, inside: known.edges.filter(({ state }) => state === 'cut') };
    expect(metaOf(broken, { arriving: [], leaving: [], resource: null, complete: true })).toBe('1 broken inside · 10 here');
  });
});

describe('sentences', () => {
  it('tell a line whole', () => {
    const cut = map.edges.find(({ state }) => state === 'cut');
    if (cut === undefined) throw new Error('nothing is cut');
    expect(plain(lineSentence(cut, 'shipping-labels', 'label-printer', now))).toBe(
      'shipping-labels to label-printer, reads shipping-labels-to-label-printer, cut for 23_min, 0/s, nobody receives, 38/s arrive',
    );
  });
  it('tell a lower bound as one', () => {
    const part = line({ state: 'flowing', ratePerSecond: 118, ratePartial: true, since: null });
    expect(plain(lineSentence(part, 'a', 'b', now))).toContain(', flowing, ≥_118/s');
  });
  it('tell a box whole, names made safe', () =>
    expect(plain(boxSentence({ ...box('commerce-bus'), name: 'a\u202eb' }, 'bus · 2 rules', now))).toBe(
      'a\ufffdb, bus, ok, bus · 2 rules, edited 14_min ago',
    ));
  it('a change is news for a day', () => expect([changeWords(null, now), changeWords(now - 90_000_000, now)]).toEqual([[], []]));
});
