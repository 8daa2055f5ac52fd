import type { QueueMetric, ResourceId } from '@weir/contract';
import { familyOf, type QueueFamilyName } from '@weir/domain';
import type { CloudWatchReader, MetricWindow } from './cloudwatch.js';
import type { MetricQuery } from './metric-packing.js';
import { replyOf, type MetricsReply, type SeriesKey } from './metric-series.js';

export interface MetricResource {
  readonly resourceId: ResourceId;
  /** The queue's name: CloudWatch's QueueName dimension. */
  readonly name: string;
  readonly fifo: boolean;
}

export interface MetricsRequest extends MetricWindow {
  readonly resources: readonly MetricResource[];
  readonly family: 'sqs.cloudwatch';
  readonly metrics: readonly QueueMetric[];
}

/** @throws what `CloudWatchReader.read` throws */
export async function readQueueMetrics(cloudWatch: CloudWatchReader, request: MetricsRequest, signal?: AbortSignal): Promise<MetricsReply> {
  return replyOf(await cloudWatch.read(queueQueries(request.resources, request.family, request.metrics), request, signal));
}

/** Every metric asked of every queue that has it. FIFO's own metrics are asked of FIFO queues only. */
export function queueQueries(
  resources: readonly MetricResource[],
  family: QueueFamilyName,
  metrics: readonly QueueMetric[],
): readonly MetricQuery<SeriesKey<QueueMetric>>[] {
  const wanted = familyOf(family).metrics.filter((metric) => metrics.includes(metric.key));
  return resources.flatMap(({ resourceId, name, fifo }) =>
    wanted.flatMap(({ key: metric, awsName, statistic, fifoOnly }) =>
      awsName === null || (fifoOnly === true && !fifo)
        ? []
        : [{ key: { resourceId, metric }, namespace: 'AWS/SQS', awsName, dimensions: { QueueName: name }, statistic }],
    ),
  );
}
