import type { Resource, Topology, TopologyEdge, TopologyNode } from '@weir/contract';
import { isBrokenFlow, stateRank } from '@weir/domain';
import { newest, perSecond } from '../fanout/newest-minute.js';
import { timePassed } from '../format/index.js';
import { rateText } from '../map/map-words.js';

/** One way on which a function is invoked: from where, by what, and how that goes. */
export interface Invoker {
  readonly edge: TopologyEdge;
  readonly from: TopologyNode;
  /** The subscription, rule, pipe or mapping itself; null: it is not there yet, or nothing stands between. */
  readonly by: Resource | null;
}

/** Every way to a function that settings name: what is broken first, then what is worst judged, then by name. */
export function invokersOf({ nodes, edges }: Topology, id: string, resources: readonly Resource[]): readonly Invoker[] {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const resourceOf = new Map<string, Resource>(resources.map((resource) => [resource.id, resource]));
  return edges
    .flatMap((edge): Invoker[] => {
      const from = nodeOf.get(edge.from);
      if (edge.to !== id || edge.kind === 'redrive' || edge.kind === 'publish' || from === undefined) return [];
      return [{ edge, from, by: (edge.via && resourceOf.get(edge.via.id)) ?? null }];
    })
    .sort((a, b) => rank(a) - rank(b) || (a.from.name < b.from.name ? -1 : a.from.name > b.from.name ? 1 : 0));
}

/** What stands between a function and what it is invoked from, each once. */
export const viasOf = ({ edges }: Topology, id: string): readonly NonNullable<TopologyEdge['via']>[] => [
  ...new Map(
    edges.flatMap(({ to, kind, via }) => (to === id && kind !== 'redrive' && via !== null ? [[via.id, via] as const] : [])),
  ).values(),
];

/** After every rank a verdict has. */
const UNJUDGED = 100;
const rank = ({ edge: { state, verdict } }: Invoker): number =>
  (isBrokenFlow(state) ? 0 : 1_000) + (verdict === null ? UNJUDGED : stateRank(verdict.state));

const ASYNCHRONOUS: ReadonlySet<TopologyEdge['kind']> = new Set(['subscription', 'rule', 'schedule']);

/**
 * Whether it hands an event over and does not wait for what becomes of it. A pipe may do either and by default waits.
 * Source: AWS Lambda Developer Guide, "Invoking Lambda with events from other AWS services".
 */
export const isAsynchronous = ({ edge }: Invoker): boolean => ASYNCHRONOUS.has(edge.kind);

/** What kind of way it is, as the end of "invoked from … ". */
export const WAY_WORDS: Readonly<Record<TopologyEdge['kind'], string>> = {
  subscription: 'subscription',
  rule: 'target of the rule',
  pipe: 'pipe',
  enrichment: 'enrichment of the pipe',
  schedule: 'schedule',
  mapping: 'event source mapping',
  redrive: 'failures',
  publish: 'publishes',
};

const MILLISECONDS = 1000;

/** What AWS measures of a mapping itself: of one that reads a stream how far behind it is, and what it polls where that is counted. */
export function mappingFigures(mapping: Pick<Resource, 'latest'>): readonly string[] {
  const lag = newest(mapping, 'lag');
  const polled = perSecond(mapping, 'consumedRecords');
  return [
    ...(lag === null ? [] : [`${timePassed(lag / MILLISECONDS)} behind at most`]),
    ...(polled === null ? [] : [`${rateText(polled)} polled`]),
  ];
}

/** What chooses what comes on a way, as JSON text, and how it is read; null: all of it comes, or it is not known. */
export interface WayFilter {
  readonly texts: readonly string[];
  readonly kind: 'pattern' | 'pipe' | 'MessageAttributes' | 'MessageBody';
}

export function filterOf({ fanout, consumer }: Pick<Resource, 'fanout' | 'consumer'>): WayFilter | null {
  if (consumer !== null && consumer.filters !== null && consumer.filters.length > 0) return { texts: consumer.filters, kind: 'pipe' };
  if (fanout?.kind === 'subscription' && fanout.filterPolicy !== null)
    return { texts: [fanout.filterPolicy], kind: fanout.filterPolicyScope };
  if (fanout?.kind === 'rule' && fanout.pattern !== null) return { texts: [fanout.pattern], kind: 'pattern' };
  if (fanout?.kind === 'pipe' && fanout.filters !== null && fanout.filters.length > 0) return { texts: fanout.filters, kind: 'pipe' };
  return null;
}
