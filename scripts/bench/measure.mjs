/**
 * One measurement of Weir beside the bare tool, in `unit`, less is better.
 *
 * @typedef {{ kind: 'comparison', what: string, unit: string, weir: Distribution, bare: Distribution, ratio: number,
 *   pairs: Quartiles, aim: number | null }} Comparison `pairs`: ratios of neighbouring measurements; `aim`: null when none was set
 *
 * One figure that has nothing to be compared with.
 * @typedef {{ kind: 'figure', what: string, unit: string, value: number, aim: number | null }} Figure
 *
 * @typedef {Comparison | Figure} Row
 * @typedef {{ p25: number, median: number, p75: number }} Quartiles
 * @typedef {Quartiles & { samples: readonly number[] }} Distribution
 */

/** Weir may cost this many times the bare tool. */
export const AIM = 1.3;

/**
 * Measures several sides in turns, so that whatever else the machine does meets all of them. Every second turn goes the other way
 * round: otherwise one side would always run in the other's wake.
 *
 * @template {string} Side
 * @param {Readonly<Record<Side, (turn: number) => Promise<number>>>} sides each returns what it measured; `turn` counts from 0, warm-up
 *   included
 * @param {{ warmUps: number, turns: number, signal: AbortSignal }} options
 * @returns {Promise<Record<Side, number[]>>} measurements of the turns after the warm-up
 */
export async function inTurns(sides, { warmUps, turns, signal }) {
  const names = /** @type {Side[]} */ (Object.keys(sides));
  /** @type {Record<string, number[]>} */
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let turn = 0; turn < warmUps + turns; turn += 1) {
    for (const name of turn % 2 === 0 ? names : names.toReversed()) {
      signal.throwIfAborted();
      const value = await sides[name](turn);
      if (turn >= warmUps) measured[name]?.push(value);
    }
  }
  return /** @type {Record<Side, number[]>} */ (measured);
}

/**
 * @param {string} what
 * @param {string} unit
 * @param {{ weir: readonly number[], bare: readonly number[] }} measured as many of each, in the order of their turns
 * @param {number | null} [aim]
 * @returns {Comparison}
 */
export function comparison(what, unit, { weir, bare }, aim = AIM) {
  const weirs = distribution(weir);
  const bares = distribution(bare);
  const pairs = quartiles(weir.map((value, turn) => value / (bare[turn] ?? NaN)));
  return { kind: 'comparison', what, unit, weir: weirs, bare: bares, ratio: weirs.median / bares.median, pairs, aim };
}

/**
 * @param {string} what
 * @param {string} unit
 * @param {number} value
 * @param {number | null} [aim]
 * @returns {Figure}
 */
export const figure = (what, unit, value, aim = null) => ({ kind: 'figure', what, unit, value, aim });

/**
 * @param {readonly number[]} samples
 * @returns {Distribution}
 */
const distribution = (samples) => ({ ...quartiles(samples), samples });

/**
 * Between two samples a straight line.
 *
 * @param {readonly number[]} samples at least one
 * @returns {Quartiles}
 */
export function quartiles(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? NaN;
    const above = sorted[Math.ceil(place)] ?? NaN;
    return below + (above - below) * (place % 1);
  };
  return { p25: at(0.25), median: at(0.5), p75: at(0.75) };
}

/**
 * @param {() => Promise<unknown>} work
 * @returns {Promise<number>} milliseconds
 */
export async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
