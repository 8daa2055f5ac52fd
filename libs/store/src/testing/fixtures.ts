import type { ConsumerConfig, QueueConfig, ResourceId, StreamConfig } from '@weir/contract';
import {
  equalRanges,
  FAMILIES,
  resourceIdOf,
  type DiscoveredConsumer,
  type DiscoveredQueue,
  type DiscoveredStream,
  type FamilyName,
  type SampleRow,
  type Scope,
  type Shard,
} from '@weir/domain';

export const SCOPE: Scope = { accountId: '111122223333', region: 'eu-west-1' };

/** A Tuesday at noon, at the start of an hour. */
export const NOON = Date.UTC(2026, 10, 24, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function queueNamed(
  name: string,
  change: { config?: Partial<QueueConfig>; tags?: Record<string, string>; scope?: Scope } = {},
): DiscoveredQueue {
  const { accountId, region } = change.scope ?? SCOPE;
  return {
    kind: 'queue',
    accountId,
    region,
    arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
    name,
    config: {
      url: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
      fifo: false,
      visibilityTimeoutSeconds: 30,
      retentionSeconds: 345_600,
      delaySeconds: 0,
      maximumMessageBytes: 262_144,
      createdAt: null,
      redrive: null,
      problems: [],
      ...change.config,
    },
    tags: change.tags ?? {},
  };
}

export const idOf = (name: string): ResourceId => resourceIdOf(queueNamed(name).arn);

export function streamNamed(
  name: string,
  change: { config?: Partial<StreamConfig>; shards?: readonly Shard[] | null; scope?: Scope } = {},
): DiscoveredStream {
  const { accountId, region } = change.scope ?? SCOPE;
  return {
    kind: 'stream',
    accountId,
    region,
    arn: `arn:aws:kinesis:${region}:${accountId}:stream/${name}`,
    name,
    config: {
      status: 'ACTIVE',
      mode: 'PROVISIONED',
      distribution: 'USER_PARTITION_KEY',
      retentionHours: 24,
      openShards: 2,
      maxRecordKibibytes: 1_024,
      shardMetrics: [],
      encrypted: false,
      createdAt: null,
      problems: [],
      ...change.config,
    },
    shards: change.shards ?? null,
    tags: {},
  };
}

/** An enhanced fan-out consumer of a stream. */
export function consumerNamed(name: string, stream: DiscoveredStream, config: Partial<ConsumerConfig> = {}): DiscoveredConsumer {
  return {
    kind: 'consumer',
    accountId: stream.accountId,
    region: stream.region,
    arn: `${stream.arn}/consumer/${name}:1`,
    name,
    config: {
      type: 'enhanced-fan-out',
      sourceArn: stream.arn,
      state: 'ACTIVE',
      uuid: null,
      functionArn: null,
      consumerArn: null,
      batchSize: null,
      parallelisation: null,
      bisectOnError: null,
      maximumRetries: null,
      maximumRecordAgeSeconds: null,
      failureDestinationArn: null,
      lastResult: null,
      filters: null,
      modifiedAt: null,
      problems: [],
      ...config,
    },
    tags: {},
  };
}

/** The shards of a new stream: the ring in equal parts, all open. */
export const shardsNumbering = (count: number): readonly Shard[] =>
  equalRanges(count).map((range, index) => ({
    shardId: shardIdOf(index),
    range,
    parentShardId: null,
    adjacentParentShardId: null,
    open: true,
  }));

export const shardIdOf = (index: number): string => `shardId-${String(index).padStart(12, '0')}`;

/** A row with some values by place; the others are unknown. */
export function row(
  resourceId: ResourceId,
  family: FamilyName,
  at: number,
  values: Partial<Record<number, number | null>>,
  settled = true,
): SampleRow {
  return { resourceId, family, at, values: FAMILIES[family].metrics.map((_, index) => values[index] ?? null), settled };
}
