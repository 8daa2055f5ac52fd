import { splitOff, type Cohort } from './cohort.js';
import { Lane } from './lane.js';
import type { Shelf } from './shelf.js';

interface GroupLane {
  readonly lane: Lane;
  /** Cohorts of this group in flight. While there are any, nobody receives more of the group. */
  inFlight: number;
}

/** A FIFO queue: order within a message group is kept, and a group with a message in flight waits. */
export class FifoShelf implements Shelf {
  private readonly groups = new Map<string, GroupLane>();
  private held = 0;
  private blocked = 0;

  get count(): number {
    return this.held;
  }

  get groupsInFlight(): number {
    return this.blocked;
  }

  put(cohort: Cohort): void {
    this.laneOf(cohort).lane.push(cohort);
    this.held += cohort.count;
  }

  putBack(cohort: Cohort): void {
    this.laneOf(cohort).lane.insert(cohort, (other) => other.serial >= cohort.serial);
    this.held += cohort.count;
  }

  take(limit: number, into: Cohort[]): void {
    const ready: { readonly serial: number; readonly lane: Lane }[] = [];
    for (const [name, { lane, inFlight }] of this.groups) {
      const first = lane.first;
      if (first && inFlight === 0) ready.push({ serial: first.serial, lane });
      else if (!first && inFlight === 0) this.groups.delete(name);
    }
    ready.sort((a, b) => a.serial - b.serial);
    let left = limit;
    for (const { lane } of ready) {
      for (let cohort = lane.first; cohort && left > 0; cohort = lane.first) {
        const taken = cohort.count <= left ? cohort : splitOff(cohort, left);
        if (taken === cohort) lane.shift();
        left -= taken.count;
        this.held -= taken.count;
        into.push(taken);
        // What follows a message that will fail may not overtake it.
        if (taken.poison) break;
      }
      if (left === 0) return;
    }
  }

  hold(cohort: Cohort, change: 1 | -1): void {
    const group = this.laneOf(cohort);
    group.inFlight += change;
    if (change === 1 && group.inFlight === 1) this.blocked++;
    if (change === -1 && group.inFlight === 0) this.blocked--;
  }

  remove(cohort: Cohort): void {
    this.held -= cohort.count;
    cohort.count = 0;
  }

  oldestEnteredAt(): number {
    let oldest = Infinity;
    for (const { lane } of this.groups.values()) oldest = Math.min(oldest, lane.first?.enteredAt ?? Infinity);
    return oldest;
  }

  expire(sentUntil: number): number {
    let expired = 0;
    for (const { lane } of this.groups.values()) {
      for (let cohort = lane.first; cohort && cohort.sentAt <= sentUntil; cohort = lane.first) {
        expired += cohort.count;
        cohort.count = 0;
      }
    }
    this.held -= expired;
    return expired;
  }

  clear(): number {
    const cleared = this.held;
    for (const { lane } of this.groups.values()) lane.clear();
    this.held = 0;
    return cleared;
  }

  private laneOf(cohort: Cohort): GroupLane {
    const name = cohort.group ?? '';
    const known = this.groups.get(name);
    if (known) return known;
    const made = { lane: new Lane(), inFlight: 0 };
    this.groups.set(name, made);
    return made;
  }
}
