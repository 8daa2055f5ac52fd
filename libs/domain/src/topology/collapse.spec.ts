import type { FlowState, TopologyEdge, TopologyNode, VerdictState } from '@weir/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collapse, isBrokenFlow, type CollapseBy } from './collapse.js';
import { around, downstreamOf } from './reach.js';

const verdictOf = (state: VerdictState, since = 1_000) => ({ state, reason: 'any', because: '', since, judgedAt: 2_000 });

const node = (id: string, change: Partial<TopologyNode> = {}): TopologyNode => ({
  id,
  kind: 'queue',
  resourceId: null,
  name: id,
  arn: null,
  accountId: '111122223333',
  accountName: 'prod',
  region: 'eu-west-1',
  system: 'orders',
  tags: {},
  column: 'stores',
  verdict: null,
  deadLetter: false,
  changedAt: null,
  ...change,
});

const edge = (from: string, to: string, state: FlowState, change: Partial<TopologyEdge> = {}): TopologyEdge => ({
  id: `${from}>${to}`,
  from,
  to,
  kind: 'subscription',
  via: null,
  part: null,
  verdict: null,
  state,
  because: null,
  since: null,
  ratePerSecond: 1,
  filtered: false,
  withoutDeadLetters: false,
  changedAt: null,
  ...change,
});

const hub = (id: string, change: Partial<TopologyNode> = {}) => node(id, { kind: 'topic', column: 'hubs', ...change });
const ESTATE = {
  nodes: [
    hub('t1', { verdict: verdictOf('ok') }),
    hub('t2', { verdict: verdictOf('starved', 500) }),
    node('q1', { verdict: verdictOf('slow') }),
    node('q2', { verdict: verdictOf('stopped', 900), changedAt: 70 }),
    node('q3', { verdict: verdictOf('stopped', 400), changedAt: 50 }),
    node('lone', { system: 'billing', tags: { team: 'blue' } }),
  ],
  edges: [
    edge('t1', 'q1', 'flowing', { ratePerSecond: 10 }),
    edge('t1', 'q2', 'flowing', { ratePerSecond: null, changedAt: 60 }),
    edge('t2', 'q3', 'cut', { ratePerSecond: 0, since: 300, because: 'no permission' }),
    edge('t2', 'q1', 'cut', { ratePerSecond: 0, since: 200, because: null }),
    edge('t2', 'lone', 'off'),
    edge('t1', 't2', 'failing'),
    edge('q1', 'q2', 'idle', { kind: 'redrive' }),
  ],
};

describe('the map as it is', () => {
  it('keeps every node and every edge with its own id', () => {
    const map = collapse(ESTATE, 'nothing');
    expect(map.nodes.map(({ id }) => id)).toEqual(['t1', 't2', 'q1', 'q2', 'q3', 'lone']);
    expect(map.edges.map(({ id }) => id)).toEqual(ESTATE.edges.map(({ id }) => id));
  });
  it('drops an edge that leads to what is not on it', () =>
    expect(collapse({ nodes: [hub('t1')], edges: [edge('t1', 'gone', 'cut')] }, 'nothing').edges).toEqual([]));
});

describe('the map by system', () => {
  const map = collapse(ESTATE, 'system');
  const box = (id: string) => map.nodes.find((found) => found.id === id);

  it('makes a box of what shares its column, and leaves one alone what it is', () =>
    expect(map.nodes.map(({ id, name }) => [id, name])).toEqual([
      ['group:hubs:orders', 'orders'],
      ['group:stores:orders', 'orders'],
      ['lone', 'lone'],
    ]));
  it('has the worst verdict, the oldest of equals, and the newest change', () => {
    expect(box('group:stores:orders')?.verdict).toEqual(verdictOf('stopped', 400));
    expect(box('group:stores:orders')?.changedAt).toBe(70);
    expect(box('lone')?.verdict).toBeNull();
  });
  it('adds up what flows, and keeps what is cut apart from it', () => {
    const lines = map.edges.filter(({ to }) => to === 'group:stores:orders');
    expect(lines.map(({ state, ratePerSecond, ratePartial, members }) => [state, ratePerSecond, ratePartial, members.length])).toEqual([
      ['flowing', 10, true, 2],
      ['cut', 0, false, 2],
    ]);
    expect(lines[1]).toMatchObject({ since: 200, because: 'no permission' });
    expect(lines[0]).toMatchObject({ changedAt: 60 });
  });
  it('leaves a single edge its own id', () => expect(map.edges.find(({ to }) => to === 'lone')?.id).toBe('t2>lone'));
  it('lists within a box what broke between its members', () => {
    expect(box('group:hubs:orders')?.inside.map(({ id }) => id)).toEqual(['t1>t2']);
    expect(box('group:stores:orders')?.inside.map(({ id }) => id)).toEqual(['q1>q2']);
  });
  it('one switched off keeps a line of its own beside what flows', () => {
    const bundle = collapse(
      { nodes: ESTATE.nodes, edges: [edge('t1', 'q1', 'off', { ratePerSecond: null }), edge('t2', 'q2', 'flowing')] },
      'system',
    );
    expect(bundle.edges.map(({ state, ratePerSecond, ratePartial }) => [state, ratePerSecond, ratePartial])).toEqual([
      ['off', null, false],
      ['flowing', 1, false],
    ]);
  });
});

describe('other groups', () => {
  it.each([
    ['account', ['prod', 'prod']],
    ['tag:team', ['untagged', 'untagged', 'lone']],
  ] as const)('by %s', (by, names) => expect(collapse(ESTATE, by).nodes.map(({ name }) => name)).toEqual(names));
});

it('loses no node, no edge, no rate and no break, whatever the estate', () => {
  const states: readonly FlowState[] = ['flowing', 'idle', 'late', 'waiting', 'failing', 'cut', 'off', 'dark'];
  const estates = fc
    .array(fc.record({ system: fc.constantFrom('a', 'b', 'c'), column: fc.constantFrom('hubs', 'stores', 'consumers') }), { minLength: 1 })
    .chain((made) => {
      const nodes = made.map((given, index) => node(`n${index}`, given));
      const ids = fc.constantFrom(...nodes.map(({ id }) => id));
      const joints = fc.array(fc.record({ from: ids, to: ids, state: fc.constantFrom(...states), rate: fc.nat(1_000) }));
      return joints.map((found) => ({
        nodes,
        edges: found.map(({ from, to, state, rate }, index) => edge(from, to, state, { id: `e${index}`, ratePerSecond: rate })),
      }));
    });
  fc.assert(
    fc.property(estates, fc.constantFrom<CollapseBy>('nothing', 'account', 'system', 'tag:x'), (estate, by) => {
      const map = collapse(estate, by);
      const drawn = map.edges.flatMap(({ members }) => members);
      const inside = map.nodes.flatMap((box) => box.inside);
      expect([...drawn, ...inside].map(({ id }) => id).sort()).toEqual(estate.edges.map(({ id }) => id).sort());
      expect(map.nodes.flatMap(({ members }) => members).length).toBe(estate.nodes.length);
      const sum = (rates: readonly (number | null)[]) => rates.reduce<number>((total, rate) => total + (rate ?? 0), 0);
      expect(sum(map.edges.map(({ ratePerSecond }) => ratePerSecond))).toBe(sum(drawn.map(({ ratePerSecond }) => ratePerSecond)));
      for (const line of map.edges)
        for (const member of line.members) if (isBrokenFlow(member.state) || member.state === 'off') expect(line.state).toBe(member.state);
    }),
  );
});

describe('reach', () => {
  it('knows what leads to a node and what it leads to, and not its neighbours’ others', () => {
    expect([...around(ESTATE.edges, 'q3')].sort()).toEqual(['q3', 't1', 't2']);
    expect([...around(ESTATE.edges, 't2')].sort()).toEqual(['lone', 'q1', 'q2', 'q3', 't1', 't2']);
    expect([...downstreamOf(ESTATE.edges, 'q1')].sort()).toEqual(['q1', 'q2']);
  });
  it('ends in loops', () => expect([...around([edge('a', 'b', 'cut'), edge('b', 'a', 'cut')], 'a')].sort()).toEqual(['a', 'b']));

  it('can be by the service of AWS, which is no tag and no system', () => {
    const nodes = [
      hub('t1'),
      hub('b1', { kind: 'bus' }),
      hub('b2', { kind: 'bus', tags: { service: 'checkout' } }),
      node('q1'),
      node('q2', { tags: { service: 'checkout' } }),
      node('s1', { kind: 'stream' }),
      node('f1', { kind: 'function', column: 'consumers' }),
      node('x1', { kind: 'other', column: 'consumers', arn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:ship' }),
      node('x2', { kind: 'other', column: 'consumers', arn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:bill' }),
    ];
    const named = (by: CollapseBy) => collapse({ nodes, edges: [] }, by).nodes.map(({ name, members }) => `${name} ${members.length}`);
    expect(named('service')).toEqual(['t1 1', 'EventBridge 2', 'SQS 2', 's1 1', 'f1 1', 'states 2']);
    expect(named('tag:service').filter((name) => name.startsWith('checkout'))).toEqual([]);
  });
});
