import type { IncidentDetail, ResourceId, Topology } from '@weir/contract';
import { around, downstreamOf } from '@weir/domain';

/** How far around the members the map goes, in edges. */
const HOPS = 1;
/** More boxes say less. */
const MOST_NODES = 60;

/**
 * The map around an incident: its members and their neighbours. A member that is an edge (a subscription, rule or pipe) stands for both its
 * ends.
 */
export function reachOf({ nodes, edges }: Topology, root: ResourceId, members: readonly ResourceId[]): IncidentDetail['reach'] {
  const endsOf = (id: ResourceId): readonly string[] => {
    if (nodes.some((node) => node.id === id)) return [id];
    return edges.filter(({ via, kind }) => via?.id === id && kind !== 'redrive').flatMap(({ from, to }) => [from, to]);
  };
  const kept = new Set(members.flatMap(endsOf));
  for (let hop = 0; hop < HOPS; hop += 1) {
    const before = new Set(kept);
    for (const { from, to } of edges) {
      if (before.has(from)) kept.add(to);
      if (before.has(to)) kept.add(from);
    }
  }
  const shown = new Set([...kept].slice(0, MOST_NODES));
  const roots = endsOf(root);
  const down = new Set(roots.flatMap((id) => [...downstreamOf(edges, id)]).filter((id) => !roots.includes(id)));
  const all = new Set(roots.flatMap((id) => [...around(edges, id)]).filter((id) => !roots.includes(id)));
  return {
    nodes: nodes.filter(({ id }) => shown.has(id)),
    edges: edges.filter(({ from, to }) => shown.has(from) && shown.has(to)),
    up: [...all].filter((id) => !down.has(id)).length,
    down: down.size,
    leftOut: kept.size - shown.size,
  };
}
