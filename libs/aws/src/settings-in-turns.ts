import type { AwsClock } from './aws-clock.js';
import { attempt } from './attempt.js';
import type { AwsFailure } from './failure.js';
import { mapBounded } from './map-bounded.js';
import { OutageWatch } from './outage-watch.js';

/**
 * What is known of one resource's settings. `value` null without a failure: its turn has not come yet. A value with a failure is the last
 * that was read, for AWS gave no newer one just now.
 */
export interface KnownSettings<Value> {
  readonly value: Value | null;
  readonly failure: AwsFailure | null;
}

/** Settings are worth this much waiting: little at first, for a map wants its resources; the rest follows discovery by discovery. */
const FIRST_ROUND_MS = 20_000;
const LATER_ROUND_MS = 120_000;
/** In flight at once: enough for the rates AWS admits, and leaves sockets to the listings. */
const READERS = 4;

const UNREAD: KnownSettings<never> = { value: null, failure: null };

/**
 * Settings that AWS gives for one resource a call, remembered between rounds. A round reads those whose last turn is longest ago, as many
 * as the rate limit admits in two minutes: all of an ordinary account, each time. Of a larger one urgent resources take every other turn, so
 * that neither they nor the rest wait for good. At fifteen reads a second and a discovery every five minutes, a change to one of 1,800
 * resources is seen by the next discovery, of 9,000 within half an hour, and to an urgent one by the next.
 */
export class SettingsInTurns<Value> {
  readonly #clock: AwsClock;
  #states = new Map<string, { readonly known: KnownSettings<Value>; readonly triedAt: number }>();
  #budgetMs = FIRST_ROUND_MS;

  constructor(clock: AwsClock) {
    this.#clock = clock;
  }

  /** Reads those whose turn it is and forgets what is no longer listed. Only an abort throws. */
  async refresh(ids: readonly string[], read: (id: string) => Promise<Value>, urgent: ReadonlySet<string> = new Set()): Promise<void> {
    const listed = new Set(ids);
    this.#states = new Map([...this.#states].filter(([id]) => listed.has(id)));
    const until = this.#clock.local() + this.#budgetMs;
    this.#budgetMs = LATER_ROUND_MS;
    const watch = new OutageWatch(READERS);
    await mapBounded(this.#inTurn([...listed], urgent), READERS, async (id) => {
      if (watch.outage !== null || this.#clock.local() >= until) return;
      const { result, failure } = await attempt(() => read(id));
      watch.record(failure);
      // What AWS refuses is no longer known; what it could not answer just now is known as before.
      const value = failure?.retryable === true ? this.of(id).value : result;
      this.#states.set(id, { known: { value, failure }, triedAt: this.#clock.local() });
    });
  }

  of(id: string): KnownSettings<Value> {
    return this.#states.get(id)?.known ?? UNREAD;
  }

  /** Whether it was read or refused, ever: nothing is known of what was not. */
  wasTried(id: string): boolean {
    return this.#states.has(id);
  }

  #inTurn(ids: readonly string[], urgent: ReadonlySet<string>): readonly string[] {
    const triedAt = (id: string): number => this.#states.get(id)?.triedAt ?? Number.NEGATIVE_INFINITY;
    const ordered = [...ids].sort((a, b) => compare(triedAt(a), triedAt(b)));
    const first = ordered.filter((id) => urgent.has(id));
    const rest = ordered.filter((id) => !urgent.has(id));
    const turns: string[] = [];
    for (let index = 0; index < Math.max(first.length, rest.length); index += 1) {
      turns.push(...first.slice(index, index + 1), ...rest.slice(index, index + 1));
    }
    return turns;
  }
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
