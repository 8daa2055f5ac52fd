import type { EpochMs } from '@weir/contract';
import { arrivalsOf, freshness, heldNow } from './depth.js';
import { greatestAge } from './flow.js';
import type { DeadLetterFacts, DeadLetterMover, QueueFacts } from './queue-facts.js';

/** What a source is told of its dead-letter queue, given that queue's own facts. */
export function deadLetterFactsOf(deadLetterQueue: QueueFacts, now: EpochMs): DeadLetterFacts {
  const { depth } = freshness(deadLetterQueue, now);
  return {
    held: depth === null ? null : heldNow(depth),
    arrivals: depth === null ? null : arrivalsOf(deadLetterQueue, depth, now),
    sharedBy: Math.max(1, deadLetterQueue.sources.length),
  };
}

/** What a dead-letter queue is told of a queue that it is the end of; null: its settings were never read, or name no dead-letter queue. */
export function deadLetterSourceOf({ config, window }: Pick<QueueFacts, 'config' | 'window'>, now: EpochMs): DeadLetterMover | null {
  if (config === null || config.redrive === null) return null;
  return {
    fifo: config.fifo,
    retentionSeconds: config.retentionSeconds,
    visibilityTimeoutSeconds: config.visibilityTimeoutSeconds,
    maxReceiveCount: config.redrive.maxReceiveCount,
    oldestAgeSeconds: greatestAge(window, now),
  };
}
