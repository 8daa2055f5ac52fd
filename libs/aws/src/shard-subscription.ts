import {
  SubscribeToShardCommand,
  type KinesisClient,
  type StartingPosition,
  type SubscribeToShardEventStream,
} from '@aws-sdk/client-kinesis';
import type { Shard } from '@weir/domain';
import { AwsError, failureFor, type AwsFailure } from './failure.js';
import { failureOf, hasCode } from './map-failure.js';
import type { MeteredCaller } from './metered-caller.js';
import { readRecord, type ShardRecord, type ShardStart } from './shard-records.js';
import { isSequenceNumber, readChildShard } from './shards.js';
import { showable } from './showable.js';
import { field, listIn, textIn } from './untrusted.js';

/** A sample to take of a shard through a registered consumer. */
export interface SubscriptionRequest {
  /** Of a consumer that is registered on the stream, and that nobody else reads through: whoever subscribes takes the shard over. */
  readonly consumerArn: string;
  readonly shardId: string;
  readonly start: ShardStart;
  /** As soon as so much has come the subscription is ended. Events come whole, so the last one may bring more. */
  readonly enough: { readonly records: number; readonly bytes: number };
}

export type SubscriptionRead =
  | {
      readonly kind: 'read';
      readonly records: readonly ShardRecord[];
      /** Records that made no sense, left out. */
      readonly unreadable: number;
      /** Where another subscription goes on without a gap; null: the shard is closed and this was its end. */
      readonly next: ShardStart | null;
      /** Milliseconds from the tip; null when not told. */
      readonly behindMs: number | null;
      /** At the end of a closed shard, those that follow it. */
      readonly childShards: readonly Shard[];
      /** Why AWS ended it before enough had come; null: it did not. What came counts all the same. */
      readonly cutShort: AwsFailure | null;
    }
  /** The shard was subscribed to through this consumer within the last five seconds, or the consumer is not active. In AWS's words. */
  | { readonly kind: 'in-use'; readonly message: string };

const SUBSCRIBE = 'kinesis:SubscribeToShard';
/** Less than a call may take. An active subscription brings an event every few seconds, with or without records. */
const MOST_MS = 10_000;
/** In so short a time; more are none that AWS sends. */
const MOST_EVENTS = 1_000;
const MAX_CHILDREN = 100;

/**
 * Takes samples of shards by enhanced fan-out: each is a subscription that is ended as soon as enough has come, or the tip is reached.
 * Like `ShardRecordReader` it repeats nothing: callers keep to one subscription of each shard in five seconds.
 */
export class ShardSubscriber {
  readonly #client: KinesisClient;
  readonly #caller: MeteredCaller;

  constructor(options: { readonly client: KinesisClient; readonly caller: MeteredCaller }) {
    this.#client = options.client;
    this.#caller = options.caller;
  }

  /** @throws AwsError of kind `throttled`, `denied`, `not-found` when consumer or shard are gone, `unreachable` when no event comes, … */
  async take(request: SubscriptionRequest, signal?: AbortSignal): Promise<SubscriptionRead> {
    return this.#caller.call({
      api: SUBSCRIBE,
      billedUnits: 0,
      pace: 'caller',
      signal,
      send: (abortSignal) => this.#subscribe(request, abortSignal),
    });
  }

  async #subscribe(request: SubscriptionRequest, abortSignal: AbortSignal): Promise<SubscriptionRead> {
    const hangUp = new AbortController();
    const closing = AbortSignal.any([abortSignal, hangUp.signal, AbortSignal.timeout(MOST_MS)]);
    const taken = new TakenSample(request);
    try {
      const command = new SubscribeToShardCommand({
        ConsumerARN: request.consumerArn,
        ShardId: request.shardId,
        StartingPosition: positionOf(request.start),
      });
      const closed = whenAborted(closing);
      // An abort does not reach everything that the SDK waits for.
      const reply = await Promise.race([this.#client.send(command, { abortSignal: closing }), closed]);
      const events = reply?.EventStream?.[Symbol.asyncIterator]();
      while (events !== undefined && !taken.isEnough) {
        const step = await Promise.race([events.next(), closed]);
        if (step === null || step.done === true) break;
        taken.add(step.value);
      }
    } catch (error) {
      abortSignal.throwIfAborted();
      if (taken.isEmpty && hasCode(error, 'ResourceInUseException'))
        return { kind: 'in-use', message: showable(textIn(field(error, 'message'))) };
      if (taken.isEmpty && !closing.aborted) throw error;
      return taken.toRead(closing.aborted ? null : failureOf(error, { action: SUBSCRIBE, principal: null }));
    } finally {
      // Leaving the loop alone would leave the connection open, and AWS pushing.
      hangUp.abort();
    }
    abortSignal.throwIfAborted();
    return taken.toRead(null);
  }
}

/** What has come of a subscription. */
class TakenSample {
  readonly #request: SubscriptionRequest;
  readonly #records: ShardRecord[] = [];
  readonly #childShards: Shard[] = [];
  #events = 0;
  #bytes = 0;
  #unreadable = 0;
  #continuation: string | null = null;
  #behindMs: number | null = null;
  #isOver = false;

  constructor(request: SubscriptionRequest) {
    this.#request = request;
  }

  get isEmpty(): boolean {
    return this.#events === 0;
  }

  get isEnough(): boolean {
    const { records, bytes } = this.#request.enough;
    return this.#isOver || this.#behindMs === 0 || this.#records.length >= records || this.#bytes >= bytes;
  }

  /** @throws AwsError or the exception itself when this is no event of records */
  add(message: SubscribeToShardEventStream): void {
    const members: readonly unknown[] = Object.values(message);
    const exception = members.find((member) => member instanceof Error);
    if (exception !== undefined) throw exception;
    const event: unknown = message.SubscribeToShardEvent;
    const records = field(event, 'Records');
    if (!Array.isArray(records)) throw unreadable('the event lacks its records');
    if (this.#events >= MOST_EVENTS) throw unreadable(`more than ${String(MOST_EVENTS)} events in ${String(MOST_MS / 1000)} s`);
    this.#events += 1;
    for (const raw of records) {
      const record = readRecord(raw);
      if (record === null) this.#unreadable += 1;
      else {
        this.#records.push(record);
        this.#bytes += record.data.length;
      }
    }
    const behindMs = field(event, 'MillisBehindLatest');
    this.#behindMs = typeof behindMs === 'number' && Number.isFinite(behindMs) && behindMs >= 0 ? behindMs : null;
    this.#goOn(field(event, 'ContinuationSequenceNumber') ?? null, listIn(field(event, 'ChildShards')));
  }

  /** A shard ends with an event that names its children and no place to go on. An unknown end is not the end of a shard. */
  #goOn(continuation: unknown, children: readonly unknown[]): void {
    if (isSequenceNumber(continuation)) {
      this.#continuation = continuation;
      return;
    }
    if (continuation !== null || children.length === 0) throw unreadable('the event does not tell where to go on');
    this.#isOver = true;
    for (const raw of children.slice(0, MAX_CHILDREN)) {
      const shard = readChildShard(raw);
      if (shard !== null) this.#childShards.push(shard);
    }
  }

  /** @throws AwsError when there was no event at all, for silence is no empty shard */
  toRead(cutShort: AwsFailure | null): SubscriptionRead {
    if (this.isEmpty) throw new AwsError(failureFor('unreachable', SUBSCRIBE, 'no event came', { retryable: true }));
    const goOn = this.#continuation === null ? this.#request.start : { afterSequence: this.#continuation };
    return {
      kind: 'read',
      records: this.#records,
      unreadable: this.#unreadable,
      next: this.#isOver ? null : goOn,
      behindMs: this.#behindMs,
      childShards: this.#childShards,
      cutShort,
    };
  }
}

function positionOf(start: ShardStart): StartingPosition {
  if (start === 'latest') return { Type: 'LATEST' };
  if (start === 'oldest') return { Type: 'TRIM_HORIZON' };
  if ('at' in start) return { Type: 'AT_TIMESTAMP', Timestamp: new Date(start.at) };
  return { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: start.afterSequence };
}

const whenAborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve(null);
      },
      { once: true },
    );
  });

const unreadable = (message: string): AwsError => new AwsError(failureFor('internal', SUBSCRIBE, message, { retryable: true }));
