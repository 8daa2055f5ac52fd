import { parseFilterPolicy } from '@weir/domain';
import { SNS_PROTOCOLS, type SnsProtocol, type SubscriptionBlueprint } from '../../estate/topic-blueprint.js';
import { verbatim } from '../../queue/cohort.js';
import { confirmationToken, type SimulatedSubscription } from '../../topics/subscription.js';
import { isSameSubscriber, type SimulatedTopic } from '../../topics/simulated-topic.js';
import { queueNameOf } from '../../world/arn.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, textMap } from '../input.js';
import { allSubscriptionAttributes, jsonObject } from './topic-attributes.js';
import { pageOf } from './paging.js';
import { snsFailure } from './sns-failure.js';
import { subscriptionOf, topicOf, type Subscribed } from './topic-of.js';

/** Subscriptions and their settings. */
export const subscriptionOperations: Readonly<Record<string, Operation>> = {
  /** Those the caller's account made, whosever the topic is. */
  ListSubscriptions(call, input) {
    const own = call.world.allScopes
      .filter(({ region }) => region === call.region)
      .flatMap(({ topics }) => topics.all(call.now))
      .flatMap((topic) => topic.subscriptions.map((subscription) => ({ topic, subscription })))
      .filter(({ subscription }) => subscription.owner === call.accountId);
    return listed(call, input, own);
  },

  ListSubscriptionsByTopic(call, input) {
    const topic = topicOf(call, input, 'ListSubscriptionsByTopic');
    return listed(
      call,
      input,
      topic.subscriptions.map((subscription) => ({ topic, subscription })),
    );
  },

  GetSubscriptionAttributes(call, input) {
    const { topic, subscription } = subscriptionOf(call, input, 'GetSubscriptionAttributes');
    return { Attributes: allSubscriptionAttributes(topic, subscription) };
  },

  SetSubscriptionAttributes(call, input) {
    const { subscription } = subscriptionOf(call, input, 'SetSubscriptionAttributes');
    setAttribute(subscription, optionalText(input, 'AttributeName') ?? '', optionalText(input, 'AttributeValue') ?? '', call.now);
    return {};
  },

  Subscribe(call, input) {
    const topic = topicOf(call, input, 'Subscribe');
    const blueprint = readSubscription(
      call,
      topic,
      optionalText(input, 'Protocol') ?? '',
      optionalText(input, 'Endpoint') ?? '',
      textMap(input, 'Attributes'),
    );
    const existing = topic.subscriptions.find((subscription) => isSameSubscriber(subscription, blueprint));
    if (existing) refuseDifference(topic, existing, textMap(input, 'Attributes'));
    const subscription = existing ?? topic.subscribe(blueprint, call.accountId);
    if (!existing) greet(call, topic, subscription);
    const told = subscription.state === 'confirmed' || optionalText(input, 'ReturnSubscriptionArn') === 'true';
    return { SubscriptionArn: told ? subscription.arn : 'pending confirmation' };
  },

  ConfirmSubscription(call, input) {
    const topic = topicOf(call, input, 'ConfirmSubscription');
    const token = optionalText(input, 'Token') ?? '';
    const subscription = topic.subscriptions.find((each) => confirmationToken(each) === token);
    if (!subscription) throw snsFailure.invalidParameter('Token');
    subscription.state = 'confirmed';
    return { SubscriptionArn: subscription.arn };
  },

  /** A subscription that does not exist is as good as ended. */
  Unsubscribe(call, input) {
    const { topic, subscription } = subscriptionOf(call, input, 'Unsubscribe');
    topic.unsubscribe(subscription);
    return {};
  },
};

function listed(call: Call, input: Parameters<Operation>[1], subscribed: readonly Subscribed[]): ReturnType<Operation> {
  const { page, nextToken } = pageOf(call, input, subscribed, ({ subscription }) => subscription.arn);
  return {
    Subscriptions: page.map(({ topic, subscription: { arn, owner, protocol, endpoint, state } }) => ({
      SubscriptionArn: state === 'pending' ? 'PendingConfirmation' : arn,
      Owner: owner,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topic.identity.arn,
    })),
    ...nextToken,
  };
}

/** Of somebody else's endpoint that somebody has to say yes. Source: Amazon SNS API Reference, Subscribe. */
function stateOf(call: Call, protocol: SnsProtocol, endpoint: string): SubscriptionBlueprint['state'] {
  switch (protocol) {
    case 'sqs':
    case 'lambda':
    case 'firehose':
      return endpoint.split(':')[4] === call.accountId ? 'confirmed' : 'pending';
    case 'sms':
    case 'application':
      return 'confirmed';
    case 'http':
    case 'https':
    case 'email':
    case 'email-json':
      return 'pending';
  }
}

const ENDPOINTS: Readonly<Record<SnsProtocol, { readonly form: RegExp; readonly name: string }>> = {
  sqs: { form: /^arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:.+$/, name: 'SQS endpoint ARN' },
  lambda: { form: /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:.+$/, name: 'Lambda endpoint ARN' },
  firehose: { form: /^arn:[a-z-]+:firehose:[a-z0-9-]+:\d{12}:deliverystream\/.+$/, name: 'Firehose endpoint ARN' },
  application: { form: /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:endpoint\/.+$/, name: 'Application endpoint arn invalid' },
  http: { form: /^http:\/\/[^/]+/, name: 'Endpoint must match the specified protocol' },
  https: { form: /^https:\/\/[^/]+/, name: 'Endpoint must match the specified protocol' },
  email: { form: /^[^@\s]+@[^@\s]+$/, name: 'Email address' },
  'email-json': { form: /^[^@\s]+@[^@\s]+$/, name: 'Email address' },
  sms: { form: /^\+?[\d\s().-]{4,30}$/, name: 'SMS endpoint' },
};

function readSubscription(
  call: Call,
  { identity }: SimulatedTopic,
  given: string,
  endpoint: string,
  attributes: Readonly<Record<string, string>>,
): SubscriptionBlueprint {
  const protocol = SNS_PROTOCOLS.find((name) => name === given);
  if (!protocol) throw snsFailure.invalidParameter(`Amazon SNS does not support this protocol string: ${given.slice(0, 80)}`);
  if (!ENDPOINTS[protocol].form.test(endpoint)) throw snsFailure.invalidParameter(ENDPOINTS[protocol].name);
  if (protocol === 'sqs' && endpoint.endsWith('.fifo') && !identity.fifo) {
    throw snsFailure.invalidParameter('Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics');
  }
  if (identity.fifo && protocol !== 'sqs') {
    throw snsFailure.invalidParameter('Invalid parameter: Endpoint Reason: Please use FIFO SQS queue');
  }
  const plain: SubscriptionBlueprint = {
    protocol,
    endpoint,
    state: stateOf(call, protocol, endpoint),
    filterPolicy: null,
    filterPolicyScope: 'MessageAttributes',
    rawDelivery: false,
    deadLetterTargetArn: null,
    deliveryPolicy: null,
  };
  // The scope first: it decides how the policy is read.
  const named = Object.entries(attributes).toSorted(([a], [b]) => Number(b === 'FilterPolicyScope') - Number(a === 'FilterPolicyScope'));
  return named.reduce((blueprint, [name, value]) => ({ ...blueprint, ...readAttribute(blueprint, name, value) }), plain);
}

type Settings = Pick<
  SubscriptionBlueprint,
  'filterPolicy' | 'filterPolicyScope' | 'rawDelivery' | 'deadLetterTargetArn' | 'deliveryPolicy'
>;

/** One attribute, read in the light of the others. Source: Amazon SNS API Reference, SetSubscriptionAttributes. Throws AwsFailure. */
function readAttribute(
  { filterPolicy, filterPolicyScope }: Pick<Settings, 'filterPolicy' | 'filterPolicyScope'>,
  name: string,
  value: string,
): Partial<Settings> {
  switch (name) {
    case 'FilterPolicy':
      return { filterPolicy: checkedPolicy(value === '' || value === '{}' ? null : value, filterPolicyScope) };
    case 'FilterPolicyScope':
      if (value !== 'MessageAttributes' && value !== 'MessageBody') {
        throw snsFailure.invalidParameter('FilterPolicyScope: Invalid value. Please use either MessageBody or MessageAttributes');
      }
      return { filterPolicyScope: value, filterPolicy: checkedPolicy(filterPolicy, value) };
    case 'RawMessageDelivery':
      if (value !== 'true' && value !== 'false') {
        throw snsFailure.invalidParameter('RawMessageDelivery Reason: Invalid value. Must be true or false.');
      }
      return { rawDelivery: value === 'true' };
    case 'RedrivePolicy':
      return { deadLetterTargetArn: value === '' ? null : deadLetterTargetIn(value) };
    case 'DeliveryPolicy':
      if (value !== '') jsonObject('DeliveryPolicy', value);
      return { deliveryPolicy: value === '' ? null : value };
    case 'SubscriptionRoleArn':
      return {};
    default:
      throw snsFailure.invalidParameter('AttributeName');
  }
}

function setAttribute(subscription: SimulatedSubscription, name: string, value: string, now: number): void {
  const { screening } = subscription;
  const read = readAttribute({ filterPolicy: screening.policy, filterPolicyScope: screening.scope }, name, value);
  if (read.filterPolicy !== undefined || read.filterPolicyScope !== undefined) {
    const policy = read.filterPolicy === undefined ? screening.policy : read.filterPolicy;
    screening.change(policy, read.filterPolicyScope ?? screening.scope, now);
  }
  if (read.rawDelivery !== undefined) subscription.deliverRaw(read.rawDelivery);
  if (read.deadLetterTargetArn !== undefined) subscription.deadLetterTargetArn = read.deadLetterTargetArn;
  if (read.deliveryPolicy !== undefined) subscription.deliveryPolicy = read.deliveryPolicy;
}

function checkedPolicy(policy: string | null, scope: SubscriptionBlueprint['filterPolicyScope']): string | null {
  const parsed = policy === null ? null : parseFilterPolicy(policy, scope);
  if (parsed?.ok === false) {
    const [first] = parsed.problems;
    throw snsFailure.invalidParameter(`FilterPolicy: ${[first?.path, first?.message].filter(Boolean).join(' ')}`);
  }
  return policy;
}

function deadLetterTargetIn(policy: string): string {
  const target = jsonObject('RedrivePolicy', policy)['deadLetterTargetArn'];
  if (typeof target !== 'string' || queueNameOf(target) === null) {
    throw snsFailure.invalidParameter('RedrivePolicy: deadLetterTargetArn is an invalid arn');
  }
  return target;
}

function refuseDifference(topic: SimulatedTopic, existing: SimulatedSubscription, attributes: Readonly<Record<string, string>>): void {
  const current = allSubscriptionAttributes(topic, existing);
  if (Object.entries(attributes).some(([name, value]) => (current.get(name) ?? '') !== value)) {
    throw snsFailure.invalidParameter('Attributes Reason: Subscription already exists with different attributes');
  }
}

/** Somebody answers at an address nobody planned; a queue of another account is asked to confirm by a message. */
function greet(call: Call, topic: SimulatedTopic, subscription: SimulatedSubscription): void {
  const { protocol, endpoint } = subscription;
  if (protocol !== 'sqs') call.world.endpoints.welcome(endpoint);
  if (protocol !== 'sqs' || subscription.state !== 'pending') return;
  const { arn, accountId } = topic.identity;
  const body = JSON.stringify({
    Type: 'SubscriptionConfirmation',
    Token: confirmationToken(subscription),
    TopicArn: arn,
    Message: `You have chosen to subscribe to the topic ${arn}.`,
    Timestamp: new Date(call.now).toISOString(),
  });
  const sender = { service: 'sns.amazonaws.com', arn, accountId };
  call.world.office.handOver(
    endpoint,
    { count: 1, bytes: body.length, wording: verbatim(body), group: null, deduplicationId: null, sender },
    call.now,
  );
}
