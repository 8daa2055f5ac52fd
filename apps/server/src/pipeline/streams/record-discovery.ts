import type { StreamDiscovery } from '@weir/aws';
import { type CatalogueResource, type DiscoveredResource, resourceIdOf, type Scope } from '@weir/domain';
import type { Store } from '@weir/store';

/**
 * Brings what was found to the catalogue. Of a kind that was not seen whole, what is missing stays.
 * @returns whether anything is different, and whether there are streams or readers that were not there before
 */
export async function recordDiscovery(
  store: Store,
  scope: Scope,
  found: StreamDiscovery,
  at: number,
): Promise<{ changed: boolean; isNew: boolean }> {
  const known = (await store.catalogue.list()).filter(
    (entry) => entry.deletedAt === null && entry.accountId === scope.accountId && entry.region === scope.region,
  );
  const missed = (
    kind: CatalogueResource['kind'],
    seen: readonly DiscoveredResource[],
    complete: boolean,
  ): readonly DiscoveredResource[] =>
    complete ? [] : known.flatMap((entry) => (entry.kind === kind && !seen.some(({ arn }) => arn === entry.arn) ? asListed(entry) : []));
  const consumers = found.consumers.filter(({ kind }) => kind === 'consumer');
  const deliveries = found.consumers.filter(({ kind }) => kind === 'delivery-stream');
  const changes = [
    await store.catalogue.record(scope, 'stream', [...found.streams, ...missed('stream', found.streams, found.complete.streams)], at),
    await store.catalogue.record(scope, 'consumer', [...consumers, ...missed('consumer', consumers, found.complete.consumers)], at),
    await store.catalogue.record(
      scope,
      'delivery-stream',
      [...deliveries, ...missed('delivery-stream', deliveries, found.complete.deliveryStreams)],
      at,
    ),
  ];
  let reshaped = false;
  for (const { arn, shards } of found.streams) {
    if (shards !== null && (await store.streams.recordShards(resourceIdOf(arn), shards, at))) reshaped = true;
  }
  const changed = changes.some(({ added, changed: altered, deleted, restored }) =>
    [added, altered, deleted, restored].some((ids) => ids.length > 0),
  );
  const isNew = changes.some(({ added, restored }) => added.length + restored.length > 0);
  return { changed: changed || reshaped, isNew };
}

/** A resource that exists although this discovery could not see it, as it was known. */
function asListed(entry: CatalogueResource): readonly DiscoveredResource[] {
  const { accountId, region, arn, name, tags } = entry;
  const base = { accountId, region, arn, name, tags };
  if (entry.kind === 'stream') return [{ ...base, kind: entry.kind, config: entry.config, shards: null }];
  if ((entry.kind === 'consumer' || entry.kind === 'delivery-stream') && entry.config !== null)
    return [{ ...base, kind: entry.kind, config: entry.config }];
  return [];
}
