import type { TraceHop } from '@weir/contract';
import type { CatalogueResource } from '../../../model/catalogue.js';
import { buildTopology } from '../../graph/build-topology.js';
import { sightOf } from '../../testing/small-estate.js';
import { traceEvent, type TraceSight } from '../trace-event.js';

/** When everything here is traced. */
export const AT = '2026-11-24T14:32:00Z';

/** Traces through an estate of these resources. */
export function trace(
  entries: readonly CatalogueResource[],
  fromArn: string,
  content: unknown,
  attributes: Record<string, unknown> = {},
  listedAt: TraceSight['listedAt'] = () => null,
) {
  const sight = sightOf(entries);
  const map = buildTopology(sight);
  const from = sight.index.byArn(fromArn);
  if (!from) throw new Error(`no ${fromArn}`);
  const answer = traceEvent(
    from,
    { content, attributes },
    { index: sight.index, nodes: new Map(map.nodes.map((node) => [node.id, node])), edges: map.edges, at: AT, listedAt },
  );
  if (!answer) throw new Error('not on the map');
  return answer;
}

/** Hops in short: `by whom → where: outcome`. */
export const told = (hops: readonly TraceHop[]): string[] =>
  hops.map(({ node, outcome, via }) => `${via ? `${via.name} ` : ''}→ ${node.name}: ${outcome}`);
export const hop = (hops: readonly TraceHop[], name: string): TraceHop | undefined => hops.find(({ node }) => node.name === name);
