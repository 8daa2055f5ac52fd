import type { EpochMs } from '@weir/contract';

const DAY_MS = 86_400_000;

/**
 * How long CloudWatch keeps each period; too fine a period for the age of the start yields no points at all, without an error.
 * Source: CloudWatch API Reference, GetMetricData, and User Guide, "Metrics retention".
 */
const KEPT: readonly { readonly periodSeconds: number; readonly ms: number }[] = [
  { periodSeconds: 60, ms: 15 * DAY_MS },
  { periodSeconds: 300, ms: 63 * DAY_MS },
  { periodSeconds: 3_600, ms: 455 * DAY_MS },
];

/** Whether CloudWatch still keeps points of this period from `from` on. */
export function isKept(from: EpochMs, periodSeconds: number, now: EpochMs): boolean {
  return KEPT.some((kept) => kept.periodSeconds === periodSeconds && now - from <= kept.ms);
}

/** Widens a range to whole periods: `from` down, `to` up. */
export function alignWindow(from: EpochMs, to: EpochMs, periodSeconds: number): { readonly from: EpochMs; readonly to: EpochMs } {
  const periodMs = periodSeconds * 1_000;
  return { from: Math.floor(from / periodMs) * periodMs, to: Math.ceil(to / periodMs) * periodMs };
}
