import type { FanoutToRead } from '@weir/aws';
import type { FanoutMetric } from '@weir/contract';

type DimensionSet = FanoutToRead['dimensionSets'][number];

/** Metrics that may be told under other dimensions than the counters are (EventBridge User Guide, metrics with resource tags). */
const LATENCIES: ReadonlySet<FanoutMetric> = new Set(['startLatency', 'successLatency']);

/** A counter that never came may yet come under the other name: so often that is tried. */
const TRY_ALL_EVERY_MS = 3_600_000;

/**
 * Under which of several dimension sets each metric of a resource was found. What was found is asked there alone from then on; a counter
 * that never came is asked where its siblings are, and once an hour everywhere. AWS bills every set asked.
 */
export class MetricPlaces {
  readonly #found = new Map<FanoutMetric, number>();
  #triedAt = -Infinity;

  /** The metrics, grouped by where they are to be asked: indices of dimension sets. */
  groups(
    metrics: readonly FanoutMetric[],
    sets: number,
    now: number,
  ): readonly { readonly metrics: readonly FanoutMetric[]; readonly sets: readonly number[] }[] {
    const all = Array.from({ length: sets }, (_, index) => index);
    if (sets === 1) return [{ metrics, sets: all }];
    const everywhere = now - this.#triedAt >= TRY_ALL_EVERY_MS || now < this.#triedAt;
    if (everywhere) this.#triedAt = now;
    const siblings = this.#placeOfCounters();
    const byPlace = Map.groupBy(metrics, (metric) => {
      const found = this.#found.get(metric);
      if (found !== undefined) return found;
      return everywhere || LATENCIES.has(metric) ? undefined : siblings;
    });
    return [...byPlace].map(([place, group]) => ({ metrics: group, sets: place === undefined ? all : [place] }));
  }

  /** A metric came from this dimension set. */
  note(metric: FanoutMetric, set: number): void {
    this.#found.set(metric, set);
  }

  /** Where most counters were found; undefined: none was. */
  #placeOfCounters(): number | undefined {
    const counts = new Map<number, number>();
    for (const [metric, set] of this.#found) if (!LATENCIES.has(metric)) counts.set(set, (counts.get(set) ?? 0) + 1);
    return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
  }
}

export const chosenSets = (sets: readonly DimensionSet[], indices: readonly number[]): readonly DimensionSet[] =>
  sets.filter((_, index) => indices.includes(index));
