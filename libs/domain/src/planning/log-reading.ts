import type { EpochMs, TopicConfig, WeirConfig } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../series/sample.js';
import { callCost, LOGS_API } from './cost.js';
import { fanoutCadenceSeconds, type FanoutNeeds } from './fanout-polling.js';
import { RATE_MONTH_SECONDS } from './forecast.js';
import { GOVERNOR_STEPS } from './governor.js';

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

/** A topic whose log is read as often as its counters are. */
export interface LogNeeds {
  readonly needs: FanoutNeeds;
  /** Groups that are asked for at each reading: a page each at least. */
  readonly groups: number;
}

/** The steady cost of reading these logs at each level of the governor, US dollars per 30 days. What the pages of busy logs cost on top is not foreseen. */
export function logCostByLevel(topics: readonly LogNeeds[], config: WeirConfig): readonly number[] {
  const price = callCost(LOGS_API, 1, config.prices);
  const { pagesPerDay, usdPerDay } = config.fanout.deliveryLogs.budget;
  const most = Math.min(pagesPerDay * price, usdPerDay) * DAYS;
  return [0, ...GOVERNOR_STEPS].map((_, level) =>
    topics.reduce((sum, { needs, groups }) => {
      const seconds = fanoutCadenceSeconds(needs, GOVERNOR_STEPS.slice(0, level), config);
      return seconds === null ? sum : sum + Math.min(most, (price * groups * RATE_MONTH_SECONDS) / seconds);
    }, 0),
  );
}

const DAYS = 30;
