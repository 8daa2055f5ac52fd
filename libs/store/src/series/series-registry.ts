import { resourceId as resourceIdSchema, type ResourceId } from '@weir/contract';
import { FAMILIES, type FamilyName } from '@weir/domain';
import type { Database } from '../database/database.js';

export interface SeriesKey {
  readonly resourceId: ResourceId;
  readonly family: FamilyName;
}

/** Knows the number of each series. Numbers are never reused or changed, so what was read once stays true. */
export class SeriesRegistry {
  private readonly ids = new Map<FamilyName, Map<ResourceId, number>>();
  private readonly keys = new Map<number, SeriesKey>();

  constructor(private readonly database: Database) {}

  /** The number of a series that `find` or `create` has met. */
  idOf(resourceId: ResourceId, family: FamilyName): number | undefined {
    return this.ids.get(family)?.get(resourceId);
  }

  keyOf(id: number): SeriesKey | undefined {
    return this.keys.get(id);
  }

  /** Meets these series, as far as they exist. */
  async find(keys: readonly SeriesKey[]): Promise<void> {
    const unknown = this.unknown(keys);
    if (unknown.length === 0) return;
    const { rows } = await this.database.pool.query<SeriesRow>(
      `SELECT id, resource_id, family FROM series JOIN unnest($1::text[], $2::text[]) AS k(resource_id, family) USING (resource_id, family)`,
      [unknown.map((key) => key.resourceId), unknown.map((key) => key.family)],
    );
    this.remember(rows);
  }

  /** Meets all series of some families. */
  async findAll(families: readonly FamilyName[]): Promise<void> {
    const { rows } = await this.database.pool.query<SeriesRow>('SELECT id, resource_id, family FROM series WHERE family = ANY($1)', [
      families,
    ]);
    this.remember(rows);
  }

  /** Creates those of the series that do not exist. */
  async create(keys: readonly SeriesKey[]): Promise<void> {
    await this.find(keys);
    const missing = this.unknown(keys);
    if (missing.length === 0) return;
    await this.database.pool.query(
      `INSERT INTO series (resource_id, family) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (resource_id, family) DO NOTHING`,
      [missing.map((key) => key.resourceId), missing.map((key) => key.family)],
    );
    await this.find(missing);
  }

  /** Each only once, however often it is asked for. */
  private unknown(keys: readonly SeriesKey[]): readonly SeriesKey[] {
    const unknown = new Map<string, SeriesKey>();
    for (const { resourceId, family } of keys) {
      if (this.idOf(resourceId, family) === undefined) unknown.set(`${resourceId}/${family}`, { resourceId, family });
    }
    return [...unknown.values()];
  }

  private remember(rows: readonly SeriesRow[]): void {
    for (const row of rows) {
      const resourceId = resourceIdSchema.safeParse(row.resource_id);
      if (!resourceId.success || !isFamily(row.family)) continue;
      const ofFamily = this.ids.get(row.family) ?? new Map<ResourceId, number>();
      this.ids.set(row.family, ofFamily.set(resourceId.data, row.id));
      this.keys.set(row.id, { resourceId: resourceId.data, family: row.family });
    }
  }
}

interface SeriesRow {
  readonly id: number;
  readonly resource_id: string;
  readonly family: string;
}

const isFamily = (name: string): name is FamilyName => Object.hasOwn(FAMILIES, name);
