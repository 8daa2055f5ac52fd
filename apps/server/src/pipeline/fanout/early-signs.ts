import type { EpochMs, ResourceId } from '@weir/contract';
import { FANOUT_LIMITS, type FanoutIndex, MINUTE_MS, type SettingChange } from '@weir/domain';
import type { WatchedFanout } from './watched-fanout.js';
import type { WatchedFanouts } from './watched-fanouts.js';

/** What dies within this time after a message was dead-lettered is likely of the same trouble. */
const AFTER_DEAD_LETTER_MS = 10 * MINUTE_MS;
/** A dead-letter queue that half an estate shares says nothing of any one of them, and looking at all would cost as much. */
const MOST_OWNERS = 25;
const EDIT_MS = FANOUT_LIMITS.editMinutes * MINUTE_MS;

/**
 * Signs of trouble in what is read anyhow: settings, and the live depth of dead-letter queues. Whatever they point at is read by the minute for
 * a while, within the budget, rather than when its time comes.
 */
export class EarlySigns {
  /** Whose failures a queue takes, by its ARN. */
  #owners: ReadonlyMap<string, readonly ResourceId[]> = new Map();
  readonly #held = new Map<string, number>();

  constructor(
    private readonly fanouts: Pick<WatchedFanouts, 'all' | 'get' | 'sourceOf'>,
    /** Messages that wait in a queue; null: not known. */
    private readonly waiting: (arn: string) => number | null,
  ) {}

  setCatalogue(index: FanoutIndex): void {
    const owners = new Map<string, readonly ResourceId[]>();
    for (const { kind, arn } of index.entries) {
      if (kind !== 'queue') continue;
      const by = new Set(index.deliveriesTo(arn).flatMap((delivery) => (delivery.redrive ? [delivery.by.id] : [])));
      const mine = [...by].filter((id) => this.fanouts.get(id) !== undefined);
      if (mine.length > 0 && mine.length <= MOST_OWNERS) owners.set(arn, mine);
    }
    this.#owners = owners;
    for (const arn of this.#held.keys()) if (!owners.has(arn)) this.#held.delete(arn);
  }

  /** Looks whether a dead-letter queue holds more than it did. What it held at first is no news. */
  noteDepths(now: EpochMs): void {
    for (const [arn, owners] of this.#owners) {
      const waiting = this.waiting(arn);
      if (waiting === null) continue;
      const before = this.#held.get(arn);
      this.#held.set(arn, waiting);
      if (before !== undefined && waiting > before) for (const id of owners) this.#suspect(id, now + AFTER_DEAD_LETTER_MS);
    }
  }

  /** Settings that are known to have changed, by resource, the oldest first. */
  noteEdits(changes: ReadonlyMap<string, readonly SettingChange[]>): void {
    for (const { id } of this.fanouts.all()) {
      const newest = changes.get(id)?.at(-1);
      if (newest !== undefined) this.#suspect(id, newest.at + EDIT_MS);
    }
  }

  /** What its newest minute shows: of a subscription its topic is looked at, which alone has figures. */
  noteJudged(fanout: WatchedFanout, suspicious: boolean, now: EpochMs): void {
    fanout.suspicious = suspicious;
    if (suspicious && fanout.kind === 'subscription') this.#suspect(fanout.id, now + MINUTE_MS);
  }

  #suspect(id: ResourceId, until: EpochMs): void {
    const fanout = this.fanouts.get(id);
    if (fanout === undefined) return;
    fanout.suspect(until);
    this.fanouts.sourceOf(fanout)?.suspect(until);
  }
}
