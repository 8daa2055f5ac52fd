import { hashOf, holdsHash } from '@weir/domain';
import { seedOf, uniform } from '../chance/chance.js';
import type { StreamConsumer } from '../estate/stream-blueprint.js';
import type { Chapters } from './chapters.js';
import type { StreamShard } from './lineage.js';

/** From `from` on the consumer falls back by `slope` milliseconds in each; negative: it catches up. */
interface Leg {
  readonly from: number;
  readonly lagMs: number;
  readonly slope: number;
}

/** Where a consumer stands at an instant. */
export interface Standing {
  /** Epoch milliseconds. */
  readonly at: number;
  /** `disabled`: somebody switched its mapping off. */
  readonly state: 'working' | 'stopped' | 'disabled';
  /** Milliseconds of stream it has to catch up with. */
  readonly behindMs: number;
  /** A batch that fails for ever is on the shard that owns this hash. null: there is none. */
  readonly poisonedHash: bigint | null;
  /** As `behindMs`, on that shard. */
  readonly poisonedBehindMs: number;
}

/**
 * How far one consumer is behind the tip of the stream, as a function of time: it keeps up, falls back while something ails it, and
 * catches up afterwards. A poisoned batch holds up one shard, the others move on.
 */
export class ConsumerProgress {
  private readonly legs = { everywhere: [] as Leg[], poisoned: [] as Leg[] };
  readonly seed: number;

  /** @param since the consumer is at the tip here; epoch milliseconds */
  constructor(
    readonly consumer: StreamConsumer,
    private readonly chapters: Chapters,
    streamSeed: number,
    private readonly since: number,
    private readonly retentionMs: () => number,
  ) {
    this.seed = seedOf(streamSeed, `${consumer.kind}/${consumer.name}`);
  }

  standingAt(now: number): Standing {
    let state: Standing['state'] = 'working';
    let poisonedHash: bigint | null = null;
    for (const { trouble } of this.chapters.troublesAt(now)) {
      if (!('consumer' in trouble) || trouble.consumer !== this.consumer.name) continue;
      if (trouble.kind === 'stopped-consumer') state = trouble.disabled ? 'disabled' : 'stopped';
      if (trouble.kind === 'poison-batch') poisonedHash = hashOf(trouble.key);
    }
    return {
      at: now,
      state,
      behindMs: this.behind(this.legs.everywhere, now),
      poisonedHash,
      poisonedBehindMs: poisonedHash === null ? 0 : this.behind(this.legs.poisoned, now),
    };
  }

  /** Milliseconds from the oldest record of the shard that has not been read to now. */
  lagMs(shard: StreamShard, standing: Standing): number {
    const behind = isPoisoned(shard, standing) ? standing.poisonedBehindMs : standing.behindMs;
    const usual = this.consumer.usualLagMs * (0.4 + 1.2 * uniform(this.seed, Math.floor(standing.at / 1000), shard.index));
    // A child begins where its parent ended: nothing in it is older.
    return Math.min(behind + usual, Math.max(0, standing.at - shard.openedAt), this.retentionMs());
  }

  /** What had been foreseen of the time after `at` is void: another chapter has begun. */
  forgetFrom(at: number): void {
    for (const legs of [this.legs.everywhere, this.legs.poisoned]) while ((legs.at(-1)?.from ?? -Infinity) >= at) legs.pop();
  }

  private behind(legs: Leg[], now: number): number {
    this.extend(legs, now);
    const leg = legs.findLast(({ from }) => from <= now);
    return leg ? Math.min(this.retentionMs(), Math.max(0, leg.lagMs + leg.slope * (now - leg.from))) : 0;
  }

  /** Each leg lasts until what ails the stream may change, or the consumer has caught up. */
  private extend(legs: Leg[], now: number): void {
    const poisoned = legs === this.legs.poisoned;
    if (legs.length === 0) legs.push({ from: this.since, lagMs: 0, slope: this.slopeAt(this.since, 0, poisoned) });
    for (;;) {
      const last = legs.at(-1);
      if (!last) return;
      const caughtUpAt = last.slope < 0 ? last.from + Math.ceil(last.lagMs / -last.slope) : Infinity;
      const until = Math.min(this.chapters.nextChangeAfter(last.from), caughtUpAt);
      if (until > now) return;
      const lagMs = Math.min(this.retentionMs(), Math.max(0, last.lagMs + last.slope * (until - last.from)));
      const slope = this.slopeAt(until, lagMs, poisoned);
      if (lagMs === 0 && slope === 0 && last.lagMs === 0 && last.slope === 0) legs.pop();
      legs.push({ from: until, lagMs, slope });
    }
  }

  private slopeAt(at: number, lagMs: number, poisoned: boolean): number {
    for (const { trouble } of this.chapters.troublesAt(at)) {
      if (!('consumer' in trouble) || trouble.consumer !== this.consumer.name) continue;
      if (trouble.kind === 'slow-consumer') return 1 - trouble.speed;
      if (trouble.kind === 'stopped-consumer' || poisoned) return 1;
    }
    return lagMs > 0 ? 1 - this.consumer.catchUp : 0;
  }
}

/** Whether the batch at the front of this shard fails again and again. */
export const isPoisoned = ({ range }: StreamShard, { poisonedHash }: Standing): boolean =>
  poisonedHash !== null && holdsHash(range, poisonedHash);
