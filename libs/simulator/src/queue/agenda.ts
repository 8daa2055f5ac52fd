import type { Cohort } from './cohort.js';

/** What becomes of messages when their time comes. */
export type Outcome = 'appear' | 'return' | 'done';

export interface Appointment {
  readonly dueAt: number;
  readonly outcome: Outcome;
  readonly cohort: Cohort;
  /** It took place or was called off. */
  over: boolean;
}

const COMPACT_AT = 256;

/** Cohorts that wait for an instant, soonest first; first come, first served among equals. */
export class Agenda {
  /** What is over is let go at once: see Lane. */
  private items: (Appointment | undefined)[] = [];
  private head = 0;
  private waiting = 0;

  /** Messages waiting. */
  get count(): number {
    return this.waiting;
  }

  /** Epoch milliseconds; Infinity when nothing waits. */
  get nextDueAt(): number {
    return this.items[this.head]?.dueAt ?? Infinity;
  }

  add(cohort: Cohort, dueAt: number, outcome: Outcome): Appointment {
    const appointment: Appointment = { dueAt, outcome, cohort, over: false };
    let at = this.items.length;
    while (at > this.head && (this.items[at - 1]?.dueAt ?? 0) > dueAt) at--;
    if (at === this.items.length) this.items.push(appointment);
    else this.items.splice(at, 0, appointment);
    this.waiting += cohort.count;
    return appointment;
  }

  cancel(appointment: Appointment): void {
    if (appointment.over) return;
    appointment.over = true;
    this.waiting -= appointment.cohort.count;
  }

  /** The next appointment due at or before `now`, taken off the list. */
  next(now: number): Appointment | undefined {
    for (;;) {
      const appointment = this.items[this.head];
      if (!appointment || appointment.dueAt > now) return undefined;
      this.items[this.head++] = undefined;
      if (this.head >= COMPACT_AT) {
        this.items = this.items.slice(this.head);
        this.head = 0;
      }
      if (appointment.over) continue;
      appointment.over = true;
      this.waiting -= appointment.cohort.count;
      return appointment;
    }
  }

  forEach(visit: (appointment: Appointment) => void): void {
    for (let at = this.head; at < this.items.length; at++) {
      const appointment = this.items[at];
      if (appointment && !appointment.over) visit(appointment);
    }
  }

  /** Calls everything off and drops the messages, for whoever still holds a cohort too. */
  clear(): void {
    this.forEach((appointment) => {
      appointment.over = true;
      appointment.cohort.count = 0;
    });
    this.items = [];
    this.head = 0;
    this.waiting = 0;
  }
}
