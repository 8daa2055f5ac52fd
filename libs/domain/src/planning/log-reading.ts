import type { EpochMs, TopicConfig, WeirConfig } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../series/sample.js';
import { callCost, LOGS_API } from './cost.js';

type DeliveryLogsConfig = WeirConfig['fanout']['deliveryLogs'];

interface Named {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
}

/** Whether the configuration says that this topic's delivery-status logs are read. */
export const isLogRead = ({ read }: Pick<DeliveryLogsConfig, 'read'>, { name, accountId, region }: Named): boolean =>
  read.some(
    ({ topic, ...place }) =>
      (place.account === undefined || place.account === accountId) &&
      (place.region === undefined || place.region === region) &&
      (topic.endsWith('*') ? name.startsWith(topic.slice(0, -1)) : topic === name),
  );

/** Which groups of a topic's log there is anything in, by its settings; null: none. */
export function loggedGroups(
  deliveryLogs: TopicConfig['deliveryLogs'],
): { readonly successes: boolean; readonly failures: boolean } | null {
  const all = Object.values(deliveryLogs);
  const successes = all.some(({ successPercent }) => successPercent > 0);
  const failures = all.some((logging) => logging.failures);
  return successes || failures ? { successes, failures } : null;
}

/** How far a reading reaches back after an outage: as far as verdicts look. */
const FURTHEST_MINUTES = 180;

/**
 * The minutes of a log to read: each once, when all of it is written.
 * @param readThrough end of the newest minute that was read. What lies before it was read, or nobody knows what was logged then
 * @returns null when there is none yet
 */
export function logWindow(
  readThrough: EpochMs,
  { settleSeconds }: Pick<DeliveryLogsConfig, 'settleSeconds'>,
  now: EpochMs,
): { readonly from: EpochMs; readonly to: EpochMs } | null {
  const to = minuteOf(now - settleSeconds * 1000);
  const from = Math.max(to - FURTHEST_MINUTES * MINUTE_MS, readThrough);
  return from < to ? { from, to } : null;
}

/** What reading may still take of a topic's log today; null: nothing. */
export function logBudget(
  spent: { readonly pages: number; readonly bytes: number; readonly usd: number },
  { fanout, prices }: Pick<WeirConfig, 'fanout' | 'prices'>,
): { readonly pages: number; readonly bytes: number } | null {
  const { pagesPerDay, megabytesPerDay, usdPerDay } = fanout.deliveryLogs.budget;
  const price = callCost(LOGS_API, 1, prices);
  const affordable = price > 0 ? Math.floor((usdPerDay - spent.usd) / price + ROUNDING) : Infinity;
  const pages = Math.min(pagesPerDay - spent.pages, affordable);
  const bytes = megabytesPerDay * BYTES_PER_MEGABYTE - spent.bytes;
  return pages > 0 && bytes > 0 ? { pages, bytes } : null;
}

const BYTES_PER_MEGABYTE = 1_000_000;
/** Dollars are added up in fractions of a cent: the last page must not be lost to the last digit. */
const ROUNDING = 1e-6;
