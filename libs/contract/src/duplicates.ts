import { z } from 'zod';
import { bounds } from './ledger.js';
import { resourceId } from './resource.js';

/**
 * Why messages are received more than once. `slow-work`: the work takes as long as the visibility timeout, so that the next consumer begins before
 * the first ends. `given-back`: consumers fail or let go early. `cannot-tell`: the bounds lie on both sides of what matters.
 */
export const duplicateKind = z.enum(['none', 'slow-work', 'given-back', 'cannot-tell', 'too-little-traffic', 'unknown']);
export type DuplicateKind = z.infer<typeof duplicateKind>;

/** How often messages of a queue are received again, and what that asks of its consumers. */
export const duplicates = z.object({
  resourceId,
  from: z.number(),
  to: z.number(),
  knownMinutes: z.number(),
  unknownMinutes: z.number(),
  /** Over the known minutes. */
  sent: z.number(),
  received: z.number(),
  deleted: z.number(),
  /** Sends that a FIFO queue dropped as repeated; null: no FIFO queue, or not known. */
  deduplicated: z.number().nullable(),
  /** Receives beyond the first of each message; null: not known. */
  redelivered: bounds.nullable(),
  /** The same as a share of all receives, 0 to 1. */
  share: bounds.nullable(),
  /** How long a message is in flight each time it is received, on average, at most; null: not known. */
  heldSeconds: z.number().nullable(),
  visibilityTimeoutSeconds: z.number().nullable(),
  kind: duplicateKind,
  /** What is so, in a sentence. */
  sentence: z.string(),
  /** What consumers need, and what to change; null: nothing follows from it. */
  advice: z.string().nullable(),
});
export type Duplicates = z.infer<typeof duplicates>;
