import { MINUTE_MS } from '@weir/domain';
import { uniform } from '../chance/chance.js';
import { pollsPerSecond, sharesReads, type ConsumerMinute, type Reading } from '../streams/consumption.js';
import type { StreamShard } from '../streams/lineage.js';
import type { PutApi, PutCallMinute } from '../streams/put-calls.js';
import type { SimulatedStream } from '../streams/simulated-stream.js';
import { evenSamples, type Samples } from './metric-feed.js';

/** The company's producers put so many records in one call. */
const RECORDS_PER_CALL = 100;

/** What all shards took or refused in a minute, a sample a put call; null: nobody put anything. */
export function incoming(stream: SimulatedStream, minuteStart: number, field: 'bytes' | 'records' | 'rejected'): Samples | null {
  let [tried, value] = [0, 0];
  for (const minute of stream.arrivals.minuteOf(minuteStart).values()) {
    tried += minute.records + minute.rejected;
    value += minute[field];
  }
  for (const shard of stream.lineage.openWithin(minuteStart, minuteStart + MINUTE_MS - 1)) {
    const put = stream.puts.minute(shard, minuteStart);
    if (!put) continue;
    tried += put.records + put.rejected;
    value += put[field];
  }
  if (tried === 0 || (field !== 'rejected' && value === 0)) return null;
  return evenSamples(Math.ceil(tried / RECORDS_PER_CALL), value);
}

/** As `incoming`, of one shard. */
export function shardIncoming(
  stream: SimulatedStream,
  shard: StreamShard,
  minuteStart: number,
  field: 'bytes' | 'records' | 'rejected',
): Samples | null {
  const produced = stream.arrivals.shardMinute(shard, minuteStart);
  const put = stream.puts.minute(shard, minuteStart);
  const tried = produced.records + produced.rejected + (put ? put.records + put.rejected : 0);
  const value = produced[field] + (put?.[field] ?? 0);
  if (tried === 0 || (field !== 'rejected' && value === 0)) return null;
  return evenSamples(Math.ceil(tried / RECORDS_PER_CALL), value);
}

/** Calls of the company's producers, which use PutRecords, and those that came through the API. */
export function puts(stream: SimulatedStream, minuteStart: number, api: PutApi, value: (minute: PutCallMinute) => number): Samples | null {
  const total: PutCallMinute = { calls: 0, successful: 0, records: 0, accepted: 0, bytes: 0 };
  if (api === 'PutRecords') {
    for (const { records, rejected, bytes } of stream.arrivals.minuteOf(minuteStart).values()) {
      total.records += records + rejected;
      total.accepted += records;
      total.bytes += bytes;
    }
    total.calls = Math.ceil(total.records / RECORDS_PER_CALL);
    total.successful = total.accepted === 0 ? 0 : total.calls;
  }
  const called = stream.putCalls.minute(api, minuteStart);
  if (called) {
    total.calls += called.calls;
    total.successful += called.successful;
    total.records += called.records;
    total.accepted += called.accepted;
    total.bytes += called.bytes;
  }
  return total.calls === 0 ? null : evenSamples(total.calls, value(total));
}

interface ReadTotals {
  calls: number;
  throttled: number;
  records: number;
  bytes: number;
}

/** What one shard gave by GetRecords to the company's readers and to those that came through the API. */
function readTotals(stream: SimulatedStream, shard: StreamShard, minuteStart: number, into: ReadTotals): void {
  for (const consumer of stream.consumption.consumersIn(minuteStart)) {
    const reading = sharesReads(consumer) ? stream.consumption.reading(consumer, shard) : null;
    if (!reading) continue;
    into.calls += pollsPerSecond(consumer) * 60;
    into.records += reading.records;
    into.bytes += reading.bytes;
  }
  const read = stream.reads.minute(shard, minuteStart);
  if (!read) return;
  into.calls += read.calls;
  into.throttled += read.throttled;
  into.records += read.records;
  into.bytes += read.bytes;
}

function samplesOf(totals: ReadTotals, value: (totals: ReadTotals) => number): Samples | null {
  const count = totals.calls + totals.throttled;
  return count === 0 ? null : evenSamples(count, value(totals));
}

/** What all shards gave by GetRecords in a minute, a sample a call; null: nobody called. */
export function outgoing(stream: SimulatedStream, minuteStart: number, value: (totals: ReadTotals) => number): Samples | null {
  const totals: ReadTotals = { calls: 0, throttled: 0, records: 0, bytes: 0 };
  for (const shard of readShards(stream, minuteStart)) readTotals(stream, shard, minuteStart, totals);
  return samplesOf(totals, value);
}

/** As `outgoing`, of one shard. */
export function shardOutgoing(
  stream: SimulatedStream,
  shard: StreamShard,
  minuteStart: number,
  value: (totals: ReadTotals) => number,
): Samples | null {
  const totals: ReadTotals = { calls: 0, throttled: 0, records: 0, bytes: 0 };
  readTotals(stream, shard, minuteStart, totals);
  return samplesOf(totals, value);
}

/** The shards that somebody may have read in a minute. */
function readShards(stream: SimulatedStream, minuteStart: number): Iterable<StreamShard> {
  const shards = new Set(stream.lineage.openWithin(minuteStart, minuteStart + MINUTE_MS - 1));
  for (const consumer of stream.consumption.consumersIn(minuteStart)) {
    for (const shard of stream.consumption.shardsRead(consumer)) shards.add(shard);
  }
  for (const index of stream.reads.shardsIn(minuteStart)) {
    const shard = stream.lineage.shards[index];
    if (shard) shards.add(shard);
  }
  return shards;
}

/** Milliseconds of age of the last record of each GetRecords call; null: nobody called. `only` null: of all shards. */
export function iteratorAge(stream: SimulatedStream, minuteStart: number, only: StreamShard | null): Samples | null {
  let [count, sum, max, min] = [0, 0, 0, Infinity];
  const add = (calls: number, ageMs: number): void => {
    count += calls;
    sum += calls * ageMs;
    max = Math.max(max, ageMs);
    min = Math.min(min, ageMs);
  };
  for (const shard of only ? [only] : readShards(stream, minuteStart)) {
    for (const consumer of stream.consumption.consumersIn(minuteStart)) {
      const reading = sharesReads(consumer) ? stream.consumption.reading(consumer, shard) : null;
      if (reading) add(pollsPerSecond(consumer) * 60, ageOf(reading, consumer));
    }
    const read = stream.reads.minute(shard, minuteStart);
    if (!read || read.calls === 0) continue;
    add(read.calls - 1, (read.ageSum - read.ageMax) / Math.max(1, read.calls - 1));
    add(1, read.ageMax);
  }
  return count === 0 ? null : { count, sum: Math.round(sum), min: Math.round(min), max: Math.round(max) };
}

/** At the tip of a silent shard there is no last record: the age is none. */
export const ageOf = ({ records, lagMs }: Reading, { end }: ConsumerMinute): number =>
  records === 0 && end.behindMs === 0 && end.poisonedHash === null ? 0 : Math.round(lagMs);

/** Milliseconds of each of these calls, near `usualMs`. */
export function latency(stream: SimulatedStream, minuteStart: number, calls: Samples | null, usualMs: number): Samples | null {
  if (!calls) return null;
  const each = usualMs * (0.8 + 0.6 * uniform(stream.seed, minuteStart / MINUTE_MS, usualMs));
  return { count: calls.count, sum: each * calls.count, min: each * 0.4, max: each * 3 };
}
