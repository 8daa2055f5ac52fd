import type { HashRange } from '../hash-range.js';
import { addLoads, NO_LOAD, scaleLoad, writeUtilisation, type Load } from '../shard.js';
import { placeOfHash, shareWithin, type ShardContent } from './shard-content.js';

/** Where to split a shard: `splitAt` and what is above it go to the upper child. */
export interface Cut {
  readonly splitAt: bigint;
  /** Utilisation of the hotter child. */
  readonly worst: number;
}

/**
 * The cut that leaves the hotter child as cool as any cut can, among all hashes of the range. Moving the cut up only ever adds to the
 * lower child and takes from the upper one, so the best cuts are found by halving, and they form one stretch of the ring: keys are points
 * with gaps between them. Of that stretch, the hash nearest to the middle of the shard is taken, so that the keys nobody has seen yet,
 * which land evenly, are divided best.
 * @returns null for a shard of a single hash, which cannot be split
 */
export function bestCut(content: ShardContent): Cut | null {
  const { start, end } = content.range;
  if (start === end) return null;
  const loads = new CutLoads(content);
  const all = { start: start + 1n, end };
  const leastCut = content.spreads.length > 0 ? leastHash : leastAmong(content.keys.map(({ hash }) => hash + 1n));
  const crossing = leastCut(all, (cut) => loads.below(cut) >= loads.from(cut)) ?? end;
  const worstAt = (cut: bigint): number => Math.max(loads.below(cut), loads.from(cut));
  const before = crossing > start + 1n ? worstAt(crossing - 1n) : Infinity;
  const worst = Math.min(before, worstAt(crossing));
  const least = leastCut(all, (cut) => loads.from(cut) <= worst) ?? end;
  const tooHigh = leastCut(all, (cut) => loads.below(cut) > worst);
  const greatest = tooHigh === null ? end : tooHigh - 1n;
  const middle = start + (end - start + 1n) / 2n;
  return { splitAt: middle < least ? least : middle > greatest ? greatest : middle, worst };
}

/** The least hash of a range from which on a condition holds; null: nowhere. The condition must hold for all hashes above one for which it does. */
type LeastHash = (range: HashRange, holds: (hash: bigint) => boolean) => bigint | null;

const leastHash: LeastHash = ({ start, end }, holds) => {
  if (!holds(end)) return null;
  let low = start;
  let high = end;
  while (low < high) {
    const middle = low + (high - low) / 2n;
    if (holds(middle)) high = middle;
    else low = middle + 1n;
  }
  return low;
};

/** The same where the condition can change at a few hashes only, in rising order: of a hundred and more halvings a handful is left. */
const leastAmong =
  (changes: readonly bigint[]): LeastHash =>
  ({ start, end }, holds) => {
    const candidates = [start, ...changes.filter((hash) => hash > start && hash <= end)];
    let low = 0;
    let high = candidates.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(candidates[middle] ?? end)) high = middle;
      else low = middle + 1;
    }
    return candidates[low] ?? null;
  };

/** Utilisation on either side of any cut of one content. Sums run from both ends, so that neither is a difference of great numbers. */
class CutLoads {
  readonly #content: ShardContent;
  readonly #before: readonly Load[];
  readonly #after: readonly Load[];

  constructor(content: ShardContent) {
    this.#content = content;
    this.#before = runningSums(content.keys.map(({ load }) => load));
    this.#after = runningSums(content.keys.map(({ load }) => load).reverse());
  }

  /** Of hashes below the cut. */
  below(cut: bigint): number {
    const { keys, range } = this.#content;
    return this.#utilisation(this.#before[placeOfHash(keys, cut)], { start: range.start, end: cut - 1n });
  }

  /** Of the cut's hash and those above. */
  from(cut: bigint): number {
    const { keys, range } = this.#content;
    return this.#utilisation(this.#after[keys.length - placeOfHash(keys, cut)], { start: cut, end: range.end });
  }

  #utilisation(keys: Load | undefined, range: HashRange): number {
    const spread = this.#content.spreads.map((mass) => scaleLoad(mass.load, shareWithin(mass.range, range)));
    return writeUtilisation(spread.reduce(addLoads, keys ?? NO_LOAD));
  }
}

/** `sums[n]`: the first n together. */
function runningSums(loads: readonly Load[]): Load[] {
  const sums: Load[] = [NO_LOAD];
  let sum = NO_LOAD;
  for (const load of loads) sums.push((sum = addLoads(sum, load)));
  return sums;
}
