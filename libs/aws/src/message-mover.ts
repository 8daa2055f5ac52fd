import {
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  StartMessageMoveTaskCommand,
  type BatchResultErrorEntry,
  type Message,
  type MessageAttributeValue,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { EpochMs } from '@weir/contract';
import { awsFailure, type AwsFailure } from './failure.js';
import type { MeteredCaller } from './metered-caller.js';
import type { ApiName } from './quotas.js';

/** A message as SQS handed it out: everything that has to be sent with it again. */
export interface MovableMessage {
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly groupId: string | null;
  readonly deduplicationId: string | null;
  /** AWSTraceHeader, for X-Ray. */
  readonly traceHeader: string | null;
  /** ARN of the queue it was dead-lettered from; null: something else sent it here. */
  readonly sourceArn: string | null;
  readonly sentAt: EpochMs | null;
  /** Over all queues it has been in; null: not told. */
  readonly receiveCount: number | null;
}

/** What is sent of a message, with the deduplication id that makes a repetition harmless on a FIFO queue. */
export interface MessageToSend {
  readonly message: MovableMessage;
  readonly body: string;
  readonly deduplicationId: string | null;
}

/** `later`: not taken, and may be tried again. `message`: this one never will be. `queue`: none will be. `unknown`: it may have been taken. */
export type SentMessage =
  | { readonly id: string; readonly kind: 'sent'; readonly sentId: string }
  | { readonly id: string; readonly kind: 'unknown' | 'later' | 'message' | 'queue'; readonly detail: string };

export interface DeletedMessage {
  readonly id: string;
  readonly deleted: boolean;
  readonly detail: string;
}

export interface MoveTask {
  readonly status: 'running' | 'completed' | 'cancelled' | 'failed';
  /** Only while it runs. */
  readonly handle: string | null;
  readonly moved: number;
  readonly startedAt: EpochMs;
  readonly detail: string;
}

/** Source: Amazon SQS Developer Guide, "Amazon SQS message quotas". */
const BATCH = 10;
const MOST_ATTRIBUTES = 10;
const LARGEST_BATCH_BYTES = 1_048_576;
/** An empty dead-letter queue is asked for so long before the answer is taken for true: all its servers are asked. */
const LONG_POLL_SECONDS = 1;

/**
 * Takes messages out of a dead-letter queue and puts them elsewhere. Every call is made once: whether a send that got no answer may be made
 * again is not for this file to decide.
 */
export class MessageMover {
  readonly #client: SQSClient;
  readonly #caller: MeteredCaller;

  constructor({ client, caller }: { readonly client: SQSClient; readonly caller: MeteredCaller }) {
    this.#client = client;
    this.#caller = caller;
  }

  /**
   * Up to ten messages, hidden from everybody else for so long.
   * @throws AwsError
   */
  async receive(url: string, max: number, hideSeconds: number, signal?: AbortSignal): Promise<readonly MovableMessage[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: Math.min(BATCH, max),
      VisibilityTimeout: hideSeconds,
      WaitTimeSeconds: LONG_POLL_SECONDS,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    const reply = await this.#call('sqs:ReceiveMessage', url, signal, (abortSignal) => this.#client.send(command, { abortSignal }));
    return (reply.Messages ?? []).flatMap((message) => movable(message) ?? []);
  }

  /** Sends up to ten messages, in their order; each with what became of it. Never throws but for an abort. */
  async send(url: string, messages: readonly MessageToSend[], largestBytes: number, signal?: AbortSignal): Promise<readonly SentMessage[]> {
    const outcomes: SentMessage[] = [];
    for (const batch of batchesBySize(messages)) {
      const refused = batch.flatMap((each) => tooMuch(each, largestBytes) ?? []);
      const fitting = batch.filter(({ message }) => !refused.some(({ id }) => id === message.id));
      outcomes.push(...refused, ...(fitting.length === 0 ? [] : await this.#sendBatch(url, fitting, signal)));
    }
    return outcomes;
  }

  async #sendBatch(url: string, messages: readonly MessageToSend[], signal: AbortSignal | undefined): Promise<readonly SentMessage[]> {
    const command = new SendMessageBatchCommand({ QueueUrl: url, Entries: messages.map(entryOf) });
    try {
      const reply = await this.#call('sqs:SendMessage', url, signal, (abortSignal) => this.#client.send(command, { abortSignal }));
      return messages.map(({ message: { id } }, index): SentMessage => {
        const taken = reply.Successful?.find((entry) => entry.Id === String(index));
        if (taken?.MessageId !== undefined) return { id, kind: 'sent', sentId: taken.MessageId };
        const failed = reply.Failed?.find((entry) => entry.Id === String(index));
        return failed === undefined ? { id, kind: 'unknown', detail: 'the reply says nothing of it' } : refusedEntry(id, failed);
      });
    } catch (error) {
      const failure = awsFailure(error);
      return messages.map(({ message: { id } }) => ({ id, kind: kindOfRefusal(failure), detail: failure.message }));
    }
  }

  /** Never throws but for an abort: what was not deleted is told. */
  async delete(url: string, messages: readonly MovableMessage[], signal?: AbortSignal): Promise<readonly DeletedMessage[]> {
    const Entries = messages.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
    const command = new DeleteMessageBatchCommand({ QueueUrl: url, Entries });
    try {
      const reply = await this.#call('sqs:DeleteMessage', url, signal, (abortSignal) => this.#client.send(command, { abortSignal }));
      return messages.map(({ id }, index) => ({
        id,
        deleted: reply.Successful?.some((entry) => entry.Id === String(index)) ?? false,
        detail: wordsOf(reply.Failed?.find((entry) => entry.Id === String(index))),
      }));
    } catch (error) {
      const { message } = awsFailure(error);
      return messages.map(({ id }) => ({ id, deleted: false, detail: message }));
    }
  }

  /** Hides messages for so long from now, or shows them at once with 0. Returns those of which that is not certain. */
  async hide(url: string, messages: readonly MovableMessage[], seconds: number, signal?: AbortSignal): Promise<readonly string[]> {
    const lost: string[] = [];
    for (let start = 0; start < messages.length; start += BATCH) {
      const batch = messages.slice(start, start + BATCH);
      const Entries = batch.map(({ receiptHandle }, index) => ({
        ...{ Id: String(index), ReceiptHandle: receiptHandle, VisibilityTimeout: seconds },
      }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries });
      const done = await this.#changed(url, command, signal);
      lost.push(...batch.filter((_, index) => !done.has(String(index))).map(({ id }) => id));
    }
    return lost;
  }

  async #changed(
    url: string,
    command: ChangeMessageVisibilityBatchCommand,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlySet<string | undefined>> {
    try {
      const reply = await this.#call('sqs:ChangeMessageVisibility', url, signal, (abortSignal) =>
        this.#client.send(command, { abortSignal }),
      );
      return new Set(reply.Successful?.map(({ Id }) => Id));
    } catch (error) {
      // Whatever AWS said: nobody may rely on it, and who asked is told so.
      awsFailure(error);
      return new Set();
    }
  }

  /**
   * Starts a message-move task of SQS.
   * @param destinationArn null: each message back to where it was dead-lettered from
   * @throws AwsError
   */
  async startTask(
    sourceArn: string,
    destinationArn: string | null,
    ratePerSecond: number,
    signal?: AbortSignal,
  ): Promise<{ readonly handle: string | null }> {
    const command = new StartMessageMoveTaskCommand({
      SourceArn: sourceArn,
      MaxNumberOfMessagesPerSecond: ratePerSecond,
      ...(destinationArn !== null && { DestinationArn: destinationArn }),
    });
    const reply = await this.#call('sqs:StartMessageMoveTask', sourceArn, signal, (abortSignal) =>
      this.#client.send(command, { abortSignal }),
    );
    return { handle: reply.TaskHandle ?? null };
  }

  /**
   * The newest message-move task of a dead-letter queue; null: there was none.
   * @throws AwsError
   */
  async newestTask(sourceArn: string, signal?: AbortSignal): Promise<MoveTask | null> {
    const command = new ListMessageMoveTasksCommand({ SourceArn: sourceArn, MaxResults: 1 });
    const reply = await this.#call('sqs:ListMessageMoveTasks', sourceArn, signal, (abortSignal) =>
      this.#client.send(command, { abortSignal }),
    );
    const task = reply.Results?.[0];
    if (task === undefined) return null;
    const status = STATUS[task.Status ?? ''] ?? 'failed';
    return {
      ...{
        status,
        handle: task.TaskHandle ?? null,
        moved: task.ApproximateNumberOfMessagesMoved ?? 0,
        startedAt: task.StartedTimestamp ?? 0,
      },
      detail: task.FailureReason ?? `the message-move task is ${task.Status ?? 'without a status'}`,
    };
  }

  /** @throws AwsError */
  async cancelTask(handle: string, signal?: AbortSignal): Promise<void> {
    const command = new CancelMessageMoveTaskCommand({ TaskHandle: handle });
    await this.#call('sqs:CancelMessageMoveTask', handle, signal, (abortSignal) => this.#client.send(command, { abortSignal }));
  }

  #call<Reply>(
    api: ApiName,
    queue: string,
    signal: AbortSignal | undefined,
    send: (signal: AbortSignal) => Promise<Reply>,
  ): Promise<Reply> {
    return this.#caller.call({ api, billedUnits: 1, fifo: queue.endsWith('.fifo'), pace: 'caller', signal, send });
  }
}

const STATUS: Readonly<Record<string, MoveTask['status']>> = {
  RUNNING: 'running',
  CANCELLING: 'running',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
};

function movable({ MessageId, ReceiptHandle, Body, Attributes = {}, MessageAttributes = {} }: Message): MovableMessage | null {
  if (MessageId === undefined || ReceiptHandle === undefined) return null;
  const sentAt = Number(Attributes.SentTimestamp);
  const receiveCount = Number(Attributes.ApproximateReceiveCount);
  return {
    ...{ id: MessageId, receiptHandle: ReceiptHandle, body: Body ?? '', attributes: MessageAttributes },
    groupId: Attributes.MessageGroupId ?? null,
    deduplicationId: Attributes.MessageDeduplicationId ?? null,
    traceHeader: Attributes.AWSTraceHeader ?? null,
    sourceArn: Attributes.DeadLetterQueueSourceArn ?? null,
    sentAt: Number.isFinite(sentAt) ? sentAt : null,
    receiveCount: Number.isFinite(receiveCount) ? receiveCount : null,
  };
}

function entryOf({ message, body, deduplicationId }: MessageToSend, index: number): SendMessageBatchRequestEntry {
  const { attributes, traceHeader, groupId } = message;
  return {
    ...{ Id: String(index), MessageBody: body },
    ...(Object.keys(attributes).length > 0 && {
      // Lists are for the future, says SQS, and refused; the SDK hands them out empty.
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          { DataType, ...(StringValue !== undefined && { StringValue }), ...(BinaryValue !== undefined && { BinaryValue }) },
        ]),
      ),
    }),
    ...(traceHeader !== null && { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } } }),
    ...(groupId !== null && { MessageGroupId: groupId }),
    ...(deduplicationId !== null && { MessageDeduplicationId: deduplicationId }),
  };
}

/** Bytes that SQS counts: the body, and names, types and values of attributes. Source: Amazon SQS Developer Guide, "Message attributes". */
function bytesOf({ message, body }: MessageToSend): number {
  const attributes = Object.entries(message.attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue) + (BinaryValue?.byteLength ?? 0),
    0,
  );
  return Buffer.byteLength(body) + attributes;
}

/** Ten at most, and together no more than a call may carry. The order stays. */
function batchesBySize(messages: readonly MessageToSend[]): readonly (readonly MessageToSend[])[] {
  const batches: MessageToSend[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const own = bytesOf(message);
    const last = batches.at(-1);
    if (last === undefined || last.length >= BATCH || bytes + own > LARGEST_BATCH_BYTES) {
      batches.push([message]);
      bytes = own;
    } else {
      last.push(message);
      bytes += own;
    }
  }
  return batches;
}

function tooMuch(each: MessageToSend, largestBytes: number): SentMessage | null {
  const { id, attributes } = each.message;
  const bytes = bytesOf(each);
  if (bytes > largestBytes)
    return { id, kind: 'message', detail: `it has ${String(bytes)} bytes, and the queue takes ${String(largestBytes)}` };
  const count = Object.keys(attributes).length;
  if (count > MOST_ATTRIBUTES)
    return { id, kind: 'message', detail: `it has ${String(count)} attributes, and SQS takes ${String(MOST_ATTRIBUTES)}` };
  return null;
}

function refusedEntry(id: string, entry: BatchResultErrorEntry): SentMessage {
  const detail = wordsOf(entry);
  if (/throttl|OverLimit/i.test(entry.Code ?? '')) return { id, kind: 'later', detail };
  return { id, kind: entry.SenderFault === true ? 'message' : 'unknown', detail };
}

/** Without an answer it may have been taken; after a refusal it was not. */
function kindOfRefusal({ kind }: AwsFailure): Exclude<SentMessage['kind'], 'sent' | 'message'> {
  switch (kind) {
    case 'unreachable':
    case 'internal':
      return 'unknown';
    case 'throttled':
    case 'expired-credentials':
    case 'clock-skew':
      return 'later';
    default:
      return 'queue';
  }
}

const wordsOf = (entry: BatchResultErrorEntry | undefined): string =>
  entry === undefined ? '' : [entry.Code, entry.Message].filter((part) => part !== undefined).join(': ');
