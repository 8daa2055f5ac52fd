import { BROKEN_STATES, type Resource, type WallAnswer } from '@weir/contract';
import { worstFirst } from '@weir/domain';
import { isTrouble } from '../format/index.js';

const DAY_MS = 86_400_000;
const CHANGES_SHOWN = 8;
const WORST_SHOWN = 50;
/** Turning well this soon after it was first seen is a first verdict, not a change. */
const SETTLING_MS = 15 * 60_000;

/**
 * Everything in trouble, worst first. A dead-letter queue whose source is poisoned is part of that trouble and is not told twice, as on
 * the wall.
 */
export function worstResources(resources: readonly Resource[], now: number): readonly Resource[] {
  const poisoned = new Set(resources.filter(({ verdict }) => verdict.state === 'poisoned').map(({ id }) => id));
  return resources
    .filter(({ verdict, deadLetterSources }) => isTrouble(verdict.state) && !deadLetterSources.some(({ id }) => poisoned.has(id)))
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

/** The answer in a sentence. Only when everything is seen does it say that all is fine. */
export function estateAnswer(counts: WallAnswer['counts'], seen: number, total: number): string {
  const broken = BROKEN_STATES.reduce((sum, state) => sum + counts[state], 0);
  if (broken > 0) return `${broken} broken, ${seen} of ${total} seen`;
  if (counts.slow > 0) return `${counts.slow} slow, ${seen} of ${total} seen`;
  return seen < total ? `Nothing known is wrong, ${seen} of ${total} seen` : `All fine, ${total} of ${total} seen`;
}
