import { writeUtilisation, type Load } from '../shard.js';
import { demandFactor } from './demand.js';
import type { ShardKeys } from './gather-keys.js';
import { cellOf, type PlacedShard, type ShardReadings } from './heatmap.js';
import { studentQuantile } from './load-bounds.js';
import type { MeasuredShard } from './measured-shard.js';

/** Fewer records say nothing about a rate. */
const LEAST_DRAWS = 8;
/** Samples waver; a shard whose load has changed by half is another case than the one measured. */
const CHANGED_BY = 1.5;
/** Standard deviations beyond which a rate is another one: that of `n` records wavers by the root of `n`. Few records tell a great change. */
const DEVIATIONS = 3;
/** Of fewer minutes their deviation says nothing; then a load that has not changed by `CHANGED_BY` is all that is known. */
const LEAST_MINUTES = 3;

/**
 * The load of each shard over some minutes of CloudWatch, with bounds: between what was accepted and what was demanded at most, by as much as
 * its minutes differ (Student's distribution, for one minute more). It measures minutes late, so where the newest samples say that the
 * load has changed since, they count.
 * @param minutes as measured, or longer steps of a time gone by; others are left out
 * @param newest what was sampled of late; none where the minutes are of a time gone by
 */
export function measureShards(
  shards: readonly PlacedShard[],
  minutes: readonly ShardReadings[],
  newest: readonly ShardKeys[],
): ReadonlyMap<string, MeasuredShard> {
  const metered = minutes.filter(({ source }) => source === 'metrics');
  const samples = new Map(newest.map((shard) => [shard.shardId, shard]));
  const measured = new Map<string, MeasuredShard>();
  for (const { shardId, ordinal } of shards) {
    const known = metered.flatMap((minute) => minuteOfShard(minute, ordinal));
    if (known.length === 0) continue;
    const accepted: Load = { bytesPerSecond: meanOf(known, 'bytes'), recordsPerSecond: meanOf(known, 'records') };
    const demand = demandFactor(accepted.recordsPerSecond, meanOf(known, 'refused'));
    const sampled = samples.get(shardId);
    if (sampled !== undefined && differs(sampled, accepted)) {
      measured.set(shardId, { load: sampled.sampledLoad, span: { low: 1, high: 1 }, total: null, isSampled: true });
      continue;
    }
    const load = {
      bytesPerSecond: demand.estimate * accepted.bytesPerSecond,
      recordsPerSecond: demand.estimate * accepted.recordsPerSecond,
    };
    const low = nextMinute(known.map(utilisationOf)).low;
    const high = nextMinute(known.map((minute) => demandFactor(minute.records, minute.refused).high * utilisationOf(minute))).high;
    const utilisation = writeUtilisation(load);
    const span = utilisation > 0 ? { low: Math.min(1, low / utilisation), high: Math.max(1, high / utilisation) } : { low: 1, high: 1 };
    measured.set(shardId, { load, span, total: null, isSampled: false });
  }
  return measured;
}

/** Per second. */
interface MinuteOfShard {
  readonly bytes: number;
  readonly records: number;
  readonly refused: number;
}

function minuteOfShard(minute: ShardReadings, ordinal: number): MinuteOfShard[] {
  const bytes = cellOf('writeBytes', minute, ordinal);
  if (Number.isNaN(bytes)) return [];
  const seconds = 60 * (minute.values.writeThrottled?.known[ordinal] ?? 0);
  const refused = seconds > 0 ? orNone(cellOf('throttled', minute, ordinal)) / seconds : 0;
  return [{ bytes, records: orNone(cellOf('writeRecords', minute, ordinal)), refused }];
}

/** A minute tells no refusals where there were none. */
const orNone = (value: number): number => (Number.isNaN(value) ? 0 : value);

const meanOf = (minutes: readonly MinuteOfShard[], what: keyof MinuteOfShard): number =>
  minutes.reduce((sum, minute) => sum + minute[what], 0) / minutes.length;

const utilisationOf = ({ bytes, records }: MinuteOfShard): number => writeUtilisation({ bytesPerSecond: bytes, recordsPerSecond: records });

/** Between what one more minute like these lies. */
function nextMinute(values: readonly number[]): { readonly low: number; readonly high: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < LEAST_MINUTES) return { low: mean / CHANGED_BY, high: mean * CHANGED_BY };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const margin = studentQuantile(values.length - 1) * Math.sqrt(variance * (1 + 1 / values.length));
  return { low: Math.max(0, mean - margin), high: mean + margin };
}

/** Whether what was sampled is another load than the one measured. Samples see what was accepted, so they are compared with that. */
export function differs({ sampledLoad, draws }: ShardKeys, accepted: Load): boolean {
  const [now, before] = [writeUtilisation(sampledLoad), writeUtilisation(accepted)];
  const by = Math.max(CHANGED_BY, 1 + DEVIATIONS / Math.sqrt(draws.records.count));
  return draws.records.count >= LEAST_DRAWS && (now > by * before || now * by < before);
}
