/** Why a filter policy kept a message from a subscriber, as the metrics' suffixes have it. */
export const FILTER_REASONS = [
  'MessageAttributes',
  'MessageBody',
  'InvalidAttributes',
  'NoMessageAttributes',
  'InvalidMessageBody',
] as const;
export type FilterReason = (typeof FILTER_REASONS)[number];

/** What one minute of a topic holds. `size…`: bytes of the messages published. */
export const TOPIC_FIELDS = [
  'published',
  'delivered',
  'failed',
  'filteredOut',
  'filteredMessageAttributes',
  'filteredMessageBody',
  'filteredInvalidAttributes',
  'filteredNoMessageAttributes',
  'filteredInvalidMessageBody',
  'redrivenToDlq',
  'notRedrivenToDlq',
  'sizeSum',
  'sizeCount',
  'sizeMax',
  'sizeMin',
] as const;
export type TopicField = (typeof TOPIC_FIELDS)[number];
export type TopicMinute = Record<TopicField, number>;

/** What becomes of the messages published to a subscription. */
export const SUBSCRIPTION_COUNTERS = [
  /** Published while it was confirmed. */
  'published',
  'delivered',
  'filteredMessageAttributes',
  'filteredMessageBody',
  'filteredInvalidAttributes',
  'filteredNoMessageAttributes',
  'filteredInvalidMessageBody',
  /** Attempts that failed, whatever became of the message. */
  'failedAttempts',
  /** SNS gives up: what is dead-lettered then, and what is lost. */
  'givenUp',
  'deadLettered',
  /** Kept nowhere: given up, or taken along by a subscription that was ended, of which nobody says a word. */
  'lost',
] as const;
export type SubscriptionCounter = (typeof SUBSCRIPTION_COUNTERS)[number];
export type SubscriptionCounts = Record<SubscriptionCounter, number>;

/** A minute of a subscription. `waiting`: for another attempt, at its end. `statusCode`: of its last failure, 0 without one. */
export const SUBSCRIPTION_FIELDS = [...SUBSCRIPTION_COUNTERS, 'waiting', 'statusCode'] as const;
export type SubscriptionField = (typeof SUBSCRIPTION_FIELDS)[number];
export type SubscriptionMinute = Record<SubscriptionField, number>;

export const FILTERED = {
  MessageAttributes: 'filteredMessageAttributes',
  MessageBody: 'filteredMessageBody',
  InvalidAttributes: 'filteredInvalidAttributes',
  NoMessageAttributes: 'filteredNoMessageAttributes',
  InvalidMessageBody: 'filteredInvalidMessageBody',
} as const satisfies Record<FilterReason, TopicField & SubscriptionCounter>;

export const NO_COUNTS: SubscriptionCounts = {
  published: 0,
  delivered: 0,
  filteredMessageAttributes: 0,
  filteredMessageBody: 0,
  filteredInvalidAttributes: 0,
  filteredNoMessageAttributes: 0,
  filteredInvalidMessageBody: 0,
  failedAttempts: 0,
  givenUp: 0,
  deadLettered: 0,
  lost: 0,
};
export const EMPTY_SUBSCRIPTION_MINUTE: SubscriptionMinute = { ...NO_COUNTS, waiting: 0, statusCode: 0 };

export const EMPTY_TOPIC_MINUTE: TopicMinute = {
  published: 0,
  delivered: 0,
  failed: 0,
  filteredOut: 0,
  filteredMessageAttributes: 0,
  filteredMessageBody: 0,
  filteredInvalidAttributes: 0,
  filteredNoMessageAttributes: 0,
  filteredInvalidMessageBody: 0,
  redrivenToDlq: 0,
  notRedrivenToDlq: 0,
  sizeSum: 0,
  sizeCount: 0,
  sizeMax: 0,
  sizeMin: Infinity,
};
