import type { FlowState, Topology, TopologyEdge, TopologyNode, VerdictState } from '@weir/contract';
import { at } from './estate-fixture.js';
import { mapEdge, mapNode, verdictOf } from './known-topology.js';
import { seeded } from './shapes.js';

const STATES: Readonly<Partial<Record<FlowState, VerdictState>>> = {
  cut: 'stopped',
  waiting: 'stalled',
  failing: 'failing',
  late: 'slow',
  off: 'disabled',
  dark: 'unknown',
  idle: 'idle',
};

/** An invented estate of about `count` nodes: always the same one for the same count. One edge in twenty is in trouble. */
export function generatedTopology(count: number): Topology {
  const random = seeded(count);
  const nodes: TopologyNode[] = [];
  const edges: TopologyEdge[] = [];
  const pick = (): FlowState => {
    const drawn = random();
    if (drawn < 0.012) return 'cut';
    if (drawn < 0.02) return 'waiting';
    if (drawn < 0.03) return 'failing';
    if (drawn < 0.05) return 'late';
    if (drawn < 0.07) return 'off';
    if (drawn < 0.09) return 'dark';
    return drawn < 0.2 ? 'idle' : 'flowing';
  };
  const hubs: TopologyNode[] = [];
  for (let system = 0; nodes.length < count; system += 1) {
    const name = `svc${String(system).padStart(2, '0')}`;
    const account = system % 3 === 0 ? 'data' : 'prod';
    const sender = mapNode({ name: `${name}-api`, kind: 'other', column: 'producers', verdict: null, account });
    const hub = mapNode({ name: `${name}-events`, kind: system % 2 === 0 ? 'topic' : 'bus', column: 'hubs', account });
    nodes.push(sender, hub);
    edges.push(mapEdge(sender, hub, 'publish', { rate: Math.round(random() * 4_000) / 10 }));
    const upstream = hubs[Math.floor(random() * hubs.length)];
    if (upstream !== undefined && system % 4 === 0) edges.push(mapEdge(upstream, hub, 'rule', { rate: 3, filtered: true }));
    hubs.push(hub);
    for (let place = 0; place < 4 && nodes.length < count; place += 1) {
      const state = pick();
      const verdict = verdictOf(STATES[state] ?? 'ok', state === 'flowing' ? '' : `invented to be ${state}`, at(13, place));
      const queue = mapNode({ name: `${name}-work-${place}`, kind: 'queue', column: 'stores', account, verdict });
      const worker = mapNode({ name: `${name}-worker-${place}`, kind: 'function', column: 'consumers', account });
      const dead = mapNode({ name: `${name}-work-${place}-dlq`, kind: 'queue', column: 'dead-letters', account, deadLetter: true });
      const rate = state === 'cut' || state === 'off' || state === 'idle' ? 0 : Math.round(random() * 2_000) / 10;
      nodes.push(queue, worker);
      edges.push(
        mapEdge(hub, queue, hub.kind === 'bus' ? 'rule' : 'subscription', { rate, filtered: place % 2 === 0 }),
        mapEdge(queue, worker, 'mapping', { rate, state, because: state === 'flowing' ? null : verdict.because, since: verdict.since }),
      );
      const other = hubs[Math.floor(random() * hubs.length)];
      if (other !== undefined && other !== hub && place === 0) edges.push(mapEdge(other, queue, 'rule', { rate: 1.5, filtered: true }));
      if (place !== 3) {
        nodes.push(dead);
        edges.push(mapEdge(queue, dead, 'redrive', { rate: state === 'failing' ? 0.2 : 0 }));
      }
    }
  }
  return { nodes, edges, changes: [], changesLeftOut: { edits: false, others: false }, leftOut: 0 };
}
