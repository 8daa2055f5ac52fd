import { md5Of, md5OfAttributes, type HandleFate, type MessageDesk, type Letter, type ReceivedLetter } from '../../queue/message-desk.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalWhole, text, texts, type RawInput } from '../input.js';
import { readBatch, SQS_BATCH } from '../batch.js';
import { invalidParameter, readLetter } from './message-input.js';
import { deskOf } from './queue-url.js';

/** Source: Amazon SQS Developer Guide, "Amazon SQS message quotas". */
const MOST_IN_FLIGHT = 120_000;
const LONGEST_VISIBILITY_SECONDS = 43_200;

/** Single messages in and out. Long polls do not wait: a receive answers at once with what there is. */
export const messageOperations: Readonly<Record<string, Operation>> = {
  SendMessage(call, input) {
    const desk = deskOf(call, input);
    return post(desk, readLetter(call, desk.queue, input), call.now);
  },

  SendMessageBatch(call, input) {
    const desk = deskOf(call, input);
    let bytes = 0;
    return readBatch(input, SQS_BATCH, (entry) => {
      const letter = readLetter(call, desk.queue, entry);
      bytes += letter.bytes;
      if (bytes > desk.queue.settings.maximumMessageBytes) {
        throw new AwsFailure(
          'BatchRequestTooLong',
          'Batch requests cannot be longer than 1048576 bytes.',
          400,
          'AWS.SimpleQueueService.BatchRequestTooLong',
        );
      }
      return () => post(desk, letter, call.now);
    });
  },

  ReceiveMessage(call, input) {
    const desk = deskOf(call, input);
    const most = optionalWhole(input, 'MaxNumberOfMessages') ?? 1;
    if (most < 1 || most > 10) {
      throw invalidParameter(`Value ${most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`);
    }
    const timeout = visibilityOf(input) ?? desk.queue.settings.visibilityTimeoutSeconds;
    if (!desk.queue.identity.fifo && desk.queue.inFlight >= MOST_IN_FLIGHT) {
      throw new AwsFailure('OverLimit', 'Too many messages in flight.', 403, 'OverLimit');
    }
    const system = [...texts(input, 'MessageSystemAttributeNames'), ...texts(input, 'AttributeNames')];
    const named = texts(input, 'MessageAttributeNames');
    const messages = desk.receive(most, timeout, call.now).map((received) => worded(received, system, named));
    return messages.length === 0 ? {} : { Messages: messages };
  },

  DeleteMessage(call, input) {
    deleteOne(deskOf(call, input), call, input);
    return {};
  },

  DeleteMessageBatch(call, input) {
    const desk = deskOf(call, input);
    return readBatch(input, SQS_BATCH, (entry) => () => deleteOne(desk, call, entry));
  },

  ChangeMessageVisibility(call, input) {
    changeOne(deskOf(call, input), call, input);
    return {};
  },

  ChangeMessageVisibilityBatch(call, input) {
    const desk = deskOf(call, input);
    return readBatch(input, SQS_BATCH, (entry) => () => changeOne(desk, call, entry));
  },
};

function post(desk: MessageDesk, letter: Letter, now: number): Readonly<Record<string, string>> {
  const { messageId, sequenceNumber } = desk.send(letter, now);
  const attributesDigest = md5OfAttributes(letter.attributes);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5Of(letter.body),
    ...(attributesDigest && { MD5OfMessageAttributes: attributesDigest }),
    ...(sequenceNumber && { SequenceNumber: sequenceNumber }),
  };
}

function deleteOne(desk: MessageDesk, call: Call, input: RawInput): Readonly<Record<string, string>> {
  const handle = text(input, 'ReceiptHandle');
  refuseHandle(desk.delete(handle, call.now), handle, { expired: true, notInFlight: false });
  return {};
}

function changeOne(desk: MessageDesk, call: Call, input: RawInput): Readonly<Record<string, string>> {
  const handle = text(input, 'ReceiptHandle');
  const seconds = visibilityOf(input);
  if (seconds === undefined) throw new AwsFailure('MissingParameter', 'The request must contain the parameter VisibilityTimeout.');
  refuseHandle(desk.changeVisibility(handle, seconds, call.now), handle, { expired: true, notInFlight: true });
  return {};
}

/** A message that is gone is no error to a deletion. */
function refuseHandle(fate: HandleFate, handle: string, on: { readonly expired: boolean; readonly notInFlight: boolean }): void {
  if (fate === 'malformed') {
    throw new AwsFailure('ReceiptHandleIsInvalid', `The input receipt handle "${handle.slice(0, 80)}" is not a valid receipt handle.`, 404);
  }
  if (fate === 'expired' && on.expired) {
    throw invalidParameter(`Value ${handle.slice(0, 80)} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`);
  }
  if (fate === 'not-in-flight' && on.notInFlight) {
    throw new AwsFailure(
      'MessageNotInflight',
      'The message referred to is not in flight.',
      400,
      'AWS.SimpleQueueService.MessageNotInflight',
    );
  }
}

function visibilityOf(input: RawInput): number | undefined {
  const seconds = optionalWhole(input, 'VisibilityTimeout');
  if (seconds !== undefined && (seconds < 0 || seconds > LONGEST_VISIBILITY_SECONDS)) {
    throw invalidParameter(`Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`);
  }
  return seconds;
}

function worded({ message, receiptHandle, cohort }: ReceivedLetter, system: readonly string[], named: readonly string[]): object {
  const all: Record<string, string | null> = {
    SenderId: message.senderId,
    SentTimestamp: String(cohort.sentAt),
    ApproximateReceiveCount: String(cohort.receives),
    ApproximateFirstReceiveTimestamp: String(cohort.firstReceivedAt),
    MessageGroupId: cohort.group,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: cohort.deadLetterSourceArn,
  };
  const attributes = Object.fromEntries(
    Object.entries(all).filter(([name, value]) => value !== null && (system.includes('All') || system.includes(name))),
  );
  const wanted = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) =>
      named.some(
        (pattern) =>
          pattern === 'All' || pattern === '.*' || pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
      ),
    ),
  );
  const attributesDigest = md5OfAttributes(wanted);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    Body: message.body,
    MD5OfBody: md5Of(message.body),
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...(attributesDigest && { MessageAttributes: wanted, MD5OfMessageAttributes: attributesDigest }),
  };
}
