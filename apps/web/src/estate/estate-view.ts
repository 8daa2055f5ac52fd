import type { LedgerLine, Resource, TopologyChange, WallAnswer } from '@weir/contract';
import { rootCauses, worstFirst } from '@weir/domain';
import { brokenIn, isTrouble, lateIn, lateWords, NARROW_SPACE } from '../format/index.js';

const DAY_MS = 86_400_000;
const CHANGES_SHOWN = 6;
const WORST_SHOWN = 50;
/** Turning well this soon after it was first seen is a first verdict, not a change. */
const SETTLING_MS = 15 * 60_000;

/** Everything in trouble, worst first. What is part of another's trouble is not told twice, as on the wall. */
export function worstResources(resources: readonly Resource[], now: number): readonly Resource[] {
  return rootCauses(resources, now)
    .filter(({ verdict }) => isTrouble(verdict.state))
    .sort(worstFirst(now))
    .slice(0, WORST_SHOWN);
}

/** The latest changes of verdict within a day, newest first. */
export function justChanged(resources: readonly Resource[], now: number): readonly Resource[] {
  return resources
    .filter(
      ({ verdict, firstSeen }) => now - verdict.since < DAY_MS && (isTrouble(verdict.state) || verdict.since - firstSeen > SETTLING_MS),
    )
    .sort((a, b) => b.verdict.since - a.verdict.since || (a.name < b.name ? -1 : 1))
    .slice(0, CHANGES_SHOWN);
}

/**
 * The answer in a sentence. Only when everything is seen and passed on does it say that all is fine.
 * @param whole whether all there is was listed: else there may be more than is counted
 * @param undelivered how many pass nothing on, those switched off while events came among them
 */
export function estateAnswer({ counts, seen, total }: Omit<WallAnswer, 'more'>, undelivered: number, whole = true): string {
  const sight = `${seen} of ${whole ? '' : `≥${NARROW_SPACE}`}${total} seen`;
  const broken = brokenIn(counts);
  if (broken > 0) return `${broken} broken, ${sight}`;
  if (lateIn(counts) > 0) return `${lateWords(counts)}, ${sight}`;
  if (undelivered > 0) return `${undelivered} not delivering, ${sight}`;
  return seen < total || !whole ? `Nothing known is wrong, ${sight}` : `All fine, ${sight}`;
}

/** Something that changed: a verdict, or the shape of the estate. */
export type LatestChange =
  | { readonly at: number; readonly verdictOf: Resource; readonly change: null }
  | { readonly at: number; readonly verdictOf: null; readonly change: TopologyChange };

/** Verdicts and settings that changed within a day, newest first: what was edited stands beside what broke after it. */
export function latestChanges(resources: readonly Resource[], changes: readonly TopologyChange[], now: number): readonly LatestChange[] {
  const verdicts = justChanged(resources, now).map<LatestChange>((resource) => ({
    at: resource.verdict.since,
    verdictOf: resource,
    change: null,
  }));
  const shapes = changes.filter(({ at }) => now - at < DAY_MS).map<LatestChange>((change) => ({ at: change.at, verdictOf: null, change }));
  return [...verdicts, ...shapes].sort((a, b) => b.at - a.at).slice(0, CHANGES_SHOWN);
}

/** What all topics, rules and pipes owed and delivered in the last hour. */
export interface DeliverySum {
  readonly expected: number;
  /** Share that arrived, both bounds; null: nothing was due. */
  readonly arrived: { readonly low: number; readonly high: number } | null;
  readonly unexplained: { readonly low: number; readonly high: number };
}

/** null: no ledger is known. What a policy filters was not due to arrive. */
export function deliverySum(line: LedgerLine | null): DeliverySum | null {
  if (line === null) return null;
  const due = {
    low: Math.max(0, line.expected.low - line.filtered.high),
    high: Math.max(0, line.expected.high - line.filtered.low),
  };
  return {
    expected: due.high,
    arrived:
      due.high === 0
        ? null
        : { low: Math.min(1, line.delivered.low / due.high), high: Math.min(1, line.delivered.high / Math.max(1, due.low)) },
    unexplained: line.unexplained,
  };
}
