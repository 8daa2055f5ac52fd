import type { EpochMs, RedriveState } from '@weir/contract';

/** What the guard looks at. */
export interface ReturnFacts {
  readonly state: RedriveState;
  /** Known by their ids to be in the dead-letter queue again. */
  readonly cameBack: number;
  /** Taken out of the dead-letter queue so far. */
  readonly moved: number;
  readonly consumerTrouble: string | null;
  /** Since it began. */
  readonly elapsedSeconds: number;
  readonly ambientPerSecond: number;
  /** Messages in the dead-letter queue before anything was moved; null: not known. */
  readonly depthAtStart: number | null;
  readonly watchSeconds: number;
  /** Newest last: what was in it, and how many were moved by then. */
  readonly readings: readonly DepthReading[];
}

export interface DepthReading {
  readonly at: EpochMs;
  readonly total: number;
  readonly moved: number;
}

/**
 * SQS's counts settle within about a minute (Amazon SQS API Reference, GetQueueAttributes): what was moved since may still be counted,
 * and is not held against the consumer.
 */
const COUNTS_SETTLE_MS = 60_000;
/** How long what was moved may still be counted, where a watch ends before counts settle for certain. */
export const settleMs = (watchSeconds: number): number => Math.min(COUNTS_SETTLE_MS, watchSeconds * 500);
/** Of what was moved: so many may come back without stopping a redrive whose canary did well. */
const TOLERATED_SHARE = 0.01;
const TOLERATED_MESSAGES = 2;
/** Chance alone rarely exceeds what is usual by this many standard deviations. */
const DEVIATIONS = 3;

/** Why a redrive has to stop; null: it may go on. During the canary one message that comes back is enough. */
export function judgeReturn(facts: ReturnFacts): string | null {
  const { state, cameBack, moved, consumerTrouble } = facts;
  const careful = state === 'canary' || state === 'watching' || state === 'confirming';
  const tolerated = careful ? 0 : Math.max(TOLERATED_MESSAGES, moved * TOLERATED_SHARE);
  if (cameBack > tolerated) return `${counted(cameBack)} of ${String(moved)} came back to the dead-letter queue`;
  if (consumerTrouble !== null) return consumerTrouble;
  const arrived = arrivalsAbove(facts, tolerated, careful ? settleMs(facts.watchSeconds) : COUNTS_SETTLE_MS);
  return arrived === null ? null : `${counted(arrived)} arrived in the dead-letter queue that were not expected`;
}

/** How many more arrived than before the redrive and than chance explains, by two readings in a row; null: no more than that. */
function arrivalsAbove(facts: ReturnFacts, tolerated: number, settledMs: number): number | null {
  const { depthAtStart, readings, ambientPerSecond, elapsedSeconds } = facts;
  const last = readings.slice(-2);
  if (depthAtStart === null || last.length < 2) return null;
  const usual = ambientPerSecond * elapsedSeconds;
  const expected = usual + DEVIATIONS * Math.sqrt(usual) + tolerated;
  const risen = last.map((reading) => reading.total - (depthAtStart - movedAndSettled(readings, reading.at - settledMs)));
  const least = Math.min(...risen);
  return least > expected && least >= 1 ? Math.round(least - usual) : null;
}

/** How many were moved by then. */
const movedAndSettled = (readings: readonly DepthReading[], by: EpochMs): number => readings.findLast(({ at }) => at <= by)?.moved ?? 0;

/** Readings that the guard still needs. */
export const recentReadings = (readings: readonly DepthReading[], now: EpochMs): readonly DepthReading[] =>
  readings.filter(({ at }, index) => at > now - 2 * COUNTS_SETTLE_MS || index >= readings.length - 2);

const counted = (count: number): string => `${String(count)} ${count === 1 ? 'message' : 'messages'}`;
