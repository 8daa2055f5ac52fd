import type { EpochMs } from '@weir/contract';

/** Periods AWS's own metrics are kept at, seconds. */
export type MetricPeriod = 60 | 300 | 3_600;

export interface MetricWindow {
  /** Inclusive. */
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  readonly periodSeconds: MetricPeriod;
}

const DAY_MS = 86_400_000;

/**
 * How long CloudWatch keeps each period; too fine a period for the age of the start yields no points at all, without an error.
 * Source: CloudWatch API Reference, GetMetricData, and User Guide, "Metrics retention".
 */
const KEPT: readonly { readonly periodSeconds: MetricPeriod; readonly ms: number }[] = [
  { periodSeconds: 60, ms: 15 * DAY_MS },
  { periodSeconds: 300, ms: 63 * DAY_MS },
  { periodSeconds: 3_600, ms: 455 * DAY_MS },
];

/** Windows are cut this far inside what is kept, for a window may wait before it is asked for. */
const MARGIN_MS = 10 * 60_000;

/** Whether CloudWatch still keeps points of this period from `from` on. */
export function isKept(from: EpochMs, periodSeconds: number, now: EpochMs): boolean {
  return KEPT.some((kept) => kept.periodSeconds === periodSeconds && now - from <= kept.ms);
}

/** Widens a range to whole periods: `from` down, `to` up. */
export function alignWindow(from: EpochMs, to: EpochMs, periodSeconds: number): { readonly from: EpochMs; readonly to: EpochMs } {
  const periodMs = periodSeconds * 1_000;
  return { from: Math.floor(from / periodMs) * periodMs, to: Math.ceil(to / periodMs) * periodMs };
}

/**
 * Cuts a range into windows with the finest period CloudWatch still keeps for each part, oldest first, aligned and without overlap.
 * What is older than 455 days is left out; a range shorter than a period is widened to it.
 */
export function windowsByAge(from: EpochMs, to: EpochMs, now: EpochMs): readonly MetricWindow[] {
  const windows: MetricWindow[] = [];
  let end = to;
  for (const { periodSeconds, ms } of KEPT) {
    const periodMs = periodSeconds * 1_000;
    // On an hour, so that each part ends where the next coarser one can begin.
    const oldest = Math.ceil((now - ms + MARGIN_MS) / 3_600_000) * 3_600_000;
    const start = Math.max(Math.floor(from / periodMs) * periodMs, oldest);
    const alignedEnd = Math.ceil(end / periodMs) * periodMs;
    if (start < alignedEnd) {
      windows.unshift({ from: start, to: alignedEnd, periodSeconds });
      end = start;
    }
    if (start <= from) break;
  }
  return windows;
}
