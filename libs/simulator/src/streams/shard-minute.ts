import { MINUTE_MS, SHARD_WRITE_LIMIT } from '@weir/domain';
import { mix, poisson, uniform } from '../chance/chance.js';
import { AGGREGATE_BYTES, type Portion } from './placement.js';
import { baseRate, extraRate, type Regime } from './regime.js';

/** What reached one shard in one minute, or in a part of it. Records as Kinesis counts them: an aggregate is one. */
export interface ShardMinute {
  records: number;
  bytes: number;
  /** Tries that were refused. A record that was tried three times in vain counts three times. */
  rejected: number;
  rejectedBytes: number;
  /** Records of the application: more than `records` where a producer aggregates. */
  userRecords: number;
}

/** Which records the shard accepted. */
export interface AcceptedSeconds {
  readonly portions: readonly Portion[];
  /** User records by second of the minute × portion. */
  readonly counts: Uint32Array;
}

const SECONDS = 60;
const DRAW = { count: 1, offset: 2, burst: 3, rounding: 4, again: 5 } as const;

/** How the load spreads over the seconds of a minute: shares that have come by the start of each second, and the largest share. */
export interface Spread {
  readonly cumulative: Float64Array;
  readonly largest: number;
}

export function spreadOf(regime: Regime, minuteStart: number, streamSeed: number): Spread {
  const cumulative = new Float64Array(SECONDS + 1);
  const weights = new Float64Array(SECONDS).fill(1);
  const { burst } = regime;
  if (burst) {
    const first = mix(streamSeed, minuteStart / MINUTE_MS, DRAW.burst) % SECONDS;
    const stride = SECONDS / burst.seconds;
    for (let at = 0; at < burst.seconds; at++) weights[Math.floor(first + at * stride) % SECONDS] = burst.factor;
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (let second = 0; second < SECONDS; second++) {
    sum += weights[second] ?? 0;
    cumulative[second + 1] = sum / total;
  }
  return { cumulative, largest: Math.max(...weights) / total };
}

/**
 * What a shard accepts and refuses of its portions between two seconds of a minute. All chance is drawn from (portion, minute), whatever the
 * seconds asked for, so that a stream that is resharded in the middle of a minute keeps what had happened before. A shard takes so
 * many records and bytes in each second; what it refuses is tried again in the next, as long as the minute lasts.
 */
export function shardMinute(
  regime: Regime,
  portions: readonly Portion[],
  minuteStart: number,
  spread: Spread,
  fromSecond: number,
  toSecond: number,
  keepSeconds: Uint32Array | null,
): ShardMinute {
  const total: ShardMinute = { records: 0, bytes: 0, rejected: 0, rejectedBytes: 0, userRecords: 0 };
  const width = portions.length;
  if (width === 0) return total;
  const minute = minuteStart / MINUTE_MS;
  const rate = baseRate(regime, minuteStart);
  const counts = new Float64Array(width);
  const offsets = new Float64Array(width);
  let offered = 0;
  let offeredBytes = 0;
  portions.forEach((portion, at) => {
    const extra = portion.head ? extraRate(portion.head, minuteStart) * portion.extraShare : 0;
    const count = poisson((rate * portion.share + extra) * SECONDS, portion.seed, minute, DRAW.count);
    counts[at] = count;
    offsets[at] = uniform(portion.seed, minute, DRAW.offset);
    offered += count;
    offeredBytes += count * portion.bytes;
  });
  if (offered === 0) return total;
  const perAggregate = regime.producer.kind === 'kpl' ? regime.producer.recordsPerAggregate : 1;
  const calm =
    (offered * spread.largest + width) / perAggregate + 1 <= SHARD_WRITE_LIMIT.recordsPerSecond &&
    offeredBytes * spread.largest + portions.reduce((sum, { bytes }) => sum + bytes, 0) <= SHARD_WRITE_LIMIT.bytesPerSecond * 0.98;
  if (calm && perAggregate === 1 && !keepSeconds) {
    portions.forEach((portion, at) => {
      const count = arrivals(counts[at] ?? 0, offsets[at] ?? 0, spread, fromSecond, toSecond);
      total.records += count;
      total.bytes += count * portion.bytes;
    });
    total.userRecords = total.records;
    return total;
  }
  const keep = 1 - 1 / regime.producer.attempts;
  const waiting = new Float64Array(width);
  for (let second = fromSecond; second < toSecond; second++) {
    let tried = 0;
    let triedBytes = 0;
    for (let at = 0; at < width; at++) {
      const count = (waiting[at] ?? 0) + arrivals(counts[at] ?? 0, offsets[at] ?? 0, spread, second, second + 1);
      waiting[at] = count;
      tried += count;
      triedBytes += count * (portions[at]?.bytes ?? 0);
    }
    if (tried === 0) continue;
    const room = Math.min(
      1,
      (SHARD_WRITE_LIMIT.recordsPerSecond * perAggregate) / tried,
      SHARD_WRITE_LIMIT.bytesPerSecond / (triedBytes + (perAggregate > 1 ? Math.ceil(tried / perAggregate) * AGGREGATE_BYTES : 0)),
    );
    const seed = portions[0]?.seed ?? 0;
    let carry = room < 1 ? uniform(seed, minute * SECONDS + second, DRAW.rounding) : 0;
    let accepted = 0;
    let refused = 0;
    for (let at = 0; at < width; at++) {
      const portion = portions[at];
      const count = waiting[at] ?? 0;
      if (!portion || count === 0) continue;
      // Rounding errors are handed on from portion to portion, so that the sum is right.
      carry += count * room;
      const taken = room < 1 ? Math.min(count, Math.floor(carry)) : count;
      carry -= taken;
      accepted += taken;
      refused += count - taken;
      total.bytes += taken * portion.bytes;
      total.rejectedBytes += (count - taken) * portion.bytes;
      if (keepSeconds) keepSeconds[second * width + at] = taken;
      waiting[at] = Math.floor((count - taken) * keep + uniform(portion.seed, minute * SECONDS + second, DRAW.again));
    }
    const aggregates = Math.ceil(accepted / perAggregate);
    total.userRecords += accepted;
    total.records += aggregates;
    if (perAggregate > 1) total.bytes += aggregates * AGGREGATE_BYTES;
    total.rejected += Math.ceil(refused / perAggregate);
  }
  return total;
}

/** Of `count` records spread evenly over the minute's load, how many come in these seconds. Parts of a minute add up to the whole. */
function arrivals(count: number, offset: number, { cumulative }: Spread, fromSecond: number, toSecond: number): number {
  return Math.ceil(count * (cumulative[toSecond] ?? 1) - offset) - Math.ceil(count * (cumulative[fromSecond] ?? 0) - offset);
}
