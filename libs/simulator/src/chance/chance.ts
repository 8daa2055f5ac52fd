/**
 * Randomness as a function of place and time rather than of a sequence: every draw names what it is for, so that the same seed
 * gives the same world whatever was asked first, and skipping a quiet stretch changes nothing after it.
 */

/** 32 well mixed bits of three integers. The finaliser of MurmurHash3, applied twice. */
export function mix(seed: number, a: number, b = 0): number {
  let h = Math.imul(seed ^ Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h = Math.imul((h ^ (h >>> 16)) + a, 0x27d4eb2f);
  return (h ^ (h >>> 15)) >>> 0;
}

/** A number in [0, 1). */
export const uniform = (seed: number, a: number, b = 0): number => mix(seed, a, b) / 4_294_967_296;

/** A seed for what a text names, under a parent seed. FNV-1a, then mixed. */
export function seedOf(parent: number, text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(parent, h | 0, text.length);
}

/** A whole number whose mean is `value`: its floor, or one more with the probability of the fraction. `u` in [0, 1). */
export function roundByChance(value: number, u: number): number {
  const floor = Math.floor(value);
  return value - floor > u ? floor + 1 : floor;
}

/** Above this mean the normal curve stands in for Poisson's. */
const NORMAL_FROM = 16;

/** A Poisson count of mean `mean`. `a` and `b` name the draw. */
export function poisson(mean: number, seed: number, a: number, b = 0): number {
  if (mean <= 0) return 0;
  const u = uniform(seed, a, b);
  if (mean < NORMAL_FROM) {
    let k = 0;
    let p = Math.exp(-mean);
    let cumulative = p;
    while (u > cumulative && k < 64) {
      k++;
      p *= mean / k;
      cumulative += p;
    }
    return k;
  }
  // The sum of three uniforms has a variance of 1/4, so twice its distance from the mean has that of the normal curve.
  const z = 2 * (u + uniform(seed, a, b + 7919) + uniform(seed, a, b + 15_877) - 1.5);
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * z));
}
