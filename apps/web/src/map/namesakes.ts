import type { TopologyNode } from '@weir/contract';

type Placed = Pick<TopologyNode, 'id' | 'kind' | 'name' | 'accountId' | 'accountName' | 'region'>;

/**
 * What tells nodes of one kind and one name apart, by node id: the account, the region, or both, as far as it differs among them. Nodes without
 * a namesake have no entry, and neither have those about whose place nothing is known.
 */
export function placesApart(nodes: readonly Placed[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const alike of Map.groupBy(nodes, ({ kind, name }) => `${kind} ${name}`).values()) {
    const accounts = new Set(alike.map(({ accountId }) => accountId)).size > 1;
    const regions = new Set(alike.map(({ region }) => region)).size > 1;
    for (const { id, accountId, accountName, region } of alike) {
      const words = [accounts ? (accountName ?? accountId) : null, regions ? region : null].filter((word) => word !== null).join(' ');
      if (words !== '') found.set(id, words);
    }
  }
  return found;
}
