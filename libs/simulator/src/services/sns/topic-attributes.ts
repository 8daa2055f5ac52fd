import { effectiveRetryPolicy } from '../../topics/retry-schedule.js';
import { LOGGED_PROTOCOLS } from '../../topics/status-logging.js';
import type { SimulatedTopic } from '../../topics/simulated-topic.js';
import type { SimulatedSubscription } from '../../topics/subscription.js';
import { isRecord } from '../input.js';
import { snsFailure } from './sns-failure.js';

/** Attributes SetTopicAttributes takes. Source: Amazon SNS API Reference, SetTopicAttributes. */
const SETTABLE = new Set([
  'DeliveryPolicy',
  'DisplayName',
  'Policy',
  'TracingConfig',
  'KmsMasterKeyId',
  'SignatureVersion',
  'ContentBasedDeduplication',
  'FifoThroughputScope',
  'ArchivePolicy',
  'MaximumMessageSize',
  ...LOGGED_PROTOCOLS.flatMap((protocol) =>
    ['SuccessFeedbackRoleArn', 'SuccessFeedbackSampleRate', 'FailureFeedbackRoleArn'].map((what) => `${protocol}${what}`),
  ),
]);

/** Sets an attribute of a topic. Throws AwsFailure. */
export function setTopicAttribute(topic: SimulatedTopic, name: string, value: string, now: number): void {
  if (!SETTABLE.has(name)) throw snsFailure.invalidParameter('AttributeName');
  if ((name === 'Policy' || name === 'DeliveryPolicy') && value !== '') jsonObject(name, value);
  if (name.endsWith('SuccessFeedbackSampleRate') && !/^(\d|[1-9]\d|100)$/.test(value)) {
    throw snsFailure.invalidParameter(`${name} Reason: must be a whole number from 0 to 100`);
  }
  topic.set(name, value, now);
}

/** JSON that must be an object. Throws AwsFailure. */
export function jsonObject(name: string, value: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(value);
    if (isRecord(parsed)) return parsed;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw snsFailure.invalidParameter(`${name}: failed to parse JSON.`);
}

/** The policy every topic is made with: its own account may do everything. Source: Amazon SNS Developer Guide, "Default access policy". */
const defaultPolicy = ({ arn, accountId }: SimulatedTopic['identity']): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['SNS:GetTopicAttributes', 'SNS:SetTopicAttributes', 'SNS:AddPermission', 'SNS:Subscribe', 'SNS:Publish'],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });

/** Every attribute of a topic as GetTopicAttributes words it: text. */
export function allTopicAttributes(topic: SimulatedTopic): Map<string, string> {
  const { identity, attributes, subscriptions, former } = topic;
  const counted = (state: string): string => String(subscriptions.filter((subscription) => subscription.state === state).length);
  const retries = effectiveRetryPolicy([attributes.get('DeliveryPolicy') ?? null]);
  return new Map([
    ['TopicArn', identity.arn],
    ['Owner', identity.accountId],
    ['Policy', defaultPolicy(identity)],
    ['DisplayName', ''],
    ['SubscriptionsConfirmed', counted('confirmed')],
    ['SubscriptionsPending', counted('pending')],
    ['SubscriptionsDeleted', String(former.length)],
    ['EffectiveDeliveryPolicy', JSON.stringify({ http: { defaultHealthyRetryPolicy: retries, disableSubscriptionOverrides: false } })],
    ...(identity.fifo
      ? ([
          ['FifoTopic', 'true'],
          ['ContentBasedDeduplication', 'false'],
        ] as const)
      : []),
    ...attributes,
  ]);
}

/** Every attribute of a subscription as GetSubscriptionAttributes words it: text. */
export function allSubscriptionAttributes(topic: SimulatedTopic, subscription: SimulatedSubscription): Map<string, string> {
  const { protocol, endpoint, owner, screening, state, deliveryPolicy, deadLetterTargetArn, rawDelivery } = subscription;
  const { arn } = topic.identity;
  const isHttp = protocol === 'http' || protocol === 'https';
  const retries = effectiveRetryPolicy([deliveryPolicy, topic.attributes.get('DeliveryPolicy') ?? null]);
  return new Map<string, string>([
    ['SubscriptionArn', subscription.arn],
    ['TopicArn', arn],
    ['Protocol', protocol],
    ['Endpoint', endpoint],
    ['Owner', owner],
    ['SubscriptionPrincipal', `arn:aws:iam::${owner}:user/weir-demo`],
    ['RawMessageDelivery', String(rawDelivery)],
    ['PendingConfirmation', String(state === 'pending')],
    ['ConfirmationWasAuthenticated', String(state === 'confirmed' && !isHttp)],
    ...(screening.policy === null
      ? []
      : ([
          ['FilterPolicy', screening.policy],
          ['FilterPolicyScope', screening.scope],
        ] as const)),
    ...(deadLetterTargetArn === null ? [] : ([['RedrivePolicy', JSON.stringify({ deadLetterTargetArn })]] as const)),
    ...(deliveryPolicy === null ? [] : ([['DeliveryPolicy', deliveryPolicy]] as const)),
    ...(isHttp ? ([['EffectiveDeliveryPolicy', JSON.stringify({ healthyRetryPolicy: retries })]] as const) : []),
    ...(protocol === 'firehose' ? ([['SubscriptionRoleArn', `arn:aws:iam::${owner}:role/sns-to-firehose`]] as const) : []),
  ]);
}
