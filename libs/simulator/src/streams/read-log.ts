import { MINUTE_MS, SHARD_READ_BYTES_PER_SECOND } from '@weir/domain';
import type { StreamShard } from './lineage.js';

/** GetRecords calls a shard answers in a second. Source: Kinesis Data Streams Developer Guide, "Quotas and limits". */
export const READ_CALLS_PER_SECOND = 5;

/** What was read from one shard by GetRecords through the API in one minute. */
export interface ReadMinute {
  calls: number;
  throttled: number;
  records: number;
  bytes: number;
  /** Of the last record of each call; 0 when it came to the tip. Milliseconds. */
  ageMax: number;
  ageSum: number;
}

interface ShardReads {
  readonly minutes: Map<number, ReadMinute>;
  second: number;
  calls: number;
  bytes: number;
  /** A reply beyond a second's worth closes the shard for the seconds it took. */
  closedUntil: number;
}

const MOST_MINUTES = 2 * 24 * 60;

/** Readers that come through the API, and the limits they share with the company's own. */
export class ReadLog {
  private readonly shards = new Map<number, ShardReads>();

  /**
   * Whether a shard answers one more call at `now`. `others`: calls and bytes that the company's own readers take of each second. A
   * refusal is counted.
   */
  admit(shard: StreamShard, now: number, others: { readonly calls: number; readonly bytes: number }): boolean {
    const reads = this.readsOf(shard, now);
    const open =
      now >= reads.closedUntil &&
      reads.calls + others.calls < READ_CALLS_PER_SECOND &&
      reads.bytes + others.bytes < SHARD_READ_BYTES_PER_SECOND;
    if (open) reads.calls++;
    else this.minuteFor(reads, now).throttled++;
    return open;
  }

  /** Counts an answer. */
  count(shard: StreamShard, answer: { readonly records: number; readonly bytes: number; readonly ageMs: number }, now: number): void {
    const reads = this.readsOf(shard, now);
    reads.bytes += answer.bytes;
    if (answer.bytes > SHARD_READ_BYTES_PER_SECOND) reads.closedUntil = now + Math.ceil(answer.bytes / SHARD_READ_BYTES_PER_SECOND) * 1000;
    const minute = this.minuteFor(reads, now);
    minute.calls++;
    minute.records += answer.records;
    minute.bytes += answer.bytes;
    minute.ageMax = Math.max(minute.ageMax, answer.ageMs);
    minute.ageSum += answer.ageMs;
  }

  /** null: nobody called through the API in that minute. */
  minute(shard: StreamShard, minuteStart: number): ReadMinute | null {
    return this.shards.get(shard.index)?.minutes.get(minuteStart) ?? null;
  }

  /** Numbers of the shards that were read in a minute. */
  shardsIn(minuteStart: number): number[] {
    return [...this.shards].flatMap(([index, { minutes }]) => (minutes.has(minuteStart) ? [index] : []));
  }

  private readsOf(shard: StreamShard, now: number): ShardReads {
    let reads = this.shards.get(shard.index);
    if (!reads) {
      reads = { minutes: new Map(), second: 0, calls: 0, bytes: 0, closedUntil: 0 };
      this.shards.set(shard.index, reads);
    }
    const second = Math.floor(now / 1000);
    if (reads.second !== second) Object.assign(reads, { second, calls: 0, bytes: 0 });
    return reads;
  }

  private minuteFor(reads: ShardReads, now: number): ReadMinute {
    const start = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    let minute = reads.minutes.get(start);
    if (!minute) {
      minute = { calls: 0, throttled: 0, records: 0, bytes: 0, ageMax: 0, ageSum: 0 };
      reads.minutes.set(start, minute);
      if (reads.minutes.size > MOST_MINUTES) reads.minutes.delete(reads.minutes.keys().next().value ?? 0);
    }
    return minute;
  }
}
