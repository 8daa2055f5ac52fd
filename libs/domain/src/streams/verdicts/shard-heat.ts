import type { EpochMs } from '@weir/contract';
import { writeUtilisation } from '../shard.js';
import { STREAM_LIMITS } from './limits.js';
import { closedMinutes, counted, sum } from './minutes.js';
import type { ShardFigures, ShardWindow } from './stream-facts.js';

/** How hot a shard has been in the recent minutes. */
export interface ShardHeat {
  readonly shardId: string;
  /** Of its write limit, over the minutes known of it. */
  readonly writeUtilisation: number;
  /** Records refused in all, and in how many minutes. */
  readonly throttled: number;
  readonly throttledMinutes: number;
  readonly throttledPerMinute: number;
  /** How many minutes are known: a child of a split has few at first. */
  readonly minutes: number;
  /** Since when every known minute refused records or was near the limit; null: the newest one was not. */
  readonly since: EpochMs | null;
}

/** How far back a heat is dated, minutes. */
const LONGEST_HEAT = 180;

/** The heat of every shard of which something is known: those that refuse most first, then by utilisation. */
export function shardHeats(shards: readonly ShardWindow[], now: EpochMs): ShardHeat[] {
  return shards
    .flatMap(({ shardId, minutes }): ShardHeat[] => {
      const recent = closedMinutes(minutes, now, STREAM_LIMITS.recentMinutes);
      if (recent.length === 0) return [];
      const seconds = 60 * recent.length;
      const throttles = recent.map(({ writeThrottled }) => counted(writeThrottled));
      return [
        {
          shardId,
          writeUtilisation: writeUtilisation({
            bytesPerSecond: sum(recent.map(({ incomingBytes }) => counted(incomingBytes))) / seconds,
            recordsPerSecond: sum(recent.map(({ incomingRecords }) => counted(incomingRecords))) / seconds,
          }),
          throttled: sum(throttles),
          throttledMinutes: throttles.filter((records) => records > 0).length,
          throttledPerMinute: sum(throttles) / recent.length,
          minutes: recent.length,
          since: heatedSince(closedMinutes(minutes, now, LONGEST_HEAT)),
        },
      ];
    })
    .sort((a, b) => b.throttled - a.throttled || b.writeUtilisation - a.writeUtilisation);
}

function heatedSince(newestFirst: readonly ShardFigures[]): EpochMs | null {
  const cool = newestFirst.findIndex((minute) => !isHot(minute));
  return newestFirst[(cool < 0 ? newestFirst.length : cool) - 1]?.at ?? null;
}

function isHot({ incomingBytes, incomingRecords, writeThrottled }: ShardFigures): boolean {
  const load = { bytesPerSecond: counted(incomingBytes) / 60, recordsPerSecond: counted(incomingRecords) / 60 };
  return counted(writeThrottled) > 0 || writeUtilisation(load) >= STREAM_LIMITS.nearLimit;
}
