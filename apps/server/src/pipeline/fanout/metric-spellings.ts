import type { FanoutMetric } from '@weir/contract';

/** The other spellings of a metric that never came are tried so often. */
const TRY_ALL_EVERY_MS = 3_600_000;

/**
 * By which of several names AWS tells a metric, where its own pages spell it in more than one way. The name that had points is asked alone from then
 * on. Until one had, the first is asked, and once an hour all of them, for AWS bills each name asked, whether or not it exists.
 */
export class MetricSpellings {
  readonly #found = new Map<FanoutMetric, string>();
  readonly #triedAt = new Map<FanoutMetric, number>();

  /** @param names all there are, likeliest first */
  toAsk(metric: FanoutMetric, names: readonly string[], now: number): readonly string[] {
    const found = this.#found.get(metric);
    if (found !== undefined && names.includes(found)) return [found];
    const triedAt = this.#triedAt.get(metric);
    if (triedAt !== undefined && now >= triedAt && now - triedAt < TRY_ALL_EVERY_MS) return names.slice(0, 1);
    this.#triedAt.set(metric, now);
    return names;
  }

  /** A metric came by this name. */
  note(metric: FanoutMetric, name: string): void {
    this.#found.set(metric, name);
  }
}
