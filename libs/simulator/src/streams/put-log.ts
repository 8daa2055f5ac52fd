import { MINUTE_MS } from '@weir/domain';
import type { StreamShard } from './lineage.js';
import { FIRST_PUT_ORDER, precedes, type Position } from './sequence.js';
import type { StoredRecord } from './stored-record.js';

/** What came through the API in one minute of one shard. */
export interface PutMinute {
  records: number;
  bytes: number;
  rejected: number;
  rejectedBytes: number;
}

interface ShardPuts {
  readonly records: StoredRecord[];
  readonly minutes: Map<number, PutMinute>;
  /** The second that is being filled. */
  second: number;
  secondRecords: number;
  secondBytes: number;
}

/** Kept in one shard; beyond, the oldest are dropped although their retention has not ended. */
const MOST_RECORDS = 100_000;
const MOST_MINUTES = 2 * 24 * 60;

/** Records put in through the API, shard by shard. */
export class PutLog {
  private readonly shards = new Map<number, ShardPuts>();
  private order = FIRST_PUT_ORDER;

  /** What the shard has taken through the API in the second of `now` so far. */
  takenThisSecond(shard: StreamShard, now: number): { readonly records: number; readonly bytes: number } {
    const puts = this.shards.get(shard.index);
    if (!puts || puts.second !== Math.floor(now / 1000)) return { records: 0, bytes: 0 };
    return { records: puts.secondRecords, bytes: puts.secondBytes };
  }

  /** Keeps a record that the shard has room for. */
  accept(shard: StreamShard, record: Omit<StoredRecord, 'position'>, now: number): Position {
    const puts = this.putsOf(shard, now);
    const position = { at: now, order: this.order++ };
    puts.records.push({ ...record, position });
    if (puts.records.length > MOST_RECORDS) puts.records.splice(0, MOST_RECORDS / 10);
    puts.secondRecords++;
    puts.secondBytes += record.bytes;
    const minute = this.minuteFor(puts, now);
    minute.records++;
    minute.bytes += record.bytes;
    return position;
  }

  /** Counts a record that the shard had no room for. */
  reject(shard: StreamShard, bytes: number, now: number): void {
    const minute = this.minuteFor(this.putsOf(shard, now), now);
    minute.rejected++;
    minute.rejectedBytes += bytes;
  }

  /** The place behind everything that has come by now. */
  tip(now: number): Position {
    return { at: now, order: this.order };
  }

  /** null: nothing came through the API in that minute. */
  minute(shard: StreamShard, minuteStart: number): PutMinute | null {
    return this.shards.get(shard.index)?.minutes.get(minuteStart) ?? null;
  }

  /** Records from a place on up to an instant (inclusive), in order. */
  *between(shard: StreamShard, from: Position, to: number): Generator<StoredRecord> {
    const records = this.shards.get(shard.index)?.records ?? [];
    let low = 0;
    let high = records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const record = records[middle];
      if (record && precedes(record.position, from)) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < records.length; at++) {
      const record = records[at];
      if (!record || record.position.at > to) return;
      yield record;
    }
  }

  private putsOf(shard: StreamShard, now: number): ShardPuts {
    let puts = this.shards.get(shard.index);
    if (!puts) {
      puts = { records: [], minutes: new Map(), second: 0, secondRecords: 0, secondBytes: 0 };
      this.shards.set(shard.index, puts);
    }
    const second = Math.floor(now / 1000);
    if (puts.second !== second) Object.assign(puts, { second, secondRecords: 0, secondBytes: 0 });
    return puts;
  }

  private minuteFor(puts: ShardPuts, now: number): PutMinute {
    const start = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    let minute = puts.minutes.get(start);
    if (!minute) {
      minute = { records: 0, bytes: 0, rejected: 0, rejectedBytes: 0 };
      puts.minutes.set(start, minute);
      if (puts.minutes.size > MOST_MINUTES) puts.minutes.delete(puts.minutes.keys().next().value ?? 0);
    }
    return minute;
  }
}
