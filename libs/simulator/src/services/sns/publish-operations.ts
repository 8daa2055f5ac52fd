import type { MessageAttribute } from '../../queue/cohort.js';
import { sha256Of } from '../../queue/message-desk.js';
import { SNS_PROTOCOLS, type SnsProtocol } from '../../estate/topic-blueprint.js';
import type { SimulatedTopic } from '../../topics/simulated-topic.js';
import type { Publication } from '../../topics/topic-desk.js';
import type { Call, Operation } from '../caller.js';
import { readBatch } from '../batch.js';
import { isRecord, optionalText, type RawInput } from '../input.js';
import { jsonObject } from './topic-attributes.js';
import { snsFailure } from './sns-failure.js';
import { topicOf } from './topic-of.js';

/** Unless the topic's MaximumMessageSize says otherwise. Source: Amazon SNS API Reference, Publish. */
const LARGEST_MESSAGE_BYTES = 262_144;

const encoder = new TextEncoder();

export const publishOperations: Readonly<Record<string, Operation>> = {
  Publish(call, input) {
    const topic = topicOf(call, input, 'Publish', input['TargetArn'] === undefined ? 'TopicArn' : 'TargetArn');
    return publish(call, topic, readPublication(topic, input));
  },

  PublishBatch(call, input) {
    const topic = topicOf(call, input, 'PublishBatch');
    // An empty list has no other form in the query protocol.
    const entries = input['PublishBatchRequestEntries'] === '' ? { PublishBatchRequestEntries: [] } : {};
    return readBatch({ ...input, ...entries }, { field: 'PublishBatchRequestEntries', codePrefix: '' }, (entry) => {
      const publication = readPublication(topic, entry);
      return () => publish(call, topic, publication);
    });
  },
};

function publish(call: Call, topic: SimulatedTopic, publication: Publication): Readonly<Record<string, string>> {
  const { messageId, sequenceNumber } = topic.desk.publish(publication, call.now);
  return { MessageId: messageId, ...(sequenceNumber !== null && { SequenceNumber: sequenceNumber }) };
}

/** Reads the members of Publish, or of an entry of a batch. Throws AwsFailure. */
function readPublication({ identity, attributes: settings }: SimulatedTopic, input: RawInput): Publication {
  const message = optionalText(input, 'Message') ?? '';
  if (message === '') throw snsFailure.invalidParameter('Empty message');
  const attributes = readAttributes(input['MessageAttributes']);
  const bytes = encoder.encode(message).length + attributeBytes(attributes);
  if (bytes > Number(settings.get('MaximumMessageSize') ?? LARGEST_MESSAGE_BYTES)) throw snsFailure.invalidParameter('Message too long');
  const subject = optionalText(input, 'Subject') ?? null;
  if (subject !== null && (subject === '' || subject.length > 100 || /[\n\r]/.test(subject))) throw snsFailure.invalidParameter('Subject');
  const bodies = optionalText(input, 'MessageStructure') === 'json' ? bodiesIn(message) : { body: message, bodyFor: {} };
  const group = optionalText(input, 'MessageGroupId') ?? null;
  const given = optionalText(input, 'MessageDeduplicationId') ?? null;
  const common = { ...bodies, subject, attributes, bytes, group };
  if (!identity.fifo) {
    if (given !== null) {
      throw snsFailure.invalidParameter(
        'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
      );
    }
    return { ...common, deduplicationId: null };
  }
  if (group === null) throw snsFailure.invalidParameter('The MessageGroupId parameter is required for FIFO topics');
  if (given === null && settings.get('ContentBasedDeduplication') !== 'true') {
    throw snsFailure.invalidParameter(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  return { ...common, deduplicationId: given ?? sha256Of(message) };
}

/** A body for each protocol. Source: Amazon SNS API Reference, Publish, MessageStructure. */
function bodiesIn(message: string): Pick<Publication, 'body' | 'bodyFor'> {
  const given = jsonObject('Message Structure', message);
  const body = given['default'];
  if (typeof body !== 'string') throw snsFailure.invalidParameter('Message Structure - No default entry in JSON message body');
  const bodyFor: Partial<Record<SnsProtocol, string>> = {};
  for (const protocol of SNS_PROTOCOLS) {
    const own = given[protocol];
    if (typeof own === 'string') bodyFor[protocol] = own;
  }
  return { body, bodyFor };
}

function readAttributes(raw: unknown): Readonly<Record<string, MessageAttribute>> {
  if (raw === undefined || raw === null || raw === '') return {};
  if (!isRecord(raw)) throw snsFailure.invalidParameter('MessageAttributes');
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => {
      const type = isRecord(value) ? (optionalText(value, 'DataType') ?? '') : '';
      if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name) || !isRecord(value)) {
        throw snsFailure.invalidParameter(`Invalid attribute name: ${name.slice(0, 80)}`);
      }
      if (!/^(String|Number|Binary)(\.\S{1,249})?$/.test(type)) {
        throw snsFailure.invalidParameter(`The message attribute '${name}' has an invalid message attribute type`);
      }
      const held = optionalText(value, type.startsWith('Binary') ? 'BinaryValue' : 'StringValue') ?? '';
      if (held === '') {
        throw snsFailure.invalidParameter(
          `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
        );
      }
      if (type.startsWith('Number') && !Number.isFinite(Number(held))) {
        throw snsFailure.invalidParameter(`Could not cast message attribute '${name}' value to number.`);
      }
      return [name, type.startsWith('Binary') ? { DataType: type, BinaryValue: held } : { DataType: type, StringValue: held }];
    }),
  );
}

const attributeBytes = (attributes: Readonly<Record<string, MessageAttribute>>): number =>
  Object.entries(attributes).reduce(
    (total, [name, { DataType, StringValue, BinaryValue }]) =>
      total + name.length + DataType.length + encoder.encode(StringValue ?? BinaryValue ?? '').length,
    0,
  );
