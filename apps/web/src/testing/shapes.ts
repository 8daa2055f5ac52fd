import type { Absence, AbsenceReason } from '@weir/contract';
import type { SparkInput } from '../parts/spark-shape.js';

/** mulberry32: the same seed draws the same estate for ever. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export type ShapeKind = 'climb' | 'step' | 'saw' | 'calm' | 'fall' | 'spike' | 'zero' | 'stairs';

/** How each kind of trouble looks at time `t` (0 is the start, 1 is now) around 1. */
const SHAPES: Readonly<Record<ShapeKind, (t: number, noise: number, seed: number) => number>> = {
  climb: (t, noise) => (t < 0.6 ? 0.5 + noise * 0.4 : 0.5 + (t - 0.6) * 24 + noise * 0.3),
  step: (t, noise) => (t < 0.72 ? 0.12 + Math.abs(noise) * 0.1 : 3 + (t - 0.72) * 9 + noise * 0.3),
  saw: (t, noise) => 1.6 + 1.2 * Math.sin(t * 9) + noise,
  calm: (t, noise, seed) => 1 + 0.35 * Math.sin(t * 5 + seed) + noise * 0.6,
  fall: (t, noise) => (t > 0.74 ? 0 : 1.4 + noise),
  spike: (t, noise) => 0.5 + noise * 0.4 + 4.5 * Math.exp(-((t - 0.55) ** 2) / 0.002),
  zero: () => 0,
  stairs: (t) => Math.floor(Math.max(0, t - 0.55) * 12) * 0.8,
};

export interface Gap {
  /** Shares of the span: 0 is its start, 1 its end. */
  readonly from: number;
  readonly to: number;
  readonly reason: AbsenceReason;
}

export interface Curve {
  readonly kind: ShapeKind;
  readonly seed: number;
  /** The value it ends with now. */
  readonly now: number;
  readonly gaps?: readonly Gap[];
  /** Points at the end that may still change. */
  readonly provisional?: number;
}

/** Draws a curve as `count` points from `from` to `to`, scaled so that its last value is `now`. */
export function drawCurve(curve: Curve, from: number, to: number, count: number): SparkInput {
  const random = seeded(curve.seed);
  const step = (to - from) / (count - 1);
  const raw = Array.from({ length: count }, (_unused, index) => {
    const t = index / (count - 1);
    return Math.max(0, SHAPES[curve.kind](t, (random() - 0.5) * 0.5, curve.seed));
  });
  const scale = (raw.at(-1) ?? 0) > 0 ? curve.now / (raw.at(-1) ?? 1) : Math.max(1, curve.now);
  const gaps = curve.gaps ?? [];
  const inGap = (t: number) => gaps.some((gap) => t > gap.from && (t < gap.to || (gap.to >= 1 && t <= 1)));
  const at = (share: number) => Math.round(from + (to - from) * share);
  const absences: Absence[] = gaps.map((gap) => ({ from: at(gap.from), to: at(gap.to), reason: gap.reason }));
  const provisional = curve.provisional ?? 2;
  return {
    points: raw.map((value, index) => [
      Math.round(from + index * step),
      inGap(index / (count - 1)) ? null : Math.round(value * scale * 10) / 10,
    ]),
    absences,
    provisionalFrom: provisional === 0 ? null : Math.round(to - (provisional - 1) * step),
  };
}
