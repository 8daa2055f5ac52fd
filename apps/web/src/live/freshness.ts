import type { Estate, Freshness, Reading, Resource } from '@weir/contract';
import { ageSeconds } from '../format/index.js';

/** Which of the two clocks. */
export type ClockKind = 'live' | 'cloudwatch';

export interface ClockReading {
  /** Null: there has never been a reading. */
  readonly ageSeconds: number | null;
  readonly budgetSeconds: number;
}

/** Older than its budget, or never read. */
export const isStale = ({ ageSeconds: age, budgetSeconds }: ClockReading): boolean => age === null || age > budgetSeconds;

export function readClock(freshness: Freshness, now: number): ClockReading {
  return { ageSeconds: freshness.at === null ? null : ageSeconds(freshness.at, now), budgetSeconds: freshness.budgetSeconds };
}

/**
 * The estate's clock of a kind: the oldest among the scopes Weir may read, because the page as a whole is no fresher than that. A scope
 * that is refused has its own line and does not turn the clock of all others. Null when there is no scope to read.
 */
export function estateClock(estate: Estate, kind: ClockKind, now: number): ClockReading | null {
  const readable = estate.scopes.filter((scope) => scope[kind].state !== 'denied').map((scope) => readClock(scope[kind], now));
  const slack = ({ ageSeconds: age, budgetSeconds }: ClockReading) => (age === null ? Number.NEGATIVE_INFINITY : budgetSeconds - age);
  return readable.reduce<ClockReading | null>((worst, clock) => (worst === null || slack(clock) < slack(worst) ? clock : worst), null);
}

/** The newest live reading of any scope, epoch milliseconds; null when there is none. */
export function newestReadingAt(estate: Estate): number | null {
  const moments = estate.scopes.map((scope) => scope.live.at).filter((at) => at !== null);
  return moments.length === 0 ? null : Math.max(...moments);
}

/** A CloudWatch point is about a minute that closed, arrives a minute or two late, and is read every five minutes. */
const CLOUDWATCH_BUDGET_SECONDS = 600;

/** True when a reading that is shown can no longer be taken for the present. */
export function isOldReading(reading: Reading, resource: Pick<Resource, 'liveBudgetSeconds'>, now: number): boolean {
  if (reading.value === null || reading.at === null) return false;
  const direct = reading.state === 'live';
  if (!direct && reading.state !== 'provisional' && reading.state !== 'settled') return true;
  return ageSeconds(reading.at, now) > (direct ? Math.max(30, resource.liveBudgetSeconds) : CLOUDWATCH_BUDGET_SECONDS);
}

/** Longest silence of a collector's heartbeat that still counts as running. */
export const HEARTBEAT_BUDGET_SECONDS = 60;

/** When the collector fell silent, epoch milliseconds; null while it runs or is starting. */
export function collectorDownSince(estate: Estate, now: number): number | null {
  const { state, heartbeatAt } = estate.collector;
  if (state === 'starting' && heartbeatAt === null) return null;
  if (heartbeatAt === null) return estate.at;
  if (state === 'stopped') return heartbeatAt;
  return ageSeconds(heartbeatAt, now) > HEARTBEAT_BUDGET_SECONDS ? heartbeatAt : null;
}

/**
 * True until every configured account and region was listed once: until then an empty estate says nothing. Without any account
 * configured there is nothing to wait for.
 */
export function isStillLooking(estate: Estate): boolean {
  if (estate.collector.state === 'starting') return true;
  const listed = estate.scopes.filter(({ discovery }) => discovery.at !== null || discovery.state === 'denied');
  return listed.length < estate.scopes.length || (estate.scopes.length === 0 && estate.cost.accounts.length > 0);
}
