import { groupDigits } from '../format/index.js';
import type { Resource } from '@weir/contract';

/** What a row of the dead-letter list holds beside its queue. */
export interface DeadLetterQueue {
  readonly resource: Resource;
  readonly held: number | null;
  /** Net arrivals per minute; null when unknown. Never negative: what leaves is no arrival. */
  readonly arrivingPerMinute: number | null;
}

/** Every dead-letter queue that is present: nearest loss first, then most held, then unknown, then empty. */
export function deadLetterQueues(resources: readonly Resource[]): readonly DeadLetterQueue[] {
  return resources
    .filter(({ deadLetterSources, deletedAt }) => deadLetterSources.length > 0 && deletedAt === null)
    .map((resource) => ({
      resource,
      held: resource.latest.visible?.value ?? null,
      arrivingPerMinute: resource.growthPerSecond === null ? null : Math.max(0, resource.growthPerSecond * 60),
    }))
    .sort((a, b) => lossAt(a) - lossAt(b) || weight(b) - weight(a) || (a.resource.name < b.resource.name ? -1 : 1));
}

const lossAt = ({ resource }: DeadLetterQueue): number => resource.loss?.earliestAt ?? Number.MAX_SAFE_INTEGER;
/** Unknown weighs more than empty: it may hold something. */
const weight = ({ held }: DeadLetterQueue): number => held ?? 0.5;

/** Queues whose failures go nowhere: they are told below the list. */
export function withoutDeadLetterQueue(resources: readonly Resource[]): readonly Resource[] {
  return resources
    .filter(
      ({ deadLetter, deadLetterSources, config, deletedAt }) =>
        config !== null && config.redrive === null && deadLetter === null && deadLetterSources.length === 0 && deletedAt === null,
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The answer of the page in a sentence. */
export function deadLetterSentence(queues: readonly DeadLetterQueue[]): string {
  const holding = queues.filter(({ held }) => (held ?? 0) > 0);
  const dark = queues.filter(({ held }) => held === null).length;
  const messages = holding.reduce((sum, { held }) => sum + (held ?? 0), 0);
  const seen =
    holding.length === 0
      ? `No dead letters in ${queues.length - dark} dead-letter queues`
      : `${groupDigits(messages)} dead letters in ${holding.length} of ${queues.length} dead-letter queues`;
  return dark === 0 ? seen : `${seen}, ${dark} not visible`;
}
