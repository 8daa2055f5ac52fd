import type { ConsumerMetric, ResourceId, StreamMetric } from '@weir/contract';
import { CONSUMER_METRICS, FAMILIES, SHARD_METRICS, type ShardMetric } from '@weir/domain';
import type { CloudWatchReader, MetricWindow } from './cloudwatch.js';
import type { JoinedSeries } from './metric-joining.js';
import type { MetricQuery } from './metric-packing.js';
import { replyOf, type MetricsReply, type SeriesKey } from './metric-series.js';

export interface StreamMetricsRequest extends MetricWindow {
  readonly streams: readonly { readonly resourceId: ResourceId; readonly name: string }[];
  readonly metrics: readonly StreamMetric[];
}

/** A reader of a stream, by what CloudWatch calls each type. */
export type ConsumerToRead = { readonly resourceId: ResourceId } & (
  | { readonly type: 'enhanced-fan-out'; readonly streamName: string; readonly consumerName: string }
  | { readonly type: 'event-source-mapping'; readonly uuid: string }
  /** `destination`: as CloudWatch names it; null: not known, and nothing of its deliveries is asked. */
  | { readonly type: 'delivery-stream'; readonly deliveryStreamName: string; readonly destination: string | null }
);

export interface ConsumerMetricsRequest extends MetricWindow {
  readonly consumers: readonly ConsumerToRead[];
  readonly metrics: readonly ConsumerMetric[];
}

export interface ShardMetricsRequest extends MetricWindow {
  readonly streamName: string;
  readonly shardIds: readonly string[];
  readonly metrics: readonly ShardMetric[];
}

export interface ShardSeries extends JoinedSeries {
  readonly shardId: string;
  readonly metric: ShardMetric;
}

export interface ShardMetricsReply {
  /** One for each metric of each shard, in the order asked. A shard without enhanced monitoring has no points. */
  readonly series: readonly ShardSeries[];
}

/** @throws what `CloudWatchReader.read` throws */
export async function readStreamMetrics(
  cloudWatch: CloudWatchReader,
  request: StreamMetricsRequest,
  signal?: AbortSignal,
): Promise<MetricsReply<StreamMetric>> {
  const wanted = FAMILIES['kinesis.stream'].metrics.filter(({ key }) => request.metrics.includes(key));
  const queries = request.streams.flatMap(({ resourceId, name }) =>
    wanted.map(({ key: metric, awsName, statistic }): MetricQuery<SeriesKey<StreamMetric>> => {
      return { key: { resourceId, metric }, namespace: 'AWS/Kinesis', awsName, dimensions: { StreamName: name }, statistic };
    }),
  );
  return replyOf(await cloudWatch.read(queries, request, signal));
}

/**
 * A type of reader that does not have a metric has no series of it.
 * @throws what `CloudWatchReader.read` throws
 */
export async function readConsumerMetrics(
  cloudWatch: CloudWatchReader,
  request: ConsumerMetricsRequest,
  signal?: AbortSignal,
): Promise<MetricsReply<ConsumerMetric>> {
  const queries = request.consumers.flatMap((consumer) => consumerQueries(consumer, request.metrics));
  return replyOf(await cloudWatch.read(queries, request, signal));
}

/** @throws what `CloudWatchReader.read` throws */
export async function readShardMetrics(
  cloudWatch: CloudWatchReader,
  request: ShardMetricsRequest,
  signal?: AbortSignal,
): Promise<ShardMetricsReply> {
  const { streamName, metrics } = request;
  const queries = request.shardIds.flatMap((shardId) =>
    metrics.map((metric) => ({
      key: { shardId, metric },
      namespace: 'AWS/Kinesis',
      dimensions: { StreamName: streamName, ShardId: shardId },
      ...SHARD_METRICS[metric],
    })),
  );
  return replyOf(await cloudWatch.read(queries, request, signal));
}

function consumerQueries(consumer: ConsumerToRead, metrics: readonly ConsumerMetric[]): readonly MetricQuery<SeriesKey<ConsumerMetric>>[] {
  const { namespace, metrics: known } = CONSUMER_METRICS[consumer.type];
  const dimensions = dimensionsOf(consumer);
  return metrics.flatMap((metric) => {
    const named = known[metric];
    const awsName = named && nameFor(consumer, metric, named.awsName);
    return named === undefined || awsName == null
      ? []
      : [{ key: { resourceId: consumer.resourceId, metric }, namespace, dimensions, ...named, awsName }];
  });
}

/** What a delivery stream delivers is told under the name of where to. */
function nameFor(consumer: ConsumerToRead, metric: ConsumerMetric, awsName: string): string | null {
  if (consumer.type !== 'delivery-stream' || metric !== 'deliveryAge') return awsName;
  const { destination } = consumer;
  // Redshift has no freshness (Firehose Developer Guide, "Monitoring with CloudWatch metrics").
  return destination === null || destination === 'Redshift' ? null : `DeliveryTo${destination}.DataFreshness`;
}

function dimensionsOf(consumer: ConsumerToRead): Readonly<Record<string, string>> {
  switch (consumer.type) {
    case 'enhanced-fan-out':
      return { StreamName: consumer.streamName, ConsumerName: consumer.consumerName };
    case 'event-source-mapping':
      return { EventSourceMappingUUID: consumer.uuid };
    case 'delivery-stream':
      return { DeliveryStreamName: consumer.deliveryStreamName };
  }
}
