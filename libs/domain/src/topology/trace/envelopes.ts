import type { PipeConfig } from '@weir/contract';
import { pipeEvent } from '../transform/pipe-event.js';
import { placeOfArn } from '../estate/names.js';

/** Something on its way: an EventBridge event, or a message with its attributes. */
export interface Parcel {
  /** What a pattern or a policy looks at; text where it is no JSON. */
  readonly content: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** JSON where a text is some, else the text: what consumers make of a body. */
export function contentOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

export const textOf = (content: unknown): string => (typeof content === 'string' ? content : (JSON.stringify(content) ?? ''));

/**
 * An event as a bus sees it: what EventBridge adds to every entry, where it is not given. Source: EventBridge User Guide, "Event structure".
 */
export function asBusEvent(content: unknown, busArn: string, at: string): Readonly<Record<string, unknown>> {
  const { accountId, region } = placeOfArn(busArn);
  const given = typeof content === 'object' && content !== null && !Array.isArray(content) ? content : { detail: content };
  return {
    version: '0',
    id: '00000000-0000-0000-0000-000000000000',
    account: accountId ?? '',
    time: at,
    region: region ?? '',
    resources: [],
    ...given,
  };
}

/**
 * The event a pipe puts on a bus: what it carries is the detail. Source: EventBridge API Reference, PipeTargetEventBridgeEventBusParameters; what
 * AWS calls an event that is not named there is not documented at hand.
 */
export const pipeBusEvent = (content: unknown, { asEvent }: PipeConfig, name: string): Readonly<Record<string, unknown>> => ({
  source: asEvent?.source ?? `Pipe ${name}`,
  'detail-type': asEvent?.detailType ?? 'Event from a pipe',
  detail: content,
});

/** The body of the SQS message SNS makes of a message, unless delivery is raw. Source: SNS Developer Guide, "Raw message delivery". */
export function snsEnvelope(parcel: Parcel, topicArn: string, at: string): Readonly<Record<string, unknown>> {
  const attributes = Object.entries(parcel.attributes).map(([name, attribute]) => [name, typed(attribute)] as const);
  return {
    Type: 'Notification',
    MessageId: '00000000-0000-0000-0000-000000000000',
    TopicArn: topicArn,
    Message: textOf(parcel.content),
    Timestamp: at,
    ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) }),
  };
}

function typed(attribute: unknown): { readonly Type: string; readonly Value: string } {
  if (typeof attribute === 'object' && attribute !== null && 'type' in attribute && typeof attribute.type === 'string')
    return { Type: attribute.type, Value: textOf('value' in attribute ? attribute.value : '') };
  if (typeof attribute === 'number') return { Type: 'Number', Value: String(attribute) };
  return { Type: Array.isArray(attribute) ? 'String.Array' : 'String', Value: textOf(attribute) };
}

/**
 * What filters of pipes and event source mappings look at: a record of the source, with the body of a message or the data of a record as JSON
 * where it is some. Source: Lambda Developer Guide, "Properly filtering Amazon SQS messages" and "Properly filtering Kinesis".
 */
export function sourceRecord(parcel: Parcel, sourceArn: string): unknown {
  const body = textOf(parcel.content);
  const isStream = sourceArn.includes(':kinesis:');
  return isStream
    ? pipeEvent({ eventSource: 'aws:kinesis', eventSourceARN: sourceArn, data: parcel.content })
    : pipeEvent({ eventSource: 'aws:sqs', eventSourceARN: sourceArn, messageId: '00000000-0000-0000-0000-000000000000', body });
}
