import type { ChangesLeftOut, ResourceId, TopologyChange } from '@weir/contract';
import { type SettingChange, settingChanges } from '@weir/domain';
import type { CatalogueChange, ChangeQuery } from '@weir/store';

/** What changed, as it is told and as it is reckoned with. */
export interface KnownChanges {
  /** Newest first. */
  readonly told: readonly TopologyChange[];
  readonly leftOut: ChangesLeftOut;
  /** Edits of settings by resource, oldest first. */
  readonly edits: ReadonlyMap<ResourceId, readonly SettingChange[]>;
}

/**
 * Reads edits apart from all else, each up to a limit, newest first: what is added by the thousand must not push out the edit that explains
 * why deliveries stopped.
 * @param tell a change in words; null: it is none of the estate
 * @throws what `read` throws
 */
export async function readChanges(
  read: (query: ChangeQuery) => Promise<readonly CatalogueChange[]>,
  query: ChangeQuery & { readonly limit: number },
  tell: (row: CatalogueChange) => TopologyChange | null,
): Promise<KnownChanges> {
  // One more than is told shows whether there are more.
  const limit = query.limit + 1;
  const found = await Promise.all([
    read({ ...query, limit, sorts: ['changed'] }),
    read({ ...query, limit, sorts: ['added', 'deleted', 'restored'] }),
  ]);
  const [edited, others] = found.map((rows) => rows.slice(0, query.limit));
  const rows = [...(edited ?? []), ...(others ?? [])];
  const oldest = others?.at(-1);
  return {
    told: rows.flatMap((row) => tell(row) ?? []).sort((a, b) => b.at - a.at),
    leftOut: {
      edits: found[0].length > query.limit,
      // Where the oldest is of what Weir met when it first looked, so is what came before it.
      others: found[1].length > query.limit && oldest !== undefined && tell(oldest) !== null,
    },
    edits: editsIn(rows),
  };
}

function editsIn(rows: readonly CatalogueChange[]): ReadonlyMap<ResourceId, readonly SettingChange[]> {
  const edits = new Map<ResourceId, SettingChange[]>();
  for (const row of rows.toSorted((a, b) => a.at - b.at)) {
    const of = settingChanges(row);
    if (of.length > 0) edits.set(row.resourceId, [...(edits.get(row.resourceId) ?? []), ...of]);
  }
  return edits;
}
