import type { DrawMoments } from './draws.js';
import type { Bounds } from './key-summary.js';

/** A value that lies from `low` to `high`, most likely near `estimate`. */
export interface Estimate extends Bounds {
  readonly estimate: number;
}

/** How sure a bound is unless told otherwise, for each key by itself. */
export const DEFAULT_CONFIDENCE = 0.99;

/** Halvings of an interval: as fine as a double can tell apart. */
const HALVINGS = 52;

/**
 * The share of a key in what a sample was drawn from, knowing between what the key weighs in the sample.
 *
 * Records differ in size, so the share of bytes is no proportion of draws but a ratio of two sums. It is found by asking of each share
 * θ whether it could be the true one. Draw i weighs xᵢ, of which kᵢ is the key's; were θ true, the differences yᵢ = kᵢ - θ xᵢ would have
 * the mean 0. With L = ln(3 / (1 - confidence)), R = M max(θ, 1 - θ) for draws of at most M, and v the mean of yᵢ², each of these fails
 * with a probability of at most (1 - confidence) / 3:
 *
 * - the mean of yᵢ is at most, and at least minus, σ √(2L/n) + R L/(3n) (Bernstein's inequality, once for each side);
 * - σ ≤ √(v + R² L/(2n)) + R √(L/(2n)) (the same for yᵢ², which are never negative, solved for σ).
 *
 * The shares that pass are the bound. As an empirical Bernstein bound (Audibert, Munos and Szepesvári, 2009) it needs no
 * distribution and holds for any number of draws, also when drawn without replacement (Hoeffding, 1963, section 6). v is
 * not known per key, but kᵢ ≤ xᵢ bounds it: n v ≤ c (1 - 2θ) + θ² Σxᵢ², where c = Σ kᵢxᵢ is at least (Σkᵢ)²/n and at most M Σkᵢ.
 *
 * It takes the heaviest draw seen for M. Whether something far heavier is among what was not read no sample can rule out; give
 * `draws.largest` the stream's record size limit for a bound that does not depend on it (seldom of use below 100,000 draws).
 *
 * @param weight between what the key weighs in the sample, from the sketch
 * @param confidence above 0 and below 1
 * @returns shares of 0 to 1; from 0 to 1 when nothing was drawn
 */
export function boundShare(weight: Bounds, draws: DrawMoments, confidence = DEFAULT_CONFIDENCE): Estimate {
  if (draws.count === 0 || draws.sum <= 0) return { estimate: 0.5, low: 0, high: 1 };
  const least = Math.min(1, weight.low / draws.sum);
  const most = Math.min(1, weight.high / draws.sum);
  const mayBe = plausibility(weight, draws, Math.log(3 / (1 - confidence)));
  return {
    estimate: (least + most) / 2,
    // What passes is one interval around the key's share of the sample, since the deviation allowed is convex in θ.
    low: mayBe(0) ? 0 : edge(0, least, mayBe),
    high: mayBe(1) ? 1 : edge(1, most, mayBe),
  };
}

/** Whether a share could be the true one. */
function plausibility(weight: Bounds, { count, sum, squares, largest }: DrawMoments, l: number): (share: number) => boolean {
  const leastCross = weight.low ** 2 / count;
  const mostCross = Math.min(squares, largest * weight.high);
  return (share) => {
    const cross = share < 0.5 ? mostCross : leastCross;
    const v = Math.max(0, cross * (1 - 2 * share) + share ** 2 * squares) / count;
    const r = largest * Math.max(share, 1 - share);
    const deviation = Math.sqrt(v + (r ** 2 * l) / (2 * count)) + r * Math.sqrt(l / (2 * count));
    const allowed = count * (deviation * Math.sqrt((2 * l) / count) + (r * l) / (3 * count));
    return weight.low - allowed <= share * sum && share * sum <= weight.high + allowed;
  };
}

/** Between a share that cannot be true and one that can, the last that cannot. */
function edge(outside: number, inside: number, mayBe: (share: number) => boolean): number {
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (outside + inside) / 2;
    if (mayBe(middle)) inside = middle;
    else outside = middle;
  }
  return outside;
}
