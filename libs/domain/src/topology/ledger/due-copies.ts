import type { Bounds, EpochMs } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../../series/sample.js';
import { exactly } from './bounds.js';
import type { IncomingCopies } from './incoming-copies.js';
import type { SubscriberFacts } from './subscriber-facts.js';

type Lifetime = Pick<SubscriberFacts, 'begins' | 'ends'>;

/** Minutes, half open, in which a subscriber surely was there all the time, and in which it may have been there at all. */
const surely = ({ begins, ends }: Lifetime): readonly [EpochMs, EpochMs] => [
  upToMinute(begins.latest),
  minuteOf(ends?.earliest ?? Infinity),
];
const possibly = ({ begins, ends }: Lifetime): readonly [EpochMs, EpochMs] => [
  minuteOf(begins.earliest),
  upToMinute(ends?.latest ?? Infinity),
];

const upToMinute = (at: EpochMs): EpochMs => Math.ceil(at / MINUTE_MS) * MINUTE_MS;

/** How many copies one subscriber should have got of what came in the minutes of `[from, to)`: none, one of each, or nobody knows. */
export function dueTo(subscriber: Lifetime, incoming: IncomingCopies, from: EpochMs, to: EpochMs): Bounds {
  const within = ([begin, end]: readonly [EpochMs, EpochMs]): Bounds => incoming.over(Math.max(from, begin), Math.min(to, end));
  return { low: within(surely(subscriber)).low, high: within(possibly(subscriber)).high };
}

/**
 * How many copies all subscribers together should have got, minute by minute. Lifetimes are summed up once, so that neither a minute nor a
 * stretch of them costs more for many subscribers than for one.
 */
export class DueCopies {
  readonly #from: EpochMs;
  /** Up to the minute of that place, exclusive. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;

  /** @param from start of the first minute @param to exclusive */
  constructor(subscribers: readonly Lifetime[], incoming: IncomingCopies, from: EpochMs, to: EpochMs) {
    this.#from = from;
    const minutes = Math.max(0, Math.ceil((to - from) / MINUTE_MS));
    const cumulate = (stretchOf: typeof surely, bound: keyof Bounds): Float64Array => {
      const present = countPresent(subscribers.map(stretchOf), from, minutes);
      const sums = new Float64Array(minutes + 1);
      for (let place = 0; place < minutes; place++) {
        const at = from + place * MINUTE_MS;
        const came = incoming.over(at, at + MINUTE_MS)[bound];
        sums[place + 1] = (sums[place] ?? 0) + came * (present[place] ?? 0);
      }
      return sums;
    };
    this.#low = cumulate(surely, 'low');
    this.#high = cumulate(possibly, 'high');
  }

  /** Of the minute that starts there. */
  at(at: EpochMs): Bounds {
    return this.over(at, at + MINUTE_MS);
  }

  /** Over the minutes of `[from, to)`, as far as they were summed up. */
  over(from: EpochMs, to: EpochMs): Bounds {
    const [begin, end] = [this.#placeOf(from), this.#placeOf(to)];
    if (end <= begin) return exactly(0);
    const between = (sums: Float64Array): number => (sums[end] ?? 0) - (sums[begin] ?? 0);
    return { low: between(this.#low), high: between(this.#high) };
  }

  #placeOf(at: EpochMs): number {
    return Math.min(this.#low.length - 1, Math.max(0, Math.ceil((at - this.#from) / MINUTE_MS)));
  }
}

/** How many of the stretches each minute lies in. */
function countPresent(stretches: readonly (readonly [EpochMs, EpochMs])[], from: EpochMs, minutes: number): Float64Array {
  const steps = new Float64Array(minutes + 1);
  const placeOf = (at: EpochMs): number => Math.min(minutes, Math.max(0, (at - from) / MINUTE_MS));
  for (const [begin, end] of stretches) {
    const [first, last] = [placeOf(begin), placeOf(end)];
    if (last <= first) continue;
    steps[first] = (steps[first] ?? 0) + 1;
    steps[last] = (steps[last] ?? 0) - 1;
  }
  for (let place = 1; place <= minutes; place++) steps[place] = (steps[place] ?? 0) + (steps[place - 1] ?? 0);
  return steps;
}
