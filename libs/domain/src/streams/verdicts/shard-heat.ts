import type { EpochMs } from '@weir/contract';
import { writeUtilisation } from '../shard.js';
import { STREAM_LIMITS } from './limits.js';
import { closedMinutes, counted, sum } from './minutes.js';
import type { ShardFigures, ShardHeat, ShardWindow } from './stream-facts.js';

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
