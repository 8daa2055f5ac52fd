import type { Cohort } from './cohort.js';

/** Compact when this many places at the front have been left. */
const COMPACT_AT = 512;

/** A first-in, first-out list of cohorts that forgets its front cheaply. Cohorts of none are dropped when they reach the front. */
export class Lane {
  /** What has left is let go at once: cohorts that die young cost next to nothing. */
  private items: (Cohort | undefined)[] = [];
  private head = 0;

  get first(): Cohort | undefined {
    let cohort = this.items[this.head];
    while (cohort && cohort.count === 0) {
      this.shift();
      cohort = this.items[this.head];
    }
    if (this.head >= COMPACT_AT || (this.head > 0 && this.head === this.items.length)) this.compact();
    return cohort;
  }

  get isEmpty(): boolean {
    return this.first === undefined;
  }

  push(cohort: Cohort): void {
    this.items.push(cohort);
  }

  shift(): void {
    this.items[this.head++] = undefined;
  }

  /** Puts a cohort where `before(other)` first holds, searching from the front. */
  insert(cohort: Cohort, before: (other: Cohort) => boolean): void {
    let at = this.head;
    for (let other = this.items[at]; other && !before(other); other = this.items[at]) at++;
    if (at === this.head && at > 0) {
      this.head--;
      this.items[this.head] = cohort;
    } else this.items.splice(at, 0, cohort);
  }

  /** Visits cohorts from the front until `visit` returns false. */
  scan(visit: (cohort: Cohort) => boolean): void {
    for (let at = this.head; at < this.items.length; at++) {
      const cohort = this.items[at];
      if (cohort && cohort.count > 0 && !visit(cohort)) return;
    }
  }

  /** Drops everything, for whoever still holds a cohort too. */
  clear(): void {
    this.scan((cohort) => {
      cohort.count = 0;
      return true;
    });
    this.items = [];
    this.head = 0;
  }

  private compact(): void {
    this.items = this.items.slice(this.head);
    this.head = 0;
  }
}
