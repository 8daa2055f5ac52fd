import { MINUTE_MS } from '@weir/domain';
import { DELIVERY_METRICS } from '../../metrics/consumer-metrics.js';
import { DIRECT_DELIVERY_METRICS } from '../../metrics/direct-delivery-metrics.js';
import { QUEUE_METRICS } from '../../metrics/queue-metrics.js';
import { FAN_OUT_METRICS, STREAM_METRICS } from '../../metrics/stream-metrics.js';
import { TOPIC_METRICS, topicMinute } from '../../metrics/topic-metrics.js';
import { deliveriesOf, mappingsOf } from '../../streams/mapping.js';
import { directDeliveriesOf } from '../../topics/direct-delivery.js';
import type { SimulatedStream } from '../../streams/simulated-stream.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, records, text, type RawInput } from '../input.js';
import { readToken, writeToken } from '../page-token.js';
import { eventFamilies } from './event-families.js';
import type { Family } from './metric-family.js';

/** Source: CloudWatch API Reference, ListMetrics. */
const PAGE_SIZE = 500;
const RECENTLY_ACTIVE_MS = 3 * 60 * MINUTE_MS;
const LISTED_FOR_MS = 14 * 24 * 60 * MINUTE_MS;

/** Metrics that had points lately: two weeks, or three hours when asked for the recently active. */
export const listMetrics: Operation = (call, input) => {
  const token = optionalText(input, 'NextToken');
  const skip = token === undefined ? 0 : readToken(token)?.['skip'];
  if (typeof skip !== 'number' || !Number.isInteger(skip) || skip < 0) {
    throw new AwsFailure('InvalidNextToken', 'The next token specified is invalid.');
  }
  const isWanted = wantedBy(input);
  const metricName = optionalText(input, 'MetricName');
  const within = optionalText(input, 'RecentlyActive') === undefined ? LISTED_FOR_MS : RECENTLY_ACTIVE_MS;
  const listed: { readonly Namespace: string; readonly MetricName: string; readonly Dimensions: readonly object[] }[] = [];
  for (const family of [
    ...queueFamilies(call, within),
    ...topicFamilies(call, within),
    ...streamFamilies(call),
    ...eventFamilies(call, within),
  ]) {
    const names = family.metricNames.filter((name) => metricName === undefined || metricName === name);
    if (names.length === 0 || !isWanted(family) || !family.isActive()) continue;
    const Dimensions = family.dimensions.map(([Name, Value]) => ({ Name, Value }));
    for (const MetricName of names) listed.push({ Namespace: family.namespace, MetricName, Dimensions });
  }
  const size = Math.min(PAGE_SIZE, call.pageLimit ?? PAGE_SIZE);
  const more = listed.length > skip + size;
  return { Metrics: listed.slice(skip, skip + size), ...(more ? { NextToken: writeToken({ skip: skip + size }) } : {}) };
};

function wantedBy(input: RawInput): (family: Family) => boolean {
  const namespace = optionalText(input, 'Namespace');
  const filters = records(input, 'Dimensions').map((filter) => ({ name: text(filter, 'Name'), value: optionalText(filter, 'Value') }));
  return (family) =>
    (namespace === undefined || namespace === family.namespace) &&
    filters.every((filter) =>
      family.dimensions.some(([name, value]) => name === filter.name && (filter.value === undefined || filter.value === value)),
    );
}

function* queueFamilies(call: Call, within: number): Generator<Family> {
  const scope = call.world.scope(call.accountId, call.region);
  for (const name of scope?.names ?? []) {
    const fifo = name.endsWith('.fifo');
    yield {
      namespace: 'AWS/SQS',
      metricNames: Object.entries(QUEUE_METRICS).flatMap(([metric, { fifoOnly }]) => (fifoOnly && !fifo ? [] : [metric])),
      dimensions: [['QueueName', name]],
      isActive: () => (scope?.queueAt(name, call.now)?.log.lastWrittenAt ?? -Infinity) >= call.now - within,
    };
  }
}

/** A metric that is sent only when something was counted is listed when something was. */
function* topicFamilies(call: Call, within: number): Generator<Family> {
  const latest = Math.floor(call.now / MINUTE_MS) * MINUTE_MS;
  const topics = call.world.scope(call.accountId, call.region)?.topics;
  for (const name of topics?.names ?? []) {
    const dimensions = [['TopicName', name]] as const;
    for (const [metric, source] of Object.entries(TOPIC_METRICS)) {
      const isActive = (): boolean => {
        const topic = topics?.at(name, call.now);
        if (!topic || topic.log.lastWrittenAt < call.now - within) return false;
        for (let minute = latest; minute >= latest - within; minute -= MINUTE_MS) if (topicMinute(topic, minute, source)) return true;
        return false;
      };
      yield { namespace: 'AWS/SNS', metricNames: [metric], dimensions, isActive };
    }
  }
}

/** Streams are in use for as long as they exist. */
function* streamFamilies(call: Call): Generator<Family> {
  const streams = call.world.scope(call.accountId, call.region)?.streams.all(call.now) ?? [];
  const isActive = (): boolean => true;
  for (const stream of streams) yield* familiesOfStream(stream, call.now);
  for (const { uuid, consumer } of mappingsOf(streams, call.now)) {
    const metricNames = ['IteratorAge'];
    yield { namespace: 'AWS/Lambda', metricNames, dimensions: [['EventSourceMappingUUID', uuid]], isActive };
    yield { namespace: 'AWS/Lambda', metricNames, dimensions: [['FunctionName', consumer.name]], isActive };
  }
  for (const { consumer } of deliveriesOf(streams, call.now)) {
    const dimensions = [['DeliveryStreamName', consumer.name]] as const;
    yield { namespace: 'AWS/Firehose', metricNames: Object.keys(DELIVERY_METRICS), dimensions, isActive };
  }
  const scope = call.world.scope(call.accountId, call.region);
  for (const { name } of scope ? directDeliveriesOf(scope, call, call.now) : []) {
    const dimensions = [['DeliveryStreamName', name]] as const;
    yield { namespace: 'AWS/Firehose', metricNames: Object.keys(DIRECT_DELIVERY_METRICS), dimensions, isActive };
  }
}

function* familiesOfStream(stream: SimulatedStream, now: number): Generator<Family> {
  const namespace = 'AWS/Kinesis';
  const isActive = (): boolean => true;
  const name = ['StreamName', stream.identity.name] as const;
  yield { namespace, metricNames: Object.keys(STREAM_METRICS), dimensions: [name], isActive };
  const metricNames = stream.monitoredAt(now);
  for (const { shardId } of stream.listedShards(now)) yield { namespace, metricNames, dimensions: [name, ['ShardId', shardId]], isActive };
  for (const consumer of stream.registered) {
    yield { namespace, metricNames: Object.keys(FAN_OUT_METRICS), dimensions: [name, ['ConsumerName', consumer.name]], isActive };
  }
}
