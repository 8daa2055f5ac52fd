import type { HotKeys } from '@weir/contract';

type Slice = HotKeys['slices'][number];

/** Load along a shard's part of the hash axis. */
export interface HashStrip {
  /** Shares of the heaviest bar, from the lowest hash to the highest. */
  readonly bars: readonly number[];
  /** Of the load, the share that the heaviest bar has, 0 to 1. */
  readonly heaviestShare: number;
  /** Where that bar lies, 0 to 1 of the range: its middle. */
  readonly heaviestAt: number;
}

/**
 * Slices of a shard as so many bars of equal width; a slice that lies in several is shared out by width.
 * @returns null where no slice of the range has load
 */
export function hashStrip(
  slices: readonly Slice[],
  range: { readonly start: string; readonly end: string },
  bars: number,
): HashStrip | null {
  const start = BigInt(range.start);
  const width = Number(BigInt(range.end) - start + 1n);
  const sums = new Array<number>(bars).fill(0);
  let total = 0;
  for (const slice of slices) {
    const from = Math.max(0, (Number(BigInt(slice.start) - start) / width) * bars);
    const to = Math.min(bars, (Number(BigInt(slice.end) + 1n - start) / width) * bars);
    if (to <= from) continue;
    total += slice.bytesPerSecond;
    for (let bar = Math.floor(from); bar < to; bar += 1) {
      const part = Math.min(to, bar + 1) - Math.max(from, bar);
      sums[bar] = (sums[bar] ?? 0) + (slice.bytesPerSecond * part) / (to - from);
    }
  }
  if (total <= 0) return null;
  const heaviest = Math.max(...sums);
  return {
    bars: sums.map((sum) => sum / heaviest),
    heaviestShare: heaviest / total,
    heaviestAt: (sums.indexOf(heaviest) + 0.5) / bars,
  };
}
