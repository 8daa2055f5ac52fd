import { resource as resourceSchema, resourceId, resourceKind, type ResourceKind } from '@weir/contract';
import type { Database } from '../database/database.js';
import { epochMs } from '../database/sql.js';
import type { CatalogueChange, ChangeQuery, ResourceFacts } from '../store.js';
import { CONFIG_BY_KIND } from './config-by-kind.js';

const CHANGES_BY_DEFAULT = 1_000;
/** Settings can be a quarter of a megabyte each: this many changes with both their sides are what one answer may hold. */
const MOST_CHANGES = 5_000;

interface ChangeRow {
  readonly id: string;
  readonly resourceId: string;
  readonly kind: string;
  readonly at: number;
  readonly change: string;
  readonly before: unknown;
  readonly after: unknown;
}

const CHANGES: readonly CatalogueChange['change'][] = ['added', 'changed', 'deleted', 'restored'];
const facts = resourceSchema.pick({ name: true, tags: true });

/** Reads what discovery found different, the newest first. A row this version cannot read is reported and left out. */
export async function readChanges(
  database: Database,
  { from, to, resourceIds, sorts, limit = CHANGES_BY_DEFAULT }: ChangeQuery,
): Promise<readonly CatalogueChange[]> {
  const { rows } = await database.pool.query<ChangeRow>(
    `SELECT c.id, c.resource_id AS "resourceId", r.kind, ${epochMs('c.at')} AS at, c.change, c.before, c.after
     FROM resource_change c JOIN resource r ON r.id = c.resource_id
     WHERE c.at >= $1::timestamptz AND c.at < $2::timestamptz AND ($3::text[] IS NULL OR c.resource_id = ANY($3))
       AND ($5::text[] IS NULL OR c.change = ANY($5))
     ORDER BY c.at DESC, c.id DESC LIMIT $4`,
    [new Date(from), new Date(to), resourceIds ?? null, Math.min(MOST_CHANGES, limit), sorts ?? null],
  );
  return rows.flatMap((row) => {
    const id = resourceId.safeParse(row.resourceId);
    const kind = resourceKind.safeParse(row.kind);
    const what = CHANGES.find((change) => change === row.change);
    if (id.success && kind.success && what !== undefined) {
      const before = factsOf(kind.data, row.before);
      const after = factsOf(kind.data, row.after);
      if (before !== undefined && after !== undefined)
        return [{ resourceId: id.data, kind: kind.data, at: row.at, change: what, before, after }];
    }
    database.reportProblem(new Error(`the change ${row.id} of ${row.resourceId} is not readable`));
    return [];
  });
}

/** undefined: not readable. Settings of an older version that no longer pass are null, as in the catalogue. */
function factsOf(kind: ResourceKind, stored: unknown): ResourceFacts | null | undefined {
  if (stored === null) return null;
  const parsed = facts.safeParse(stored);
  if (!parsed.success) return undefined;
  return { ...parsed.data, config: CONFIG_BY_KIND[kind].nullable().safeParse(configIn(stored)).data ?? null };
}

const configIn = (stored: unknown): unknown => (typeof stored === 'object' && stored !== null && 'config' in stored ? stored.config : null);
