export { identifyCaller } from './identify-caller.js';
export { createAwsAccess, type AwsAccess, type AwsAccessOptions, type ScopeReader } from './access.js';
export { type Credentials, type CredentialSource } from './credentials.js';
export { AwsError, type AwsFailure, type AwsFailureKind } from './failure.js';
export {
  type DeletedMessage,
  type MessageMover,
  type MessageToSend,
  type MovableMessage,
  type MoveTask,
  type SentMessage,
} from './message-mover.js';
export { deadMessageOf, type MessagePeek, type Peeked, type PeekRequest } from './message-peek.js';
export { type ApiCall, type Sleep } from './metered-caller.js';
export { type MetricPoint } from './metric-joining.js';
export { type MetricSeries, type MetricsReply } from './metric-series.js';
export { type MetricResource, type MetricsRequest } from './queue-metrics.js';
export { type ApiName } from './quotas.js';
export { type LiveReading, type QueueDiscovery, type QueueToRead } from './sqs.js';
export {
  type ConsumerMetricsRequest,
  type ConsumerToRead,
  type ShardMetricsReply,
  type ShardMetricsRequest,
  type ShardSeries,
  type StreamMetricsRequest,
} from './stream-metrics.js';
export { type StreamFailure, type StreamRef } from './kinesis.js';
export { type ShardCursor, type ShardRead, type ShardRecord, type ShardStart } from './shard-records.js';
export { type SubscriptionRead, type SubscriptionRequest } from './shard-subscription.js';
export { type StreamDiscovery } from './stream-discovery.js';
export { type FanoutDiscovery, type FanoutDiscoveryOptions } from './fanout-discovery.js';
export { type ListingProblem, type ServiceListing } from './service-listing.js';
export { type FanoutFailure } from './fanout-part.js';
export { type FanoutMetricsReply, type FanoutMetricsRequest, type FanoutSeries, type FanoutToRead } from './fanout-metrics.js';
export {
  DELIVERY_LOG_GROUPS,
  type DeliveryLogBudget,
  type DeliveryLogGroups,
  type DeliveryLogs,
  type DeliveryLogsRequest,
  type LogGroupReading,
} from './delivery-logs.js';
export { type DestinationDeliveries, type LoggedMinute, type StatusCount } from './delivery-tally.js';
export { type TopicMessage } from './topic-publisher.js';
