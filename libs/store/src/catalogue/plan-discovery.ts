import type { EpochMs, ResourceId } from '@weir/contract';
import { resourceIdOf, type CatalogueResource, type DiscoveredResource } from '@weir/domain';
import { canonicalJson } from '../database/storable.js';
import type { DiscoveryChange, ResourceFacts } from '../store.js';

export interface ChangeRecord {
  readonly resourceId: ResourceId;
  readonly change: keyof DiscoveryChange;
  readonly before: ResourceFacts | null;
  readonly after: ResourceFacts | null;
}

export interface DiscoveryPlan {
  /** To be written: everything found, each ARN once. */
  readonly present: readonly CatalogueResource[];
  readonly deleted: readonly ResourceId[];
  readonly records: readonly ChangeRecord[];
}

/** Compares a complete listing with what the catalogue holds of the same kind and scope, deleted resources included. */
export function planDiscovery(known: readonly CatalogueResource[], found: readonly DiscoveredResource[], at: EpochMs): DiscoveryPlan {
  const before = new Map(known.map((resource) => [resource.id, resource]));
  // A listing read in pages can name a resource twice while it changes; the later page is the newer.
  const after = new Map(found.map((resource) => [resourceIdOf(resource.arn), resource]));
  const present: CatalogueResource[] = [];
  const records: ChangeRecord[] = [];

  for (const [id, listed] of after) {
    const old = before.get(id);
    const resource = old === undefined ? listed : keepKnown(old, listed);
    present.push({ ...resource, id, firstSeen: old?.firstSeen ?? at, lastSeen: at, deletedAt: null });
    const change = changeOf(old, resource);
    if (change) records.push({ resourceId: id, change, before: old ? factsOf(old) : null, after: factsOf(resource) });
  }
  const deleted = known.filter((resource) => resource.deletedAt === null && !after.has(resource.id));
  for (const resource of deleted) records.push({ resourceId: resource.id, change: 'deleted', before: factsOf(resource), after: null });
  return { present, deleted: deleted.map(({ id }) => id), records };
}

function changeOf(old: CatalogueResource | undefined, found: DiscoveredResource): Exclude<keyof DiscoveryChange, 'deleted'> | undefined {
  if (!old) return 'added';
  if (old.deletedAt !== null) return 'restored';
  return canonicalJson(factsOf(old)) === canonicalJson(factsOf(found)) ? undefined : 'changed';
}

/** A resource that is listed while its settings are refused is still what it was known to be. */
function keepKnown(old: CatalogueResource, listed: DiscoveredResource): DiscoveredResource {
  if (listed.config !== null || old.kind !== listed.kind) return listed;
  return { ...listed, config: old.config, tags: old.tags } as DiscoveredResource;
}

const factsOf = ({ name, config, tags }: ResourceFacts): ResourceFacts => ({ name, config, tags });
