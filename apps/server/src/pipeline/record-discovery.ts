import type { ResourceKind } from '@weir/contract';
import { type CatalogueResource, type DiscoveredResource, type Scope, scopeKey } from '@weir/domain';
import type { Store } from '@weir/store';

/** All that was seen of one kind in a scope. */
export interface Listing {
  readonly kind: ResourceKind;
  readonly found: readonly DiscoveredResource[];
  /** Whether all there is was seen: only then is what is missing gone. */
  readonly complete: boolean;
}

export interface RecordedDiscovery {
  /** Whether anything is different from before. */
  readonly changed: boolean;
  /** Whether there is anything that was not there before. */
  readonly isNew: boolean;
}

/** Brings what was found to the catalogue. Of a kind that was not seen whole, what is missing stays as it was known. */
export async function recordDiscovery(
  store: Pick<Store, 'catalogue'>,
  scope: Scope,
  listings: readonly Listing[],
  at: number,
): Promise<RecordedDiscovery> {
  const partial = listings.filter(({ complete }) => !complete).map(({ kind }) => kind);
  // The catalogue is large, and mostly nobody is refused anything.
  const known = partial.length === 0 ? [] : (await store.catalogue.list()).filter((entry) => isPresent(entry, scope));
  let changed = false;
  let isNew = false;
  for (const { kind, found, complete } of listings) {
    const seen = new Set(found.map(({ arn }) => arn));
    const missed = complete ? [] : known.filter((entry) => entry.kind === kind && !seen.has(entry.arn)).map(asListed);
    const change = await store.catalogue.record(scope, kind, [...found, ...missed], at);
    if (change.added.length + change.restored.length > 0) isNew = true;
    if (change.changed.length + change.deleted.length > 0) changed = true;
  }
  return { changed: changed || isNew, isNew };
}

const isPresent = (entry: CatalogueResource, scope: Scope): boolean => entry.deletedAt === null && scopeKey(entry) === scopeKey(scope);

/** A resource that exists although this discovery could not see it, as it was known. */
function asListed({ accountId, region, arn, name, tags, kind, config }: CatalogueResource): DiscoveredResource {
  const listed = { accountId, region, arn, name, tags, kind, config };
  // The settings are of the kind, which the type cannot follow through the union.
  return (kind === 'stream' ? { ...listed, shards: null } : listed) as DiscoveredResource;
}
