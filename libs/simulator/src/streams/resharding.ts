import { MINUTE_MS, SHARD_WRITE_LIMIT, widthOf } from '@weir/domain';
import type { StreamMode } from '../estate/stream-blueprint.js';
import type { Arrivals } from './arrivals.js';
import type { Chapters } from './chapters.js';
import { middleOf, type Lineage, type StreamShard } from './lineage.js';
import { baseRate, extraRate } from './regime.js';

const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
/** 1970-01-01 was a Thursday. */
const FIRST_MONDAY_MS = 4 * 24 * 60 * MINUTE_MS;

/** On-demand capacity is looked at every so often, and a shard must have been busy for so long. */
const ON_DEMAND_STEP_MS = 5 * MINUTE_MS;
const ON_DEMAND_BUSY_MS = 15 * MINUTE_MS;
/** An on-demand shard is split above about half its limit. Source: Kinesis Data Streams Developer Guide, "On-demand mode" (500 kB/s). */
const ON_DEMAND_BUSY_SHARE = 0.5;
const MOST_ON_DEMAND_SHARDS = 64;

/** Splits and merges that come by themselves: as planned, and where capacity is on demand. */
export class Resharding {
  constructor(
    private readonly lineage: Lineage,
    private readonly chapters: Chapters,
    private readonly arrivals: Arrivals,
  ) {}

  /** The next instant after `after` at which something may happen. Epoch milliseconds; Infinity: never. */
  nextAfter(after: number, mode: StreamMode): number {
    const { blueprint, from } = this.chapters.at(after);
    const { reshards: plan } = blueprint;
    let next = this.chapters.nextBeginningAfter(after);
    if (plan.kind === 'weekly') {
      for (const minute of [plan.splitAtMinute, plan.mergeAtMinute]) {
        const offset = FIRST_MONDAY_MS + minute * MINUTE_MS;
        next = Math.min(next, (Math.floor((after - offset) / WEEK_MS) + 1) * WEEK_MS + offset);
      }
    }
    if (!Number.isFinite(from)) return next;
    if (plan.kind === 'restless') {
      const stepMs = plan.everyMinutes * MINUTE_MS;
      next = Math.min(next, from + (Math.floor((after - from) / stepMs) + 1) * stepMs);
    }
    if (mode === 'ON_DEMAND') next = Math.min(next, (Math.floor(after / ON_DEMAND_STEP_MS) + 1) * ON_DEMAND_STEP_MS);
    return next;
  }

  /** What happens at one of those instants. */
  actAt(at: number, mode: StreamMode): void {
    const { blueprint, from } = this.chapters.at(at);
    const { reshards: plan } = blueprint;
    if (plan.kind === 'weekly') {
      const minute = ((at - FIRST_MONDAY_MS) % WEEK_MS) / MINUTE_MS;
      if (minute === plan.splitAtMinute) this.splitSome(at);
      if (minute === plan.mergeAtMinute) this.mergeTwins(at);
    }
    if (plan.kind === 'restless' && at > from && (at - from) % (plan.everyMinutes * MINUTE_MS) === 0) {
      if (((at - from) / (plan.everyMinutes * MINUTE_MS)) % 2 === 1) this.splitWidest(at);
      else this.mergeNarrowest(at);
    }
    if (mode === 'ON_DEMAND' && at % ON_DEMAND_STEP_MS === 0) this.growOnDemand(at);
  }

  /** The second and the last but one of the open shards. */
  private splitSome(at: number): void {
    const { open } = this.lineage.current;
    for (const shard of new Set([open.at(1), open.at(-2)])) if (shard) this.lineage.split(shard, middleOf(shard.range), at);
  }

  /** Neighbours that came from one shard. */
  private mergeTwins(at: number): void {
    for (const [lower, upper] of this.neighbours()) {
      if (lower.parent !== null && lower.adjacentParent === null && lower.parent === upper.parent) this.lineage.merge(lower, upper, at);
    }
  }

  private splitWidest(at: number): void {
    const [first, ...rest] = this.lineage.current.open;
    if (!first) return;
    const widest = rest.reduce((best, shard) => (widthOf(shard.range) > widthOf(best.range) ? shard : best), first);
    this.lineage.split(widest, middleOf(widest.range), at);
  }

  private mergeNarrowest(at: number): void {
    const width = ([lower, upper]: readonly [StreamShard, StreamShard]): bigint => widthOf(lower.range) + widthOf(upper.range);
    const [first, ...rest] = this.neighbours();
    if (!first) return;
    const [lower, upper] = rest.reduce((best, pair) => (width(pair) < width(best) ? pair : best), first);
    this.lineage.merge(lower, upper, at);
  }

  private growOnDemand(at: number): void {
    const busy = this.busyShards(at);
    for (const shard of this.lineage.current.open) {
      const splits =
        shard.openedAt <= at - ON_DEMAND_BUSY_MS && busy.has(shard) && this.lineage.current.open.length < MOST_ON_DEMAND_SHARDS;
      if (splits) this.lineage.split(shard, middleOf(shard.range), at);
    }
  }

  /** Open shards whose expected load was high at each look of the last quarter of an hour. */
  private busyShards(at: number): Set<StreamShard> {
    let busy: Set<StreamShard> | null = null;
    for (let look = at - ON_DEMAND_BUSY_MS; look < at; look += ON_DEMAND_STEP_MS) {
      const found = this.arrivals.placementAt(look);
      if (!found) return new Set();
      const { regime, placement } = found;
      const rate = baseRate(regime, look);
      const now = placement.open.filter((shard, place) => {
        let [records, bytes] = [0, 0];
        for (const portion of placement.portions[place] ?? []) {
          const extra = portion.head ? extraRate(portion.head, look) * portion.extraShare : 0;
          records += rate * portion.share + extra;
          bytes += (rate * portion.share + extra) * portion.bytes;
        }
        const share = Math.max(records / SHARD_WRITE_LIMIT.recordsPerSecond, bytes / SHARD_WRITE_LIMIT.bytesPerSecond);
        return share > ON_DEMAND_BUSY_SHARE && (busy === null || busy.has(shard));
      });
      busy = new Set(now);
    }
    return busy ?? new Set();
  }

  private neighbours(): (readonly [StreamShard, StreamShard])[] {
    const { open } = this.lineage.current;
    return open.flatMap((shard, at) => {
      const next = open[at + 1];
      return next ? [[shard, next] as const] : [];
    });
  }
}
