import { mix } from '../chance/chance.js';
import type { SnsProtocol } from '../estate/topic-blueprint.js';
import type { Words, Wording } from '../queue/cohort.js';
import type { MessageClass, TopicMessage } from './message.js';

/** Where a notification comes from and how it is delivered. */
export interface NotificationFrame {
  readonly topicArn: string;
  readonly region: string;
  readonly subscriptionArn: string;
  readonly protocol: SnsProtocol;
  readonly raw: boolean;
}

/** What the JSON around a message weighs, without the message and its attributes. */
export const ENVELOPE_BYTES = 780;

/**
 * A message as a subscriber gets it: by itself where raw delivery is on, else within JSON that says where it comes from.
 * Source: Amazon SNS Developer Guide, "HTTP/HTTPS notification JSON format" and "Amazon SNS raw message delivery".
 */
export function worded(message: TopicMessage, frame: NotificationFrame, draw: number, at: number): Words {
  const { body: usual, attributes } = message.words(draw, at);
  const body = message.bodyFor[frame.protocol] ?? usual;
  if (frame.raw) return { body, attributes };
  const { topicArn, region, subscriptionArn } = frame;
  const named = Object.entries(attributes);
  const notification = {
    Type: 'Notification',
    MessageId: message.id ?? uuidOf(draw),
    TopicArn: topicArn,
    ...(message.subject !== null && { Subject: message.subject }),
    Message: body,
    Timestamp: new Date(at).toISOString(),
    ...(message.sequenceNumber !== null && { SequenceNumber: message.sequenceNumber }),
    SignatureVersion: '1',
    Signature: 'c2ltdWxhdGVkIHNpZ25hdHVyZSBvZiBub2JvZHk=',
    SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService-0000000000000000000000.pem`,
    UnsubscribeURL: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
    ...(named.length > 0 && {
      MessageAttributes: Object.fromEntries(
        named.map(([name, { DataType, StringValue, BinaryValue }]) => [name, { Type: DataType, Value: StringValue ?? BinaryValue ?? '' }]),
      ),
    }),
  };
  return { body: JSON.stringify(notification), attributes: {} };
}

/** Notifications of several kinds, mixed by their shares. */
export function mixed(classes: readonly MessageClass[], frame: NotificationFrame): Wording {
  const total = classes.reduce((sum, { share }) => sum + share, 0);
  return (draw, at) => {
    let left = (mix(draw, 3) / 4_294_967_296) * total;
    const chosen = classes.find(({ share }) => (left -= share) < 0) ?? classes[0];
    return chosen ? worded(chosen, frame, draw, at) : { body: '', attributes: {} };
  };
}

/** A UUID that a number stands for. */
export function uuidOf(seed: number, serial = 0): string {
  const hex = [1, 2, 3, 4].map((part) => mix(seed, serial, part).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
