import { deliveryFeed, iteratorAgeFeed } from '../../metrics/consumer-metrics.js';
import { directDeliveryFeed } from '../../metrics/direct-delivery-metrics.js';
import type { MetricFeed } from '../../metrics/metric-feed.js';
import { queueFeed } from '../../metrics/queue-metrics.js';
import { fanOutFeed, shardFeed, streamFeed } from '../../metrics/stream-metrics.js';
import { topicFeed } from '../../metrics/topic-metrics.js';
import { deliveriesOf, mappingsOf } from '../../streams/mapping.js';
import { directDeliveriesOf } from '../../topics/direct-delivery.js';
import { eventPlaneFeed, functionMetricFeed } from './event-feeds.js';
import type { SimulatedScope } from '../../world/simulated-scope.js';
import type { Call } from '../caller.js';
import type { MetricIdentity } from './metric-identity.js';

/** The metric of that identity; null: there is none, which is no error at CloudWatch. */
export function feedOf(call: Call, identity: MetricIdentity): MetricFeed | null {
  const { namespace, metricName, dimensions } = identity;
  const scope = call.world.scope(call.accountId, call.region);
  const values = new Map(dimensions.map(({ name, value }) => [name, value]));
  if (!scope || values.size !== dimensions.length) return null;
  const names = [...values.keys()].sort().join();
  const valueOf = (name: string): string => values.get(name) ?? '';
  const stream = values.has('StreamName') ? scope.streams.at(valueOf('StreamName'), call.now) : undefined;
  switch (`${namespace}:${names}`) {
    case 'AWS/SQS:QueueName': {
      const queue = scope.queueAt(valueOf('QueueName'), call.now);
      return queue ? queueFeed(queue, metricName) : null;
    }
    case 'AWS/SNS:TopicName': {
      const topic = scope.topics.at(valueOf('TopicName'), call.now);
      return topic ? topicFeed(topic, metricName) : null;
    }
    case 'AWS/Kinesis:StreamName':
      return stream ? streamFeed(stream, metricName) : null;
    case 'AWS/Kinesis:ShardId,StreamName':
      return stream ? shardFeed(stream, valueOf('ShardId'), metricName) : null;
    case 'AWS/Kinesis:ConsumerName,StreamName':
      return stream ? fanOutFeed(stream, valueOf('ConsumerName'), metricName) : null;
    case 'AWS/Lambda:EventSourceMappingUUID':
      return mappingFeed(call, scope, metricName, (mapping) => mapping.uuid === valueOf('EventSourceMappingUUID'));
    case 'AWS/Lambda:FunctionName':
      return metricName === 'IteratorAge'
        ? mappingFeed(call, scope, metricName, (mapping) => mapping.name === valueOf('FunctionName'))
        : functionMetricFeed(scope, valueOf('FunctionName'), metricName, call.now);
    case 'AWS/Firehose:DeliveryStreamName': {
      const deliveries = deliveriesOf(scope.streams.all(call.now), call.now);
      const delivery = deliveries.find(({ consumer }) => consumer.name === valueOf('DeliveryStreamName'));
      if (delivery) return deliveryFeed(delivery.stream, delivery.consumer, metricName);
      const direct = directDeliveriesOf(scope, call, call.now).find(({ name }) => name === valueOf('DeliveryStreamName'));
      return direct ? directDeliveryFeed(direct, metricName) : null;
    }
    default:
      return namespace.startsWith('AWS/E') || namespace === 'AWS/Scheduler' ? eventPlaneFeed(call, scope, identity) : null;
  }
}

function mappingFeed(
  call: Call,
  scope: SimulatedScope,
  metricName: string,
  isMeant: (mapping: { readonly uuid: string; readonly name: string }) => boolean,
): MetricFeed | null {
  if (metricName !== 'IteratorAge') return null;
  const mappings = mappingsOf(scope.streams.all(call.now), call.now).filter(({ uuid, consumer }) => isMeant({ uuid, name: consumer.name }));
  return iteratorAgeFeed(mappings.map(({ stream, consumer }) => ({ stream, name: consumer.name })));
}
