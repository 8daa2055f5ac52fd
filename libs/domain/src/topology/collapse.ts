import type { FlowState, Topology, TopologyColumn, TopologyEdge, TopologyNode, Verdict } from '@weir/contract';
import { stateRank } from '../estate/severity-order.js';

/** What makes boxes of the map one: nothing, the account, AWS's service, the system, or the value of a tag. */
export type CollapseBy = 'nothing' | 'account' | 'service' | 'system' | `tag:${string}`;

/** A box of the map: one node, or all nodes of a group that stand in one column. */
export interface MapNode {
  /** The node's own id; of a group `group:` with its column and its name. */
  readonly id: string;
  readonly column: TopologyColumn;
  /** A node's name; of a group what its members share. */
  readonly name: string;
  /** At least one. */
  readonly members: readonly TopologyNode[];
  /** The worst of its members; of equally bad ones the oldest. null: nothing is known of any. */
  readonly verdict: Verdict | null;
  /** The newest change among its members. */
  readonly changedAt: number | null;
  /** Edges between its members, which are no lines any more. */
  readonly inside: readonly TopologyEdge[];
}

/** A line of the map: edges between the same two boxes that are drawn alike. */
export interface MapEdge {
  /** The edge's own id; of several `bundle:` and what they share. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** At least one. */
  readonly members: readonly TopologyEdge[];
  /** Failures travel on it: lines of failures are never mixed with others. */
  readonly redrive: boolean;
  readonly state: FlowState;
  /** Sum of what is known; null: of none it is. */
  readonly ratePerSecond: number | null;
  /** Some members' rates are not known: the sum is a lower bound. */
  readonly ratePartial: boolean;
  /** Earliest beginning of the state among the members that have it. */
  readonly since: number | null;
  readonly because: string | null;
  readonly filtered: boolean;
  readonly withoutDeadLetters: boolean;
  readonly changedAt: number | null;
}

export interface CollapsedMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

/** Worst first. */
export const FLOW_ORDER: readonly FlowState[] = ['cut', 'failing', 'waiting', 'late', 'dark', 'flowing', 'idle', 'off'];
export const flowRank = (state: FlowState): number => FLOW_ORDER.indexOf(state);

/** States of an edge that nothing good hides: they keep a line of their own however much flows beside them. */
export const BROKEN_FLOWS: readonly FlowState[] = ['cut', 'failing', 'waiting'];
export const isBrokenFlow = (state: FlowState): boolean => BROKEN_FLOWS.includes(state);

/** So does what somebody switched off: beside what flows it would not be seen, and it has no part in the rate. */
const standsAlone = (state: FlowState): boolean => isBrokenFlow(state) || state === 'off';

const WITHOUT_TAG = 'untagged';
const WITHOUT_ACCOUNT = 'outside';

/** What AWS calls what provides each kind; what is outside AWS is called what it is. */
const SERVICES: Readonly<Record<Exclude<TopologyNode['kind'], 'other'>, string>> = {
  queue: 'SQS',
  topic: 'SNS',
  subscription: 'SNS',
  bus: 'EventBridge',
  rule: 'EventBridge',
  pipe: 'EventBridge Pipes',
  schedule: 'EventBridge Scheduler',
  'schedule-group': 'EventBridge Scheduler',
  'api-destination': 'API destinations',
  stream: 'Kinesis',
  consumer: 'Kinesis',
  'delivery-stream': 'Firehose',
  function: 'Lambda',
  http: 'HTTP',
  email: 'E-mail',
  sms: 'SMS',
  application: 'Mobile push',
  partner: 'Partners',
};
const SERVICE_OF_ARN = 2;

/** Of what Weir has no kind for, the service that its ARN names. */
const serviceOf = ({ kind, arn }: TopologyNode): string =>
  kind === 'other' ? (arn?.split(':')[SERVICE_OF_ARN] ?? WITHOUT_ACCOUNT) : SERVICES[kind];

/** What group a node belongs to. */
export function groupOf(node: TopologyNode, by: Exclude<CollapseBy, 'nothing'>): string {
  if (by === 'account') return node.accountName ?? node.accountId ?? WITHOUT_ACCOUNT;
  if (by === 'service') return serviceOf(node);
  if (by === 'system') return node.system;
  return node.tags[by.slice('tag:'.length)] ?? WITHOUT_TAG;
}

/**
 * The map with everything that shares an account, a service, a system or a tag value drawn as one box a column, since columns never change place. A box has
 * the worst verdict of what it holds; lines add up their rates. Broken edges never vanish in a bundle, nor do those switched off: each such state
 * between two boxes keeps a line of its own, and one within a box is listed in `inside`. A group of one stays what it is.
 */
export function collapse(topology: Pick<Topology, 'nodes' | 'edges'>, by: CollapseBy): CollapsedMap {
  const boxOf = by === 'nothing' ? new Map<string, string>() : boxesOf(topology.nodes, by);
  const place = (id: string) => boxOf.get(id) ?? id;
  const known = new Set(topology.nodes.map(({ id }) => id));
  const edges = topology.edges.filter(({ from, to }) => known.has(from) && known.has(to));
  const inside = Map.groupBy(
    edges.filter(({ from, to }) => place(from) === place(to)),
    ({ from }) => place(from),
  );
  const members = Map.groupBy(topology.nodes, ({ id }) => place(id));
  const bundles = Map.groupBy(
    edges.filter(({ from, to }) => place(from) !== place(to)),
    (edge) => (by === 'nothing' ? edge.id : bundleOf(edge, place)),
  );
  return {
    nodes: [...members].flatMap(([id, held]) => boxWith(id, held, by, inside.get(id) ?? [])),
    edges: [...bundles].flatMap(([key, held]) => lineWith(key, held, place)),
  };
}

/** Of each node that shares its column and group with another: the id of their box. */
function boxesOf(nodes: readonly TopologyNode[], by: Exclude<CollapseBy, 'nothing'>): ReadonlyMap<string, string> {
  const groups = Map.groupBy(nodes, (node) => `group:${node.column}:${groupOf(node, by)}`);
  return new Map([...groups].flatMap(([box, held]) => (held.length < 2 ? [] : held.map(({ id }) => [id, box] as const))));
}

function bundleOf(edge: TopologyEdge, place: (id: string) => string): string {
  const kind = edge.kind === 'redrive' ? 'redrive' : 'flow';
  return ['bundle', place(edge.from), place(edge.to), kind, standsAlone(edge.state) ? edge.state : 'rest'].join('|');
}

function boxWith(id: string, members: readonly TopologyNode[], by: CollapseBy, inside: readonly TopologyEdge[]): readonly MapNode[] {
  const [first] = members;
  if (first === undefined) return [];
  const name = members.length === 1 || by === 'nothing' ? first.name : groupOf(first, by);
  const verdict = members.reduce<Verdict | null>((worst, member) => worseOf(worst, member.verdict), null);
  return [{ id, column: first.column, name, members, verdict, changedAt: newest(members), inside }];
}

function lineWith(key: string, members: readonly TopologyEdge[], place: (id: string) => string): readonly MapEdge[] {
  const [first] = members;
  if (first === undefined) return [];
  const state = stateOf(members);
  const alike = members.filter((edge) => edge.state === state);
  const rates = members.map(({ ratePerSecond }) => ratePerSecond).filter((rate) => rate !== null);
  const begun = alike.map(({ since }) => since).filter((since) => since !== null);
  return [
    {
      id: members.length === 1 ? first.id : key,
      from: place(first.from),
      to: place(first.to),
      members,
      redrive: first.kind === 'redrive',
      state,
      ratePerSecond: rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0),
      ratePartial: rates.length > 0 && rates.length < members.length,
      since: begun.length === 0 ? null : Math.min(...begun),
      because: alike.find(({ because }) => because !== null)?.because ?? null,
      filtered: members.some(({ filtered }) => filtered),
      withoutDeadLetters: members.some(({ withoutDeadLetters }) => withoutDeadLetters),
      changedAt: newest(members),
    },
  ];
}

/** How a bundle is drawn: broken or late if any of it is; otherwise as flowing as its liveliest, so that a quiet one does not still nine. */
const BUNDLE_ORDER: readonly FlowState[] = ['cut', 'failing', 'waiting', 'late', 'flowing', 'dark', 'idle', 'off'];

function stateOf(edges: readonly TopologyEdge[]): FlowState {
  return BUNDLE_ORDER.find((state) => edges.some((edge) => edge.state === state)) ?? 'dark';
}

function worseOf(a: Verdict | null, b: Verdict | null): Verdict | null {
  if (a === null || b === null) return a ?? b;
  const byState = stateRank(a.state) - stateRank(b.state);
  if (byState !== 0) return byState < 0 ? a : b;
  return a.since <= b.since ? a : b;
}

function newest(items: readonly { readonly changedAt: number | null }[]): number | null {
  const times = items.map(({ changedAt }) => changedAt).filter((at) => at !== null);
  return times.length === 0 ? null : Math.max(...times);
}
