import { absenceReason, type Absence, type EpochMs, type ResourceId } from '@weir/contract';
import type { Shard, ShardMetric, ShardMinute } from '@weir/domain';
import type { Database } from '../database/database.js';
import { epochMs } from '../database/sql.js';
import { DAY, floorTo, MINUTE } from '../series/layers.js';
import type { Partitions } from '../series/partitions.js';
import { SHARD_SERIES, type SeriesRegistry } from '../series/series-registry.js';
import { writeAbsences } from '../series/write-absences.js';
import type { Coverage, KeyMinute, SamplingSpend, ShardStep, StoredShard, StoredShardMinute, StreamStore } from '../store.js';
import { readKeyMinutes, writeKeyMinutes } from './key-minutes.js';
import { readShardMinutes } from './read-shard-minutes.js';
import { addSampling, readSampling } from './sampling-spend.js';
import { readShards, recordShards } from './shard-catalogue.js';
import { ShardSteps } from './shard-steps.js';
import { readStreamCoverage } from './stream-coverage.js';
import { writeShardMinutes } from './write-shard-minutes.js';

/** Shards, their minutes and samples of their keys in PostgreSQL. */
export class StreamsInPostgres implements StreamStore {
  constructor(
    private readonly database: Database,
    private readonly registry: SeriesRegistry,
    private readonly partitions: Partitions,
  ) {}

  async recordShards(streamId: ResourceId, shards: readonly Shard[], at: EpochMs): Promise<boolean> {
    return recordShards(this.database, streamId, shards, at);
  }

  async shards(streamId: ResourceId): Promise<readonly StoredShard[]> {
    return readShards(this.database.pool, streamId);
  }

  async writeShardMinutes(rows: readonly ShardMinute[]): Promise<void> {
    await writeShardMinutes(this.database, this.registry, this.partitions, rows);
  }

  async readShardMinutes(
    streamId: ResourceId,
    metrics: readonly ShardMetric[],
    from: EpochMs,
    to: EpochMs,
  ): Promise<readonly StoredShardMinute[]> {
    const streamNo = await this.findNumber(streamId);
    return streamNo === undefined ? [] : readShardMinutes(this.database, streamNo, metrics, from, to);
  }

  async readShardSteps(
    streamId: ResourceId,
    metrics: readonly ShardMetric[],
    from: EpochMs,
    to: EpochMs,
    stepSeconds: number,
  ): Promise<readonly ShardStep[]> {
    const stepMs = stepSeconds * 1000;
    if (!(stepMs >= MINUTE && stepMs % MINUTE === 0))
      throw new RangeError(`a step of ${stepSeconds} seconds is no whole number of minutes`);
    const streamNo = await this.findNumber(streamId);
    if (streamNo === undefined) return [];
    const steps = new ShardSteps(stepMs);
    // A day at a time: the minutes of fifteen days of a thousand shards would be half a gigabyte at once.
    for (let start = from; start < to; start = floorTo(start, DAY) + DAY) {
      steps.add(await readShardMinutes(this.database, streamNo, metrics, start, Math.min(to, floorTo(start, DAY) + DAY)));
    }
    return steps.result();
  }

  async writeShardAbsences(spans: readonly (Absence & { readonly streamId: ResourceId })[]): Promise<void> {
    await writeAbsences(
      this.database,
      this.registry,
      spans.map(({ streamId, from, to, reason }) => ({ resourceId: streamId, family: SHARD_SERIES, from, to, reason })),
    );
  }

  async readShardAbsences(streamId: ResourceId, from: EpochMs, to: EpochMs): Promise<readonly Absence[]> {
    const streamNo = await this.findNumber(streamId);
    const { rows } = await this.database.pool.query<{ from: EpochMs; to: EpochMs; reason: string }>(
      `SELECT ${epochMs('from_at')} AS from, ${epochMs('to_at')} AS to, reason FROM absence
       WHERE series_id = $1 AND from_at < $3::timestamptz AND to_at > $2::timestamptz ORDER BY from_at`,
      [streamNo ?? null, new Date(from), new Date(to)],
    );
    return rows.map((row) => ({ ...row, reason: absenceReason.parse(row.reason) }));
  }

  async coverage(streamIds: readonly ResourceId[], from: EpochMs, to: EpochMs): Promise<ReadonlyMap<ResourceId, Coverage>> {
    return readStreamCoverage(this.database, this.registry, streamIds, from, to);
  }

  async writeKeyMinutes(rows: readonly KeyMinute[]): Promise<void> {
    await writeKeyMinutes(this.database, this.registry, this.partitions, rows);
  }

  async readKeyMinutes(streamId: ResourceId, from: EpochMs, to: EpochMs): Promise<readonly Omit<KeyMinute, 'streamId'>[]> {
    const streamNo = await this.findNumber(streamId);
    return streamNo === undefined ? [] : readKeyMinutes(this.database, streamNo, from, to);
  }

  async addSampling(day: string, streamId: ResourceId, spend: SamplingSpend): Promise<void> {
    await addSampling(this.database, day, streamId, spend);
  }

  async samplingOf(day: string): Promise<ReadonlyMap<ResourceId, SamplingSpend>> {
    return readSampling(this.database, day);
  }

  /** The number of a stream of which something was stored. */
  private async findNumber(streamId: ResourceId): Promise<number | undefined> {
    await this.registry.find([{ resourceId: streamId, family: SHARD_SERIES }]);
    return this.registry.idOf(streamId, SHARD_SERIES);
  }
}
