import { resourceId as resourceIdSchema, type ResourceId } from '@weir/contract';
import { FAMILIES, type FamilyName } from '@weir/domain';
import type { Database } from '../database/database.js';

/** What the shards of a stream are known under: rows of arrays in a table of their own, so no family of samples. */
export const SHARD_SERIES = 'kinesis.shards';

export type SeriesName = FamilyName | typeof SHARD_SERIES;

export interface SeriesKey<Name extends SeriesName = SeriesName> {
  readonly resourceId: ResourceId;
  readonly family: Name;
}

/** Knows the number of each series. Numbers are never reused or changed, so what was read once stays true. */
export class SeriesRegistry {
  private readonly ids = new Map<SeriesName, Map<ResourceId, number>>();
  private readonly keys = new Map<number, SeriesKey<FamilyName>>();

  constructor(private readonly database: Database) {}

  /** The number of a series that `find` or `create` has met. */
  idOf(resourceId: ResourceId, family: SeriesName): number | undefined {
    return this.ids.get(family)?.get(resourceId);
  }

  /** The number of a series that `create` was asked for. */
  idOfCreated(resourceId: ResourceId, family: SeriesName): number {
    const id = this.idOf(resourceId, family);
    if (id === undefined) throw new Error(`the series of ${resourceId} could not be created`);
    return id;
  }

  /** Whose samples have this number; undefined for what is no family of samples. */
  keyOf(id: number): SeriesKey<FamilyName> | undefined {
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
  async findAll(families: readonly SeriesName[]): Promise<void> {
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
      if (!resourceId.success || !isSeriesName(row.family)) continue;
      const ofFamily = this.ids.get(row.family) ?? new Map<ResourceId, number>();
      this.ids.set(row.family, ofFamily.set(resourceId.data, row.id));
      if (row.family !== SHARD_SERIES) this.keys.set(row.id, { resourceId: resourceId.data, family: row.family });
    }
  }
}

interface SeriesRow {
  readonly id: number;
  readonly resource_id: string;
  readonly family: string;
}

const isSeriesName = (name: string): name is SeriesName => name === SHARD_SERIES || Object.hasOwn(FAMILIES, name);
