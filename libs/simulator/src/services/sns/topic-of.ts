import type { SimulatedSubscription } from '../../topics/subscription.js';
import type { SimulatedTopic } from '../../topics/simulated-topic.js';
import type { Call } from '../caller.js';
import { optionalText, type RawInput } from '../input.js';
import { snsFailure } from './sns-failure.js';

interface TopicPlace {
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
  /** What follows the name: the id of a subscription. */
  readonly rest: string | null;
}

/** Parts of the ARN of a topic or a subscription. Throws AwsFailure, in SNS's words. */
function placeOf(arn: string, field: string): TopicPlace {
  const parts = arn.split(':');
  if (parts.length < 6) throw snsFailure.invalidParameter(`${field} Reason: An ARN must have at least 6 elements, not ${parts.length}`);
  const [prefix, , service, region = '', accountId = '', name = '', rest = null] = parts;
  if (prefix !== 'arn' || service !== 'sns' || !/^\d{12}$/.test(accountId)) throw snsFailure.invalidParameter(field);
  return { region, accountId, name, rest };
}

/** The topic a request is about, brought up to the instant of the call: the call is a sign of life. Throws AwsFailure. */
export function topicOf(call: Call, input: RawInput, action: string, field = 'TopicArn'): SimulatedTopic {
  const arn = optionalText(input, field);
  if (arn === undefined || arn === '') throw snsFailure.invalidParameter(`${field} Reason: no value for required parameter`);
  const { region, accountId, name } = placeOf(arn, field);
  if (region !== call.region) throw snsFailure.invalidParameter(field);
  if (accountId !== call.accountId) {
    throw snsFailure.denied(`User: ${call.principalArn} is not authorized to perform: SNS:${action} on resource: ${arn.slice(0, 300)}`);
  }
  const topic = call.world.scope(accountId, region)?.topics.at(name, call.now);
  if (!topic) throw snsFailure.noSuchTopic();
  topic.activity.sign(call.now);
  return topic;
}

export interface Subscribed {
  readonly topic: SimulatedTopic;
  readonly subscription: SimulatedSubscription;
}

/** The subscription a request is about. The owner of the topic and the owner of the subscription may ask. Throws AwsFailure. */
export function subscriptionOf(call: Call, input: RawInput, action: string): Subscribed {
  const arn = optionalText(input, 'SubscriptionArn') ?? '';
  const { region, accountId, name } = placeOf(arn, 'SubscriptionArn');
  if (region !== call.region) throw snsFailure.invalidParameter('SubscriptionArn');
  const topic = call.world.scope(accountId, region)?.topics.at(name, call.now);
  const subscription = topic?.subscriptions.find((each) => each.arn === arn);
  if (!topic || !subscription) throw snsFailure.noSuchSubscription();
  if (accountId !== call.accountId && subscription.owner !== call.accountId) {
    throw snsFailure.denied(`User: ${call.principalArn} is not authorized to perform: SNS:${action} on resource: ${arn.slice(0, 300)}`);
  }
  topic.activity.sign(call.now);
  return { topic, subscription };
}
