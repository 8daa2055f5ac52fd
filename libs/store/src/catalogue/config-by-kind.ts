import {
  busConfig,
  consumerConfig,
  deliveryStreamConfig,
  functionConfig,
  pipeConfig,
  queueConfig,
  ruleConfig,
  scheduleGroupConfig,
  streamConfig,
  subscriptionConfig,
  topicConfig,
  type ResourceKind,
} from '@weir/contract';

/** What the settings of each kind look like, by which stored ones are checked when they are read. */
export const CONFIG_BY_KIND = {
  queue: queueConfig,
  stream: streamConfig,
  consumer: consumerConfig,
  'delivery-stream': deliveryStreamConfig.or(consumerConfig),
  topic: topicConfig,
  subscription: subscriptionConfig,
  bus: busConfig,
  rule: ruleConfig,
  pipe: pipeConfig,
  function: functionConfig,
  'schedule-group': scheduleGroupConfig,
} satisfies Record<ResourceKind, unknown>;
