import type { TopicConfig } from '@weir/contract';
import { numberIn, verbatim } from './setting-readers.js';
import { field } from './untrusted.js';

/** An access policy has 30,720 characters at most (Amazon SNS Developer Guide, quotas); twice that is no policy. */
const MAX_POLICY = 65_536;

/** What SNS calls protocols in the attributes of delivery logging, and what subscriptions call them. HTTP stands for both of its kind. */
const LOGGED_PROTOCOLS = {
  HTTP: ['http', 'https'],
  SQS: ['sqs'],
  Lambda: ['lambda'],
  Firehose: ['firehose'],
  Application: ['application'],
} as const satisfies Record<string, readonly string[]>;

/** Reads GetTopicAttributes. Whatever cannot be understood becomes a line in `problems`; it never fails. */
export function readTopicConfig(topicName: string, attributes: unknown): TopicConfig {
  const problems: string[] = [];
  const count = (name: string): number => numberIn(field(attributes, name), name, 0, problems) ?? 0;
  return {
    kind: 'topic',
    fifo: field(attributes, 'FifoTopic') === 'true' || topicName.endsWith('.fifo'),
    policy: verbatim(field(attributes, 'Policy'), 'Policy', MAX_POLICY, problems),
    encrypted: Boolean(field(attributes, 'KmsMasterKeyId')),
    subscriptionsConfirmed: count('SubscriptionsConfirmed'),
    subscriptionsPending: count('SubscriptionsPending'),
    deliveryLogs: readDeliveryLogs(attributes, problems),
    problems,
  };
}

/** Logging needs a role to write with; without one the other attributes say nothing. */
function readDeliveryLogs(attributes: unknown, problems: string[]): TopicConfig['deliveryLogs'] {
  const logged: TopicConfig['deliveryLogs'] = {};
  for (const [word, protocols] of Object.entries(LOGGED_PROTOCOLS)) {
    const successes = Boolean(field(attributes, `${word}SuccessFeedbackRoleArn`));
    const failures = Boolean(field(attributes, `${word}FailureFeedbackRoleArn`));
    if (!successes && !failures) continue;
    const successPercent = successes ? readPercent(attributes, `${word}SuccessFeedbackSampleRate`, problems) : 0;
    for (const protocol of protocols) logged[protocol] = { successPercent, failures };
  }
  return logged;
}

function readPercent(attributes: unknown, name: string, problems: string[]): number {
  const percent = numberIn(field(attributes, name), name, 0, problems);
  if (percent !== null && percent <= 100) return percent;
  problems.push(`${name} is ${percent === null ? 'not given' : 'more than 100'}: successes are taken not to be logged`);
  return 0;
}
