import type { Bounds } from '@weir/contract';

/** Counts of which no more is known than their bounds, both inclusive and never below zero. */
export const exactly = (count: number): Bounds => ({ low: count, high: count });
export const NONE: Bounds = exactly(0);

export const between = (low: number, high: number): Bounds => {
  const floor = Math.max(0, low);
  return { low: floor, high: Math.max(floor, high) };
};

export const plus = (a: Bounds, b: Bounds): Bounds => ({ low: a.low + b.low, high: a.high + b.high });
export const sumOf = (all: readonly Bounds[]): Bounds => all.reduce(plus, NONE);
export const isExact = ({ low, high }: Bounds): boolean => low === high;
export const contains = ({ low, high }: Bounds, count: number): boolean => low <= count && count <= high;

/** What lies within both. Bounds that contradict one another come of counters that were cut at different moments: the first is believed. */
export function within(a: Bounds, b: Bounds): Bounds {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  return low <= high ? { low, high } : a;
}
