import { MINUTE_MS } from '@weir/domain';
import { uniform } from '../chance/chance.js';

/** CloudWatch takes a queue for active so long after it last held messages or was used. Source: Amazon SQS Developer Guide, "Monitoring". */
export const ACTIVE_FOR_MS = 6 * 60 * MINUTE_MS;
/** A queue that wakes is reported again after up to this time. Same source. */
export const WAKING_TAKES_UP_TO_MS = 15 * MINUTE_MS;

const DRAW_WAKING = 11;

/** Whether CloudWatch reports a queue: it falls silent six hours after its last sign of life and takes its time to come back. */
export class Activity {
  private lastSignAt = Number.NEGATIVE_INFINITY;
  private reportedFrom = Number.POSITIVE_INFINITY;

  constructor(private readonly seed: number) {}

  /** The queue was reported all along: the state of a queue in use when its history begins. */
  beginAwake(now: number): void {
    this.lastSignAt = now;
    this.reportedFrom = now;
  }

  /** The queue holds messages, or somebody sends, receives or deletes. Reading its attributes is no sign of life. */
  sign(now: number): void {
    if (now - this.lastSignAt >= ACTIVE_FOR_MS) {
      const delay = Math.floor(uniform(this.seed, Math.floor(now / MINUTE_MS), DRAW_WAKING) * WAKING_TAKES_UP_TO_MS);
      this.reportedFrom = now + delay;
    }
    this.lastSignAt = now;
  }

  isActive(now: number): boolean {
    return now - this.lastSignAt < ACTIVE_FOR_MS;
  }

  reports(minuteStart: number): boolean {
    return minuteStart >= this.reportedFrom && minuteStart < this.lastSignAt + ACTIVE_FOR_MS;
  }
}
