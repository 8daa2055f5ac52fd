import type { PipeConfig, SubscriptionConfig } from '@weir/contract';
import { readJson } from '../matching/index.js';
import { asJsonValue } from '../transform/as-json-value.js';
import { jsonText } from '../transform/json-text.js';
import { placeOfArn } from '../estate/names.js';

/** Something on its way: an EventBridge event, or a message with its attributes. */
export interface Parcel {
  /** What a pattern or a policy looks at; text where it is no JSON. */
  readonly content: unknown;
  /** Of a message, by name; of a record, such as `partitionKey`. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * JSON where a text is some, else the text: what consumers make of a body. Read as patterns read it: whole numbers are kept however long, and
 * what gives a key twice is no JSON.
 */
export function contentOf(text: string): unknown {
  const read = readJson(text);
  return read.ok ? read.value : text;
}

export const textOf = (content: unknown): string => (typeof content === 'string' ? content : jsonText(asJsonValue(content)));

/**
 * An event as a bus sees it: what EventBridge adds to every entry, where it is not given. Source: EventBridge User Guide, "Event structure".
 */
export function asBusEvent(content: unknown, busArn: string, at: string): Readonly<Record<string, unknown>> {
  const { accountId, region } = placeOfArn(busArn);
  const given = typeof content === 'object' && content !== null && !Array.isArray(content) ? content : { detail: content };
  return {
    version: '0',
    id: NO_ID,
    account: accountId ?? '',
    time: at,
    region: region ?? '',
    resources: [],
    ...given,
  };
}

/** The event a schedule sets its rule off with. Source: EventBridge User Guide, "Creating a rule that runs on a schedule". */
export const clockEvent = (ruleArn: string, busArn: string, at: string): Readonly<Record<string, unknown>> =>
  asBusEvent({ 'detail-type': 'Scheduled Event', source: 'aws.events', resources: [ruleArn], detail: {} }, busArn, at);

/** What AWS makes up anew for every message. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/**
 * The event a pipe puts on a bus: what it carries is the detail. Source: EventBridge API Reference, PipeTargetEventBridgeEventBusParameters; what
 * AWS calls an event that is not named there is not documented at hand.
 */
export const pipeBusEvent = (content: unknown, { asEvent }: PipeConfig, name: string): Readonly<Record<string, unknown>> => ({
  source: asEvent?.source ?? `Pipe ${name}`,
  'detail-type': asEvent?.detailType ?? 'Event from a pipe',
  detail: content,
});

/** Protocols that can have the message alone. Source: SNS Developer Guide, "Raw message delivery". */
const RAW: ReadonlySet<string> = new Set(['sqs', 'http', 'https', 'firehose']);
/** Protocols that show people, or devices, the text and nothing else. */
const TEXT: ReadonlySet<string> = new Set(['email', 'sms', 'application']);

type Subscriber = Pick<SubscriptionConfig, 'protocol' | 'rawDelivery' | 'topicArn'>;

/**
 * What SNS hands to a subscriber. The message alone where delivery is raw, to e-mail, SMS and devices; to a function a list of records; to the
 * others, `email-json` among them, an envelope. Of raw copies only those to queues keep the attributes as such: over HTTP they are not sent, and
 * Firehose gets the text. Sources: SNS Developer Guide, "Raw message delivery", "Parsing message formats" and "Fanout to Firehose"; Lambda
 * Developer Guide, "Invoking Lambda functions with Amazon SNS notifications".
 */
export function snsDelivery(parcel: Parcel, subscriber: Subscriber, subscriptionArn: string, at: string): Parcel {
  const { protocol, rawDelivery, topicArn } = subscriber;
  if (TEXT.has(protocol)) return { content: parcel.content, attributes: {} };
  if (rawDelivery && RAW.has(protocol)) return { content: parcel.content, attributes: protocol === 'sqs' ? parcel.attributes : {} };
  const envelope = snsEnvelope(parcel, topicArn, at);
  if (protocol !== 'lambda') return { content: envelope, attributes: {} };
  const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscriptionArn, Sns: envelope };
  return { content: { Records: [record] }, attributes: {} };
}

function snsEnvelope(parcel: Parcel, topicArn: string, at: string): Readonly<Record<string, unknown>> {
  const attributes = Object.entries(parcel.attributes).map(([name, attribute]) => {
    const { type, value } = typed(attribute);
    return [name, { Type: type, Value: value }] as const;
  });
  return {
    Type: 'Notification',
    MessageId: NO_ID,
    TopicArn: topicArn,
    Message: textOf(parcel.content),
    Timestamp: at,
    ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) }),
  };
}

function typed(attribute: unknown): { readonly type: string; readonly value: string } {
  if (typeof attribute === 'object' && attribute !== null && 'type' in attribute && typeof attribute.type === 'string')
    return { type: attribute.type, value: textOf('value' in attribute ? attribute.value : '') };
  if (typeof attribute === 'number' || typeof attribute === 'bigint') return { type: 'Number', value: String(attribute) };
  return { type: Array.isArray(attribute) ? 'String.Array' : 'String', value: textOf(attribute) };
}

/** A record as filters see it, and which of its fields nobody can know before AWS has set them. */
export interface SourceRecord {
  readonly event: unknown;
  /** Dotted paths. */
  readonly unknown: ReadonlySet<string>;
}

/** Stands where AWS puts something that nobody can know before. */
const MADE_UP = 'set by AWS';

/**
 * What filters and templates of pipes and event source mappings look at: a record of the source with all that describes it, and the body of a
 * message or the data of a record as JSON where it is some. Both see the record of a stream flat.
 * Sources: Lambda Developer Guide, "Using Lambda with Amazon SQS" and "Event filtering"; EventBridge User Guide, "Amazon SQS queue as a source"
 * and "Amazon Kinesis stream as a source".
 * @param at ISO 8601
 */
export function sourceRecord(parcel: Parcel, sourceArn: string, at: string): SourceRecord {
  const { known, madeUp, inside } = sourceArn.includes(':kinesis:') ? streamRecord(parcel, at) : queueRecord(parcel, sourceArn, at);
  const place = { eventSourceARN: sourceArn, awsRegion: placeOfArn(sourceArn).region ?? '' };
  const { attributes } = inside;
  return {
    event: { ...madeUp, ...known, ...(attributes && { attributes: { ...attributes.madeUp, ...attributes.known } }), ...place },
    unknown: new Set([...Object.keys(madeUp), ...Object.keys(attributes?.madeUp ?? {}).map((name) => `attributes.${name}`)]),
  };
}

type Fields = Readonly<Record<string, unknown>>;
interface RecordParts {
  readonly known: Fields;
  readonly madeUp: Fields;
  readonly inside: { readonly attributes?: { readonly known: Fields; readonly madeUp: Fields } };
}

function streamRecord({ content, attributes }: Parcel, at: string): RecordParts {
  const key = attributes['partitionKey'];
  return {
    known: {
      kinesisSchemaVersion: '1.0',
      ...(key !== undefined && { partitionKey: typed(key).value }),
      data: typeof content === 'string' ? contentOf(content) : content,
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventName: 'aws:kinesis:record',
    },
    madeUp: {
      ...(key === undefined && { partitionKey: MADE_UP }),
      sequenceNumber: MADE_UP,
      eventID: MADE_UP,
      invokeIdentityArn: MADE_UP,
      approximateArrivalTimestamp: Date.parse(at) / 1000,
    },
    inside: {},
  };
}

function queueRecord({ content, attributes }: Parcel, queueArn: string, at: string): RecordParts {
  const messageAttributes = Object.entries(attributes).map(([name, attribute]) => {
    const { type, value } = typed(attribute);
    return [name, { stringValue: value, stringListValues: [], binaryListValues: [], dataType: type }] as const;
  });
  const sent = String(Date.parse(at));
  const ofFifo = { SequenceNumber: MADE_UP, MessageGroupId: MADE_UP, MessageDeduplicationId: MADE_UP };
  return {
    known: {
      body: typeof content === 'string' ? contentOf(content) : content,
      messageAttributes: Object.fromEntries(messageAttributes),
      eventSource: 'aws:sqs',
    },
    madeUp: { messageId: NO_ID, receiptHandle: MADE_UP, md5OfBody: MADE_UP },
    inside: {
      attributes: {
        // As at its first receive.
        known: { ApproximateReceiveCount: '1' },
        madeUp: {
          SenderId: MADE_UP,
          SentTimestamp: sent,
          ApproximateFirstReceiveTimestamp: sent,
          ...(queueArn.endsWith('.fifo') && ofFifo),
        },
      },
    },
  };
}
