import { MINUTE_MS } from '@weir/domain';
import type { Arrivals } from './arrivals.js';
import type { ConsumerProgress, Standing } from './consumer-progress.js';
import type { Lineage, StreamShard } from './lineage.js';
import type { PutLog } from './put-log.js';

/** The stream, as far as its consumers see it. */
interface ConsumedStream {
  readonly createdAt: number;
  readonly lineage: Lineage;
  readonly arrivals: Arrivals;
  readonly puts: PutLog;
  consumersAt(now: number): readonly ConsumerProgress[];
}

/** A consumer at the beginning and at the end of a minute. */
export interface ConsumerMinute {
  readonly progress: ConsumerProgress;
  readonly start: Standing;
  readonly end: Standing;
}

/** What a consumer read from one shard in one minute, and how far behind it was at its end. */
export interface Reading {
  readonly records: number;
  readonly bytes: number;
  readonly lagMs: number;
}

/** What the company's consumers did in minutes that are over; the standing of each is worked out once a minute, not once a shard. */
export class Consumption {
  private readonly minutes = new Map<number, readonly ConsumerMinute[]>();

  constructor(private readonly stream: ConsumedStream) {}

  consumersIn(minuteStart: number): readonly ConsumerMinute[] {
    let consumers = this.minutes.get(minuteStart);
    if (!consumers) {
      const end = minuteStart + MINUTE_MS;
      consumers = this.stream.consumersAt(minuteStart).map((progress) => ({
        progress,
        start: progress.standingAt(minuteStart),
        end: progress.standingAt(end - 1),
      }));
      this.minutes.set(minuteStart, consumers);
      if (this.minutes.size > 20_000) this.minutes.delete(this.minutes.keys().next().value ?? 0);
    }
    return consumers;
  }

  /** null: the consumer did not read this shard in that minute. */
  reading({ progress, start, end }: ConsumerMinute, shard: StreamShard): Reading | null {
    if (end.state !== 'working') return null;
    const lagMs = progress.lagMs(shard, end);
    const from = Math.max(shard.openedAt, start.at - progress.lagMs(shard, start));
    const to = Math.min(shard.closedAt, end.at + 1 - lagMs);
    if (end.at < shard.openedAt || from >= shard.closedAt) return null;
    let [records, bytes] = [0, 0];
    for (let minute = Math.floor(from / MINUTE_MS) * MINUTE_MS; minute < to; minute += MINUTE_MS) {
      const part = (Math.min(to, minute + MINUTE_MS) - Math.max(from, minute)) / MINUTE_MS;
      const produced = this.stream.arrivals.shardMinute(shard, minute);
      const put = this.stream.puts.minute(shard, minute);
      records += (produced.records + (put?.records ?? 0)) * part;
      bytes += (produced.bytes + (put?.bytes ?? 0)) * part;
    }
    return { records: Math.round(records), bytes: Math.round(bytes), lagMs };
  }

  /** The shards that a consumer may have read in a minute: those open in it, and closed ones it had not finished. */
  shardsRead({ start, end }: ConsumerMinute): Iterable<StreamShard> {
    const behind = Math.max(start.behindMs, start.poisonedBehindMs) + MINUTE_MS;
    return this.stream.lineage.openWithin(Math.max(this.stream.createdAt, start.at - behind), end.at);
  }
}

/** Whether a consumer shares the shard's read limit by GetRecords. */
export function sharesReads({ progress: { consumer } }: ConsumerMinute): boolean {
  return (
    consumer.kind === 'application' || consumer.kind === 'delivery-stream' || (consumer.kind === 'function' && consumer.through === null)
  );
}

/** GetRecords calls a second on each shard. Lambda polls once a second. Source: AWS Lambda Developer Guide, "Polling and batching streams". */
export const pollsPerSecond = ({ progress: { consumer } }: ConsumerMinute): number =>
  consumer.kind === 'application' ? consumer.pollsPerSecond : 1;
