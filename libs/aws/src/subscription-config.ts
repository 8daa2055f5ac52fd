import type { SubscriptionConfig } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { parseArn, parseTopicArn, type TopicArn } from './arns.js';
import { maskCredentials } from './mask-credentials.js';
import { quoted, redriveTargetIn, verbatim } from './setting-readers.js';
import { field, textIn } from './untrusted.js';

/** A subscription as a listing tells it. */
export interface ListedSubscription {
  /** Its own, or one derived from what it joins while it has none. */
  readonly arn: string;
  readonly isPending: boolean;
  readonly topic: TopicArn;
  /** Account that owns it; may be another than the topic's. Empty: not told. */
  readonly owner: string;
  readonly protocol: string;
  /** Without credentials. */
  readonly endpoint: string;
}

/** A filter policy has 256 KB at most (Amazon SNS Developer Guide, "Filter policy constraints"). */
const MAX_FILTER_POLICY = 262_144;
const MAX_DELIVERY_POLICY = 65_536;
const MAX_ENDPOINT = 2_048;
const PENDING = 'PendingConfirmation';
const DELETED = 'Deleted';

/**
 * Reads an entry of ListSubscriptions or ListSubscriptionsByTopic. One that waits for confirmation has no ARN of its own: it gets
 * one from its topic, protocol and endpoint, so that it is the same one each time until it is confirmed.
 *
 * @returns no items for a subscription that was deleted, null for an entry that makes no sense
 */
export function readListedSubscription(raw: unknown): readonly ListedSubscription[] | null {
  const named = textIn(field(raw, 'SubscriptionArn'));
  const topic = parseTopicArn(field(raw, 'TopicArn'));
  const protocol = textIn(field(raw, 'Protocol'));
  const whole = textIn(field(raw, 'Endpoint'));
  if (named === DELETED) return [];
  if (topic === null || !/^[a-z-]{1,32}$/.test(protocol) || whole.length > MAX_ENDPOINT) return null;
  const owner = /^\d{12}$/.exec(textIn(field(raw, 'Owner')))?.[0] ?? '';
  const endpoint = maskCredentials(whole);
  if (named === PENDING) {
    const arn = `${topic.arn}:pending:${resourceIdOf(`${protocol}\n${endpoint}`)}`;
    return [{ arn, isPending: true, topic, owner, protocol, endpoint }];
  }
  if (parseArn(named) === null || !named.startsWith(`${topic.arn}:`) || !/^[\w-]{1,64}$/.test(named.slice(topic.arn.length + 1)))
    return null;
  return [{ arn: named, isPending: false, topic, owner, protocol, endpoint }];
}

/** What a listing alone tells of a subscription. */
export function listedConfig({ topic, protocol, endpoint, isPending }: ListedSubscription, problem: string | null): SubscriptionConfig {
  return {
    kind: 'subscription',
    topicArn: topic.arn,
    protocol,
    endpoint,
    state: isPending ? 'pending' : 'confirmed',
    filterPolicy: null,
    filterPolicyScope: 'MessageAttributes',
    rawDelivery: false,
    deadLetterTargetArn: null,
    deliveryPolicy: null,
    partial: true,
    problems: problem === null ? [] : [problem],
  };
}

/** What GetSubscriptionAttributes adds to the listing. Whatever cannot be understood becomes a line in `problems`; it never fails. */
export function readSubscriptionConfig(listed: ListedSubscription, attributes: unknown): SubscriptionConfig {
  const problems: string[] = [];
  const filterPolicy = verbatim(field(attributes, 'FilterPolicy'), 'FilterPolicy', MAX_FILTER_POLICY, problems);
  const { partial, ...base } = listedConfig(listed, null);
  // A filter policy that cannot be read is not one that lets everything pass.
  const isUnread = filterPolicy === null && problems.length > 0;
  return {
    ...base,
    ...(isUnread && partial ? { partial } : {}),
    state: listed.isPending || field(attributes, 'PendingConfirmation') === 'true' ? 'pending' : 'confirmed',
    filterPolicy,
    filterPolicyScope: readScope(field(attributes, 'FilterPolicyScope'), problems),
    rawDelivery: field(attributes, 'RawMessageDelivery') === 'true',
    deadLetterTargetArn: redriveTargetIn(field(attributes, 'RedrivePolicy'), problems),
    deliveryPolicy: verbatim(field(attributes, 'DeliveryPolicy'), 'DeliveryPolicy', MAX_DELIVERY_POLICY, problems),
    problems,
  };
}

/**
 * `orders → mailer`: the topic, and who listens. Of addresses only as much as tells them apart, for names are shown on walls; the whole
 * endpoint is in the settings.
 */
export function subscriptionName({ topic, protocol, endpoint }: ListedSubscription): string {
  return `${topic.topicName} → ${listenerOf(protocol, endpoint) || protocol}`.slice(0, 400);
}

function listenerOf(protocol: string, endpoint: string): string {
  const arn = parseArn(endpoint);
  if (arn !== null) return arn.resource.replace(/^function:/, '').replace(/^(deliverystream|endpoint)\//, '');
  if (protocol.startsWith('http')) return /^[a-z]+:\/\/(?:[^/?#]*@)?([^/?#:]{1,200})/i.exec(endpoint)?.[1] ?? '';
  if (protocol.startsWith('email')) return /@[^@]{1,200}$/.exec(endpoint)?.[0] ?? '';
  return endpoint === '' ? '' : `${protocol} …${endpoint.slice(-2)}`;
}

function readScope(raw: unknown, problems: string[]): SubscriptionConfig['filterPolicyScope'] {
  if (raw === 'MessageBody' || raw === 'MessageAttributes') return raw;
  if (raw !== undefined && raw !== '') problems.push(`FilterPolicyScope is none Weir knows: ${quoted(raw)}; assumed MessageAttributes`);
  return 'MessageAttributes';
}
