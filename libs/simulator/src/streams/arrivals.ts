import { MINUTE_MS } from '@weir/domain';
import type { Chapters } from './chapters.js';
import type { Epoch, Lineage, StreamShard } from './lineage.js';
import { placementOf, type Placement } from './placement.js';
import type { Regime } from './regime.js';
import { shardMinute, spreadOf, type AcceptedSeconds, type ShardMinute } from './shard-minute.js';

/** Minutes × shards remembered at most: beyond, the oldest are worked out again when somebody asks. */
const REMEMBERED = 300_000;
const DETAILS_REMEMBERED = 2_000;

/** A part of a minute in which neither the shards nor the traffic change. Seconds of the minute. */
interface Segment {
  readonly fromSecond: number;
  readonly toSecond: number;
  readonly regime: Regime;
  readonly placement: Placement;
}

/** One minute of one shard with what its producers put into it, second by second. */
export interface MinuteDetail {
  readonly parts: readonly (AcceptedSeconds & { readonly fromSecond: number; readonly toSecond: number; readonly regime: Regime })[];
}

const NOTHING: ShardMinute = { records: 0, bytes: 0, rejected: 0, rejectedBytes: 0, userRecords: 0 };

/**
 * What the company's producers put into a stream: a function of the minute, the lineage and the traffic in force, worked out when
 * somebody asks and remembered for a while. Any minute can be asked for in any order.
 */
export class Arrivals {
  private readonly minutes = new Map<number, ReadonlyMap<number, ShardMinute>>();
  private remembered = 0;
  private readonly details = new Map<string, MinuteDetail>();
  private readonly placements = new WeakMap<Regime, WeakMap<Epoch, Placement>>();

  constructor(
    private readonly lineage: Lineage,
    private readonly chapters: Chapters,
    private readonly seed: number,
  ) {}

  /** A minute of a shard. Only for minutes that are over, whose shards cannot change any more. */
  shardMinute(shard: StreamShard, minuteStart: number): ShardMinute {
    return this.minuteOf(minuteStart).get(shard.index) ?? NOTHING;
  }

  /** All shards of a minute that is over, by number. Shards that got nothing may be missing. */
  minuteOf(minuteStart: number): ReadonlyMap<number, ShardMinute> {
    const known = this.minutes.get(minuteStart);
    if (known) return known;
    const shards = new Map<number, ShardMinute>();
    for (const { fromSecond, toSecond, regime, placement } of this.segmentsOf(minuteStart)) {
      const spread = spreadOf(regime, minuteStart, this.seed);
      placement.open.forEach((shard, place) => {
        const part = shardMinute(regime, placement.portions[place] ?? [], minuteStart, spread, fromSecond, toSecond, null);
        const before = shards.get(shard.index);
        shards.set(shard.index, before ? sum(before, part) : part);
      });
    }
    this.remember(minuteStart, shards);
    return shards;
  }

  /** What a shard accepted in each second of a minute, also of the one that is going on: its seconds do not change any more once they are over. */
  detailOf(shard: StreamShard, minuteStart: number): MinuteDetail {
    const segments = this.segmentsOf(minuteStart).filter(({ placement }) => placement.places.has(shard.index));
    const key = [minuteStart, shard.index, ...segments.map(({ toSecond }) => toSecond)].join('/');
    const known = this.details.get(key);
    if (known) return known;
    const detail: MinuteDetail = {
      parts: segments.map(({ fromSecond, toSecond, regime, placement }) => {
        const portions = placement.portions[placement.places.get(shard.index) ?? 0] ?? [];
        const counts = new Uint32Array(60 * portions.length);
        shardMinute(regime, portions, minuteStart, spreadOf(regime, minuteStart, this.seed), fromSecond, toSecond, counts);
        return { fromSecond, toSecond, regime, portions, counts };
      }),
    };
    this.details.set(key, detail);
    if (this.details.size > DETAILS_REMEMBERED) this.details.delete(this.details.keys().next().value ?? '');
    return detail;
  }

  /** What each open shard gets of the traffic at an instant; null: there is none. */
  placementAt(now: number): { readonly regime: Regime; readonly placement: Placement } | null {
    const regime = this.chapters.regimeAt(now);
    return regime && { regime, placement: this.placementIn(regime, this.lineage.epochAt(now)) };
  }

  private segmentsOf(minuteStart: number): Segment[] {
    const end = minuteStart + MINUTE_MS;
    const createdAt = this.lineage.shards[0]?.openedAt ?? 0;
    const cuts = [
      ...new Set([
        Math.max(minuteStart, createdAt),
        ...this.lineage.changesBetween(minuteStart, end),
        ...this.chapters.changesBetween(minuteStart, end),
      ]),
    ].sort((a, b) => a - b);
    return cuts.flatMap((from, at) => {
      const to = cuts[at + 1] ?? end;
      const found = from < end ? this.placementAt(from) : null;
      return found ? [{ fromSecond: (from - minuteStart) / 1000, toSecond: (to - minuteStart) / 1000, ...found }] : [];
    });
  }

  private placementIn(regime: Regime, epoch: Epoch): Placement {
    let byEpoch = this.placements.get(regime);
    if (!byEpoch) this.placements.set(regime, (byEpoch = new WeakMap()));
    let placement = byEpoch.get(epoch);
    if (!placement) byEpoch.set(epoch, (placement = placementOf(regime, epoch, this.seed)));
    return placement;
  }

  private remember(minuteStart: number, shards: ReadonlyMap<number, ShardMinute>): void {
    this.minutes.set(minuteStart, shards);
    this.remembered += shards.size;
    for (const [oldest, { size }] of this.minutes) {
      if (this.remembered <= REMEMBERED) return;
      this.minutes.delete(oldest);
      this.remembered -= size;
    }
  }
}

const sum = (a: ShardMinute, b: ShardMinute): ShardMinute => ({
  records: a.records + b.records,
  bytes: a.bytes + b.bytes,
  rejected: a.rejected + b.rejected,
  rejectedBytes: a.rejectedBytes + b.rejectedBytes,
  userRecords: a.userRecords + b.userRecords,
});
