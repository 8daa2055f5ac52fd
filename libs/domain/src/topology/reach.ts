import type { TopologyEdge } from '@weir/contract';

type Joint = Pick<TopologyEdge, 'from' | 'to'>;

/**
 * The ids of everything that reaches `root` and everything that is reached from it, itself included. What only shares a topic with it belongs to
 * neither. Loops end.
 */
export function around(edges: readonly Joint[], root: string): ReadonlySet<string> {
  return new Set([...reached(edges, root, 'from', 'to'), ...reached(edges, root, 'to', 'from')]);
}

/** The ids of everything that what enters at `root` can come to, itself included. */
export const downstreamOf = (edges: readonly Joint[], root: string): ReadonlySet<string> => reached(edges, root, 'from', 'to');

function reached(edges: readonly Joint[], root: string, here: 'from' | 'to', there: 'from' | 'to'): Set<string> {
  const next = Map.groupBy(edges, (edge) => edge[here]);
  const found = new Set([root]);
  for (const id of found) for (const edge of next.get(id) ?? []) found.add(edge[there]);
  return found;
}
