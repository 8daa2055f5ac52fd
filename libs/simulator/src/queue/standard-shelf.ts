import { splitOff, type Cohort } from './cohort.js';
import { Lane } from './lane.js';
import type { Shelf } from './shelf.js';

/**
 * After this many receives without a delete, SQS moves a message to the back and lets the age metric point at the next one.
 * Source: Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS", note on ApproximateAgeOfOldestMessage.
 */
export const RECEIVES_BEFORE_AGE_LOOKS_AWAY = 3;

/** A standard queue: first come, first served among what is visible; what comes back queues up again at the end. */
export class StandardShelf implements Shelf {
  readonly groupsInFlight = 0;
  private readonly fresh = new Lane();
  private readonly returned = new Lane();
  private held = 0;
  /** The longest any message here had lived elsewhere before it arrived: bounds how far the front must be searched for expiry. */
  private longestPast = 0;
  private returnedSentFrom = Infinity;

  get count(): number {
    return this.held;
  }

  put(cohort: Cohort): void {
    this.fresh.push(cohort);
    this.held += cohort.count;
    this.longestPast = Math.max(this.longestPast, cohort.enteredAt - cohort.sentAt);
  }

  putBack(cohort: Cohort): void {
    this.returned.push(cohort);
    this.held += cohort.count;
    this.returnedSentFrom = Math.min(this.returnedSentFrom, cohort.sentAt);
  }

  take(limit: number, into: Cohort[]): void {
    let left = Math.min(limit, this.held);
    this.held -= left;
    while (left > 0) {
      const fresh = this.fresh.first;
      const returned = this.returned.first;
      const lane = returned && (!fresh || returned.availableSince <= fresh.availableSince) ? this.returned : this.fresh;
      const cohort = lane.first;
      if (!cohort) return;
      if (cohort.count <= left) {
        lane.shift();
        left -= cohort.count;
        into.push(cohort);
      } else {
        into.push(splitOff(cohort, left));
        left = 0;
      }
    }
  }

  hold(): void {
    // Messages of a standard queue do not wait for one another.
  }

  remove(cohort: Cohort): void {
    this.held -= cohort.count;
    cohort.count = 0;
  }

  oldestEnteredAt(): number {
    let oldest = this.fresh.first?.enteredAt ?? Infinity;
    if (!this.returned.isEmpty) {
      this.returned.scan((cohort) => {
        if (cohort.receivesHere < RECEIVES_BEFORE_AGE_LOOKS_AWAY) oldest = Math.min(oldest, cohort.enteredAt);
        return true;
      });
    }
    return oldest;
  }

  expire(sentUntil: number): number {
    let expired = 0;
    const drop = (cohort: Cohort): void => {
      expired += cohort.count;
      cohort.count = 0;
    };
    const first = this.fresh.first;
    if (!first) this.longestPast = 0;
    else if (first.enteredAt - this.longestPast <= sentUntil) {
      this.fresh.scan((cohort) => {
        if (cohort.sentAt <= sentUntil) drop(cohort);
        return cohort.enteredAt - this.longestPast <= sentUntil;
      });
    }
    if (this.returnedSentFrom <= sentUntil) {
      let from = Infinity;
      this.returned.scan((cohort) => {
        if (cohort.sentAt <= sentUntil) drop(cohort);
        else from = Math.min(from, cohort.sentAt);
        return true;
      });
      this.returnedSentFrom = from;
    }
    this.held -= expired;
    return expired;
  }

  clear(): number {
    const cleared = this.held;
    this.fresh.clear();
    this.returned.clear();
    this.held = 0;
    this.longestPast = 0;
    this.returnedSentFrom = Infinity;
    return cleared;
  }
}
