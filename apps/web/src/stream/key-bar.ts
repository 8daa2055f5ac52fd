import type { Bounded } from '@weir/contract';

/** Parts of a key share bar, percentages of its width. */
export interface KeyBar {
  readonly fill: number;
  /** The error bound: the true share lies inside. */
  readonly whisker: { readonly from: number; readonly width: number };
  readonly over: boolean;
}

/** The bar's end; a little above the limit, so that what exceeds it is seen to. */
const LEAST_END = 1.4;

/** One scale for all bars of a list: up to 140 % of a shard, or to the largest bound. */
export const barEnd = (shares: readonly Bounded[]): number => Math.max(LEAST_END, ...shares.map(({ high }) => high));

export function keyBar({ low, estimate, high }: Bounded, end: number): KeyBar {
  const at = (share: number) => Math.round(Math.min(1, Math.max(0, share / end)) * 1000) / 10;
  return { fill: at(estimate), whisker: { from: at(low), width: Math.round((at(high) - at(low)) * 10) / 10 }, over: estimate > 1 };
}
