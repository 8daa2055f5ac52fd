import { absenceReason, type EpochMs, type ResourceId, type ResourceKind, type Series } from '@weir/contract';
import { FAMILIES, type AbsenceSpan, type FamilyName, type SampleRow } from '@weir/domain';
import type { Database } from '../database/database.js';
import { epochMs, instantOf, parseNumbers } from '../database/sql.js';
import type { Coverage, SeriesRequest, SeriesStore } from '../store.js';
import { answerSeries } from './answer-series.js';
import { readCoverage } from './coverage.js';
import type { Partitions } from './partitions.js';
import type { SeriesRegistry } from './series-registry.js';
import { writeAbsences } from './write-absences.js';
import { SampleWriter } from './write-samples.js';

/** Time series in PostgreSQL. */
export class SeriesInPostgres implements SeriesStore {
  private readonly writer: SampleWriter;

  constructor(
    private readonly database: Database,
    private readonly registry: SeriesRegistry,
    partitions: Partitions,
  ) {
    this.writer = new SampleWriter(database, registry, partitions);
  }

  async write(rows: readonly SampleRow[]): Promise<void> {
    await this.writer.write(rows);
  }

  async writeAbsences(spans: readonly AbsenceSpan[]): Promise<void> {
    await writeAbsences(this.database, this.registry, spans);
  }

  async read({ resourceId, ...request }: SeriesRequest & { resourceId: ResourceId; stepSeconds?: number | undefined }): Promise<Series> {
    const series = (await answerSeries(this.database, this.registry, { ...request, resourceIds: [resourceId] })).get(resourceId);
    if (!series) throw new Error(`no answer for ${resourceId}`);
    return series;
  }

  async readMany(
    request: SeriesRequest & { resourceIds: readonly ResourceId[]; stepSeconds: number },
  ): Promise<ReadonlyMap<ResourceId, Series>> {
    return answerSeries(this.database, this.registry, request);
  }

  async window(resourceIds: readonly ResourceId[] | 'all', from: EpochMs, to: EpochMs): Promise<readonly SampleRow[]> {
    const families = Object.keys(FAMILIES) as FamilyName[];
    if (resourceIds === 'all') await this.registry.findAll(families);
    else await this.registry.find(resourceIds.flatMap((resourceId) => families.map((family) => ({ resourceId, family }))));
    const ids =
      resourceIds === 'all' ? null : resourceIds.flatMap((id) => families.flatMap((family) => this.registry.idOf(id, family) ?? []));

    const { rows } = await this.database.pool.query<{ id: number; at: number; values: string; settled: boolean }>(
      `SELECT series_id AS id, ${epochMs('at')} AS at, values::text, settled FROM sample
       WHERE at >= ${instantOf('$1')} AND at < ${instantOf('$2')} ${ids ? 'AND series_id = ANY($3)' : ''} ORDER BY at, series_id`,
      ids ? [from, to, ids] : [from, to],
    );
    return rows.flatMap(({ id, at, values, settled }) => {
      const key = this.registry.keyOf(id);
      return key ? [{ ...key, at, values: parseNumbers(values), settled }] : [];
    });
  }

  async absences(resourceIds: readonly ResourceId[], family: FamilyName, from: EpochMs, to: EpochMs): Promise<readonly AbsenceSpan[]> {
    await this.registry.find(resourceIds.map((resourceId) => ({ resourceId, family })));
    const ids = resourceIds.flatMap((id) => this.registry.idOf(id, family) ?? []);
    const { rows } = await this.database.pool.query<{ id: number; from: number; to: number; reason: string }>(
      `SELECT series_id AS id, ${epochMs('from_at')} AS from, ${epochMs('to_at')} AS to, reason FROM absence
       WHERE series_id = ANY($1) AND from_at < ${instantOf('$3')} AND to_at > ${instantOf('$2')} ORDER BY series_id, from_at`,
      [ids, from, to],
    );
    return rows.flatMap(({ id, reason, ...span }) => {
      const key = this.registry.keyOf(id);
      return key?.family === family ? [{ resourceId: key.resourceId, family, ...span, reason: absenceReason.parse(reason) }] : [];
    });
  }

  async coverage(
    family: FamilyName,
    from: EpochMs,
    to: EpochMs,
    kinds?: readonly ResourceKind[],
  ): Promise<ReadonlyMap<ResourceId, Coverage>> {
    return readCoverage(this.database, family, from, to, kinds);
  }
}
