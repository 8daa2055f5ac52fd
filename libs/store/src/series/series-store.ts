import { absenceReason, type AbsenceReason, type EpochMs, type ResourceId, type Series } from '@weir/contract';
import { FAMILIES, familiesFor, type AbsenceSpan, type FamilyName, type SampleRow } from '@weir/domain';
import type { Database } from '../database/database.js';
import { epochMs, instantOf } from '../database/sql.js';
import type { Coverage, SeriesRequest, SeriesStore } from '../store.js';
import { composeSeries } from './compose-series.js';
import { readCoverage } from './coverage.js';
import type { Partitions } from './partitions.js';
import { planRead, type ReadPlan } from './plan-read.js';
import { readSteps, type StepRow } from './read-steps.js';
import type { SeriesRegistry } from './series-registry.js';
import type { ReasonedSpan } from './spans.js';
import { writeAbsences } from './write-absences.js';
import { SampleWriter } from './write-samples.js';

/** Stands for a series that does not exist: PostgreSQL counts them from 1. */
const NO_SERIES = 0;

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
    const series = (await this.answer({ ...request, resourceIds: [resourceId] })).get(resourceId);
    if (!series) throw new Error(`no answer for ${resourceId}`);
    return series;
  }

  async readMany(
    request: SeriesRequest & { resourceIds: readonly ResourceId[]; stepSeconds: number },
  ): Promise<ReadonlyMap<ResourceId, Series>> {
    return await this.answer(request);
  }

  async window(resourceIds: readonly ResourceId[] | 'all', from: EpochMs, to: EpochMs): Promise<readonly SampleRow[]> {
    const families = Object.keys(FAMILIES) as FamilyName[];
    if (resourceIds === 'all') await this.registry.findAll(families);
    else await this.registry.find(resourceIds.flatMap((resourceId) => families.map((family) => ({ resourceId, family }))));
    const ids =
      resourceIds === 'all' ? null : resourceIds.flatMap((id) => families.flatMap((family) => this.registry.idOf(id, family) ?? []));

    const { rows } = await this.database.pool.query<{ id: number; at: number; values: (number | null)[]; settled: boolean }>(
      `SELECT series_id AS id, ${epochMs('at')} AS at, values, settled FROM sample
       WHERE at >= ${instantOf('$1')} AND at < ${instantOf('$2')} ${ids ? 'AND series_id = ANY($3)' : ''} ORDER BY at, series_id`,
      ids ? [from, to, ids] : [from, to],
    );
    return rows.flatMap(({ id, ...row }) => {
      const key = this.registry.keyOf(id);
      return key ? [{ ...key, ...row }] : [];
    });
  }

  async coverage(family: FamilyName, from: EpochMs, to: EpochMs): Promise<ReadonlyMap<ResourceId, Coverage>> {
    return await readCoverage(this.database, family, from, to);
  }

  private async answer(
    request: SeriesRequest & { resourceIds: readonly ResourceId[]; stepSeconds?: number | undefined },
  ): Promise<ReadonlyMap<ResourceId, Series>> {
    const plan = planRead(request);
    const resourceIds = [...new Set(request.resourceIds)];
    const sources = familiesFor(request.metric);
    await this.registry.find(sources.flatMap(({ family }) => resourceIds.map((resourceId) => ({ resourceId, family }))));
    const seriesIds = sources.map(({ family }) => resourceIds.map((id) => this.registry.idOf(id, family) ?? NO_SERIES));
    const [best, other] = sources.map(({ index }, rank) => ({ index, seriesIds: seriesIds[rank] ?? [] }));
    const metric = sources[0]?.metric;
    if (!best || !metric) throw new RangeError(`no family has the metric ${request.metric}`);

    const [rows, absences] = await Promise.all([
      plan.points === 0 ? [] : readSteps(this.database, plan, best, other, request.now),
      this.readAbsences(plan, seriesIds.flat()),
    ]);
    const rowsOf: StepRow[][] = resourceIds.map(() => []);
    for (const row of rows) rowsOf[row.resource]?.push(row);
    return new Map(
      resourceIds.map((id, place) => {
        const told = seriesIds.map((ids) => absences.get(ids[place] ?? NO_SERIES) ?? []);
        return [id, composeSeries(plan, metric, rowsOf[place] ?? [], told, request.now)];
      }),
    );
  }

  private async readAbsences(
    plan: ReadPlan,
    seriesIds: readonly number[],
  ): Promise<ReadonlyMap<number, readonly ReasonedSpan<AbsenceReason>[]>> {
    const { rows } = await this.database.pool.query<{ id: number; from: number; to: number; reason: string }>(
      `SELECT series_id AS id, ${epochMs('from_at')} AS from, ${epochMs('to_at')} AS to, reason FROM absence
       WHERE series_id = ANY($1) AND from_at < ${instantOf('$3')} AND to_at > ${instantOf('$2')} ORDER BY series_id, from_at`,
      [seriesIds.filter((id) => id !== NO_SERIES), plan.from, plan.to],
    );
    const bySeries = new Map<number, ReasonedSpan<AbsenceReason>[]>();
    for (const { id, from, to, reason } of rows) {
      const list = bySeries.get(id) ?? [];
      list.push({ from, to, reason: absenceReason.parse(reason) });
      bySeries.set(id, list);
    }
    return bySeries;
  }
}
