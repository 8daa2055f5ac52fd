import { SHARD_READ_BYTES_PER_SECOND } from '@weir/domain';
import type { StreamShard } from './lineage.js';
import type { PushLog } from './push-log.js';
import type { RecordReader } from './record-reader.js';
import { preceding, type Position } from './sequence.js';
import type { StoredRecord } from './stored-record.js';

/** What a subscriber is sent next. */
export type Push =
  | {
      readonly kind: 'records';
      /** Empty: a sign of life, and of how far the shard has come. */
      readonly records: readonly StoredRecord[];
      /** The place to carry on after; null: the shard is closed and this was its end. */
      readonly continuation: Position | null;
      readonly behindMs: number;
      readonly children: readonly StreamShard[];
    }
  /** Nothing to send yet. */
  | { readonly kind: 'wait' }
  /** Its five minutes are over, or its shard. */
  | { readonly kind: 'end' }
  /** Somebody else subscribed to the shard through the same consumer. */
  | { readonly kind: 'taken-over' }
  /** The consumer was deregistered, or the stream deleted. */
  | { readonly kind: 'gone' };

/** The stream, as far as its subscriptions see it. */
export interface PushingStream {
  readonly reader: RecordReader;
  readonly lineage: { childrenOf(shard: StreamShard): readonly StreamShard[] };
  readonly pushed: PushLog;
  readonly registered: readonly Registered[];
  advance(now: number): void;
  horizon(now: number): number;
  isGone(now: number): boolean;
}

export interface Registered {
  readonly name: string;
  readonly arn: string;
}

/** A subscription lasts so long. Source: Kinesis API Reference, SubscribeToShard. */
const LIVES_MS = 5 * 60_000;
/** What one event carries at most. AWS gives no figure. */
const EVENT_LIMITS = { records: 500, bytes: 262_144 };
/** Events come at least so often, empty where there is nothing. AWS gives no figure. */
const SIGN_OF_LIFE_MS = 5_000;

/**
 * One consumer's subscription to one shard: pushes records as fast as enhanced fan-out allows, 2 MiB a second of the consumer's own. It
 * knows no clock: who carries the events says what time it is.
 */
export class Subscription {
  private room = SHARD_READ_BYTES_PER_SECOND;
  private filledAt: number;
  private sentAt: number | null = null;
  private over: 'end' | 'taken-over' | null = null;

  constructor(
    private readonly stream: PushingStream,
    private readonly shard: StreamShard,
    private readonly consumer: Registered,
    private position: Position,
    readonly openedAt: number,
  ) {
    this.filledAt = openedAt;
  }

  takeOver(): void {
    this.over ??= 'taken-over';
  }

  next(now: number): Push {
    if (this.over) return { kind: this.over };
    this.stream.advance(now);
    if (!this.stream.registered.includes(this.consumer) || this.stream.isGone(now)) return { kind: 'gone' };
    if (now >= this.openedAt + LIVES_MS) return { kind: 'end' };
    this.room = Math.min(SHARD_READ_BYTES_PER_SECOND, this.room + ((now - this.filledAt) / 1000) * SHARD_READ_BYTES_PER_SECOND);
    this.filledAt = now;
    return this.room > 0 ? this.push(now) : { kind: 'wait' };
  }

  private push(now: number): Push {
    const { stream, shard } = this;
    const read = stream.reader.read(shard, this.position, stream.horizon(now), EVENT_LIMITS, now);
    const last = read.records.at(-1);
    const isFinished = read.atTip && shard.closedAt <= now;
    if (!last && !isFinished && this.sentAt !== null && now < this.sentAt + SIGN_OF_LIFE_MS) return { kind: 'wait' };
    const behindMs = read.atTip || !last ? 0 : Math.max(0, now - last.position.at);
    this.position = read.next;
    this.room -= read.bytes;
    this.sentAt = now;
    if (isFinished) this.over = 'end';
    stream.pushed.countEvent(this.consumer.name, { records: read.records.length, bytes: read.bytes, behindMs }, now);
    return {
      kind: 'records',
      records: read.records,
      continuation: isFinished ? null : preceding(read.next),
      behindMs,
      children: isFinished ? stream.lineage.childrenOf(shard) : [],
    };
  }
}
