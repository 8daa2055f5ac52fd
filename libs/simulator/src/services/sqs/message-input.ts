import type { MessageAttribute } from '../../queue/cohort.js';
import { sha256Of, type Letter } from '../../queue/message-desk.js';
import type { SimulatedQueue } from '../../queue/simulated-queue.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call } from '../caller.js';
import { isRecord, optionalText, optionalWhole, text, type RawInput } from '../input.js';

export const invalidParameter = (message: string): AwsFailure => new AwsFailure('InvalidParameterValue', message);

/** Characters a message may not contain. Source: Amazon SQS API Reference, SendMessage (after W3C, XML 1.0). */
// eslint-disable-next-line no-control-regex -- control characters are what it is about
const FORBIDDEN = /[^\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const encoder = new TextEncoder();

/** Reads the members of SendMessage, or of an entry of a batch. Throws AwsFailure. */
export function readLetter(call: Call, queue: SimulatedQueue, input: RawInput): Letter {
  const body = text(input, 'MessageBody');
  if (FORBIDDEN.test(body)) throw new AwsFailure('InvalidMessageContents', 'Message contains characters outside the allowed set.');
  const attributes = readAttributes(input);
  const bytes = encoder.encode(body).length + attributeBytes(attributes);
  if (bytes > queue.settings.maximumMessageBytes) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.settings.maximumMessageBytes} bytes.`,
    );
  }
  const group = optionalText(input, 'MessageGroupId') ?? null;
  const delay = readDelay(queue, input);
  const trace = isRecord(input['MessageSystemAttributes']) ? input['MessageSystemAttributes']['AWSTraceHeader'] : undefined;
  const common = {
    body,
    attributes,
    bytes,
    delaySeconds: delay,
    group,
    senderId: call.principalId,
    traceHeader: isRecord(trace) ? (optionalText(trace, 'StringValue') ?? null) : null,
  };
  if (!queue.identity.fifo) return { ...common, deduplicationId: null };
  if (group === null) throw new AwsFailure('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  const given = optionalText(input, 'MessageDeduplicationId');
  if (given === undefined && !queue.settings.contentBasedDeduplication) {
    throw invalidParameter('The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly');
  }
  return { ...common, deduplicationId: given ?? sha256Of(body) };
}

function readDelay(queue: SimulatedQueue, input: RawInput): number {
  const delay = optionalWhole(input, 'DelaySeconds');
  if (delay === undefined) return queue.settings.delaySeconds;
  if (queue.identity.fifo && delay !== 0) {
    throw invalidParameter(
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  if (delay < 0 || delay > 900)
    throw invalidParameter(`Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`);
  return delay;
}

function readAttributes(input: RawInput): Readonly<Record<string, MessageAttribute>> {
  const raw = input['MessageAttributes'];
  if (raw === undefined || raw === null) return {};
  if (!isRecord(raw)) throw invalidParameter('The message attributes must be a map.');
  const entries = Object.entries(raw);
  if (entries.length > 10) throw invalidParameter(`Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name) || !isRecord(value)) {
        throw invalidParameter(`The message attribute '${name.slice(0, 80)}' is not valid.`);
      }
      const type = optionalText(value, 'DataType') ?? '';
      const stringValue = optionalText(value, 'StringValue');
      const binaryValue = optionalText(value, 'BinaryValue');
      if (!/^(String|Number|Binary)(\.[^\s]{1,249})?$/.test(type)) {
        throw invalidParameter(
          `The type of message attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
        );
      }
      const holder = type.startsWith('Binary') ? binaryValue : stringValue;
      if (holder === undefined || (type.startsWith('Binary') && !/^[A-Za-z0-9+/]*={0,2}$/.test(holder))) {
        throw invalidParameter(`The message attribute '${name}' must contain a non-empty value of its type.`);
      }
      return [name, type.startsWith('Binary') ? { DataType: type, BinaryValue: holder } : { DataType: type, StringValue: holder }];
    }),
  );
}

const attributeBytes = (attributes: Readonly<Record<string, MessageAttribute>>): number =>
  Object.entries(attributes).reduce(
    (total, [name, { DataType, StringValue, BinaryValue }]) =>
      total + name.length + DataType.length + encoder.encode(StringValue ?? '').length + Math.floor(((BinaryValue ?? '').length * 3) / 4),
    0,
  );
