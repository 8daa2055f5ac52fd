import { MINUTE_MS } from '@weir/domain';
import type { Arrivals } from './arrivals.js';
import type { StreamShard } from './lineage.js';
import { recordsOfSecond } from './produced-records.js';
import type { PutLog } from './put-log.js';
import { firstPosition, following, precedes, type Position } from './sequence.js';
import type { StoredRecord } from './stored-record.js';

export interface ReadLimits {
  readonly records: number;
  readonly bytes: number;
}

export interface RecordsRead {
  readonly records: readonly StoredRecord[];
  readonly bytes: number;
  /** Where to go on. */
  readonly next: Position;
  /** Everything there was by now has been given, or passed over. */
  readonly atTip: boolean;
}

/** Reads a shard from a place on: the company's records and those put in through the API, in one order. */
export class RecordReader {
  constructor(
    private readonly arrivals: Arrivals,
    private readonly puts: PutLog,
  ) {}

  /** @param horizon what arrived before is gone; epoch milliseconds */
  read(shard: StreamShard, from: Position, horizon: number, limits: ReadLimits, now: number): RecordsRead {
    const earliest = { at: Math.max(horizon, shard.openedAt), order: 0 };
    const start = precedes(from, earliest) ? earliest : from;
    const until = Math.min(now, shard.closedAt - 1);
    const records: StoredRecord[] = [];
    let bytes = 0;
    for (const record of this.merged(shard, start, until)) {
      const last = records.at(-1);
      if (records.length >= limits.records || (last && bytes + record.bytes > limits.bytes)) {
        return { records, bytes, next: last ? following(last.position) : start, atTip: false };
      }
      records.push(record);
      bytes += record.bytes;
    }
    const tip = this.puts.tip(now);
    return { records, bytes, next: precedes(tip, start) ? start : tip, atTip: true };
  }

  /** The place behind everything that has come by now. */
  latest(now: number): Position {
    return this.puts.tip(now);
  }

  trimHorizon(shard: StreamShard, horizon: number): Position {
    return { at: Math.max(firstPosition(shard).at, horizon), order: 0 };
  }

  private *merged(shard: StreamShard, from: Position, until: number): Generator<StoredRecord> {
    const puts = this.puts.between(shard, from, until);
    let put = puts.next();
    for (const record of this.produced(shard, from, until)) {
      while (!put.done && precedes(put.value.position, record.position)) {
        yield put.value;
        put = puts.next();
      }
      yield record;
    }
    for (; !put.done; put = puts.next()) yield put.value;
  }

  private *produced(shard: StreamShard, from: Position, until: number): Generator<StoredRecord> {
    for (let minute = Math.floor(from.at / MINUTE_MS) * MINUTE_MS; minute <= until; minute += MINUTE_MS) {
      const isOver = minute + MINUTE_MS <= until;
      if (isOver && this.arrivals.shardMinute(shard, minute).records === 0) continue;
      const detail = this.arrivals.detailOf(shard, minute);
      const first = Math.max(0, Math.floor((from.at - minute) / 1000));
      const last = Math.min(59, Math.floor((until - minute) / 1000));
      for (let second = first; second <= last; second++) {
        for (const record of recordsOfSecond(detail, minute, second)) {
          if (!precedes(record.position, from) && record.position.at <= until) yield record;
        }
      }
    }
  }
}
