import type { Cohort } from './cohort.js';

/** The messages of a queue that can be received, or could be if their group were free. */
export interface Shelf {
  readonly count: number;
  /** How many message groups have messages in flight; 0 on a standard queue. */
  readonly groupsInFlight: number;
  /** A message arrives. */
  put(cohort: Cohort): void;
  /** A message comes back after its visibility timeout, or was taken in vain. */
  putBack(cohort: Cohort): void;
  /** Takes at most `limit` messages in the queue's order and appends them to `into`, splitting cohorts as needed. */
  take(limit: number, into: Cohort[]): void;
  /** Messages of a group went in flight (`+1`) or left it (`-1`). */
  hold(cohort: Cohort, change: 1 | -1): void;
  /** One message that lies here was deleted by somebody who still had its handle. */
  remove(cohort: Cohort): void;
  /** The earliest arrival in this queue among the messages whose age counts; Infinity when there are none. */
  oldestEnteredAt(): number;
  /** Drops what was sent at or before `sentUntil`; returns how many. */
  expire(sentUntil: number): number;
  clear(): number;
}
