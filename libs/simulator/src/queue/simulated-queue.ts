import { MINUTE_MS } from '@weir/domain';
import type { MinuteLog, MinuteValues } from '../metrics/minute-log.js';
import { seedOf } from '../chance/chance.js';
import { Activity } from './activity.js';
import { Agenda, type Appointment } from './agenda.js';
import type { Cohort, Message, Wording } from './cohort.js';
import { FifoShelf } from './fifo-shelf.js';
import type { QueueSettings } from './settings.js';
import type { Shelf } from './shelf.js';
import { RECEIVES_BEFORE_AGE_LOOKS_AWAY, StandardShelf } from './standard-shelf.js';

export interface QueueIdentity {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
}

/** Every message that ever was in the queue is in exactly one of these, or still held. */
export interface QueueLedger {
  sent: number;
  movedIn: number;
  deleted: number;
  expired: number;
  movedOut: number;
  purged: number;
}

/** Hands a message over to a dead-letter queue; false when there is no such queue. */
export type DeadLetterOffice = (targetArn: string, cohort: Cohort, now: number) => boolean;

export interface Arrival {
  readonly count: number;
  readonly poison: boolean;
  readonly group: string | null;
  readonly message: Message | null;
  readonly delaySeconds: number;
  /** Of each message. */
  readonly bytes: number;
  /** How they look; without: as messages of this queue do. */
  readonly wording?: Wording;
}

/**
 * One queue and its physics: visibility timeouts, redelivery, receive counts and the move to the dead-letter queue, groups, delay,
 * retention. It knows no clock: every operation names its instant, and instants never run backwards.
 *
 * Invariant: ledger.sent + movedIn = deleted + expired + movedOut + purged + held.
 */
export class SimulatedQueue {
  readonly ledger: QueueLedger = { sent: 0, movedIn: 0, deleted: 0, expired: 0, movedOut: 0, purged: 0 };
  readonly activity: Activity;
  readonly seed: number;
  readonly tags = new Map<string, string>();
  private readonly shelf: Shelf;
  private readonly flights = new Agenda();
  private readonly delays = new Agenda();
  private readonly minute: MinuteValues;
  /** Epoch milliseconds of the last purge. */
  purgedAt = Number.NEGATIVE_INFINITY;
  private serial = 0;
  private readonly taken: Cohort[] = [];

  constructor(
    readonly identity: QueueIdentity,
    readonly settings: QueueSettings,
    readonly log: MinuteLog,
    worldSeed: number,
    private readonly deadLetterOffice: DeadLetterOffice,
  ) {
    this.seed = seedOf(worldSeed, identity.arn);
    this.activity = new Activity(this.seed);
    this.shelf = identity.fifo ? new FifoShelf() : new StandardShelf();
    this.minute = emptyMinute(identity.fifo);
  }

  get visible(): number {
    return this.shelf.count;
  }
  get inFlight(): number {
    return this.flights.count;
  }
  get delayed(): number {
    return this.delays.count;
  }
  get held(): number {
    return this.shelf.count + this.flights.count + this.delays.count;
  }

  /** Lets everything happen that was due by `now`: delays end, messages return or are done, old ones expire. */
  settle(now: number): void {
    for (let due = this.delays.next(now); due; due = this.delays.next(now)) this.shelf.put(due.cohort);
    for (let due = this.flights.next(now); due; due = this.flights.next(now)) this.land(due);
    this.ledger.expired += this.shelf.expire(now - this.settings.retentionSeconds * 1000);
  }

  /** A send. Counts in the metrics; `now` becomes the send time. */
  send(arrival: Arrival, now: number): Cohort {
    const cohort: Cohort = {
      count: arrival.count,
      sentAt: now,
      enteredAt: now,
      availableSince: now + arrival.delaySeconds * 1000,
      receives: 0,
      receivesHere: 0,
      firstReceivedAt: 0,
      poison: arrival.poison,
      serial: ++this.serial,
      group: arrival.group,
      message: arrival.message,
      wording: arrival.wording ?? null,
      deadLetterSourceArn: null,
    };
    this.ledger.sent += arrival.count;
    this.minute.sent += arrival.count;
    this.minute.sizeSum += arrival.bytes * arrival.count;
    this.minute.sizeCount += arrival.count;
    this.minute.sizeMax = Math.max(this.minute.sizeMax, arrival.bytes);
    this.minute.sizeMin = Math.min(this.minute.sizeMin, arrival.bytes);
    if (cohort.availableSince > now) this.delays.add(cohort, cohort.availableSince, 'appear');
    else this.shelf.put(cohort);
    this.activity.sign(now);
    return cohort;
  }

  /** A FIFO send that was recognised as a repetition. */
  countDeduplicated(now: number): void {
    this.minute.deduplicated += 1;
    this.activity.sign(now);
  }

  /**
   * A dead letter arrives. It counts in no NumberOfMessagesSent. A standard queue keeps the time of the original send, so that
   * time spent in the source eats the retention here; a FIFO queue starts anew.
   */
  acceptDeadLetter(cohort: Cohort, sourceArn: string, now: number): void {
    this.settle(now);
    this.ledger.movedIn += cohort.count;
    this.shelf.put({
      ...cohort,
      sentAt: this.identity.fifo ? now : cohort.sentAt,
      enteredAt: now,
      availableSince: now,
      receivesHere: 0,
      serial: ++this.serial,
      deadLetterSourceArn: sourceArn,
    });
    this.activity.sign(now);
  }

  /**
   * Receives up to `limit` messages, in cohorts. What had its last chance goes to the dead-letter queue instead. The caller decides
   * about each cohort: `fly`, `finish` or `giveBack`. The returned array is reused by the next call.
   */
  take(limit: number, now: number): readonly Cohort[] {
    const out = this.taken;
    out.length = 0;
    let got = 0;
    while (got < limit) {
      const start = out.length;
      this.shelf.take(limit - got, out);
      if (out.length === start) break;
      let kept = start;
      for (let at = start; at < out.length; at++) {
        const cohort = out[at];
        if (!cohort || this.movedToDeadLetters(cohort, now)) continue;
        cohort.receives++;
        cohort.receivesHere++;
        cohort.firstReceivedAt ||= now;
        got += cohort.count;
        this.minute.received += cohort.count;
        out[kept++] = cohort;
      }
      out.length = kept;
      // On a FIFO queue a second look could hand out the followers of a message that is about to fail.
      if (this.identity.fifo && kept > start) break;
    }
    return out;
  }

  /** A receive that did not happen after all: a predecessor of the group failed first. */
  giveBack(cohort: Cohort): void {
    cohort.receives--;
    cohort.receivesHere--;
    if (cohort.receives === 0) cohort.firstReceivedAt = 0;
    this.minute.received -= cohort.count;
    this.shelf.putBack(cohort);
  }

  /** Taken messages stay hidden until `until`, then return or are done. */
  fly(cohort: Cohort, until: number, outcome: 'return' | 'done'): Appointment {
    this.shelf.hold(cohort, 1);
    return this.flights.add(cohort, until, outcome);
  }

  /** Taken messages were processed and deleted at once. */
  finish(count: number): void {
    this.ledger.deleted += count;
    this.minute.deleted += count;
  }

  /** Deletes one message in flight. */
  deleteInFlight(appointment: Appointment): void {
    const { cohort } = appointment;
    this.flights.cancel(appointment);
    this.shelf.hold(cohort, -1);
    this.finish(cohort.count);
    cohort.count = 0;
  }

  /** Deletes one message that is visible again. */
  deleteVisible(cohort: Cohort): void {
    this.finish(cohort.count);
    this.shelf.remove(cohort);
  }

  /** A delete that hit nothing: the message was gone. It counts all the same. */
  countRepeatedDelete(count: number, now: number): void {
    this.minute.deleted += count;
    this.activity.sign(now);
  }

  /** Changes when a message in flight returns. */
  reschedule(appointment: Appointment, until: number): Appointment {
    this.flights.cancel(appointment);
    return this.flights.add(appointment.cohort, until, 'return');
  }

  countEmptyReceives(count: number, now: number): void {
    this.minute.emptyReceives += count;
    this.activity.sign(now);
  }

  /** Drops everything; returns how many. */
  purge(now: number): number {
    this.settle(now);
    const purged = this.held;
    this.flights.forEach(({ cohort }) => this.shelf.hold(cohort, -1));
    this.flights.clear();
    this.delays.clear();
    this.shelf.clear();
    this.ledger.purged += purged;
    this.purgedAt = now;
    this.activity.sign(now);
    return purged;
  }

  /** Seconds, whole, of the oldest message whose age counts; NaN when there is none. In a dead-letter queue since its arrival there. */
  oldestAgeSeconds(now: number): number {
    let oldest = this.shelf.oldestEnteredAt();
    this.flights.forEach(({ cohort }) => {
      const counts = this.identity.fifo || cohort.receivesHere < RECEIVES_BEFORE_AGE_LOOKS_AWAY;
      if (counts && cohort.enteredAt < oldest) oldest = cohort.enteredAt;
    });
    return oldest === Infinity ? Number.NaN : Math.floor((now - oldest) / 1000);
  }

  /** Takes the sample that the gauges of the open minute are the greatest of. */
  sample(now: number): void {
    if (this.held > 0) this.activity.sign(now);
    const minute = this.minute;
    minute.visible = Math.max(minute.visible, this.visible);
    minute.inFlight = Math.max(minute.inFlight, this.inFlight);
    minute.delayed = Math.max(minute.delayed, this.delayed);
    const age = this.oldestAgeSeconds(now);
    if (!Number.isNaN(age) && !(age <= minute.oldestAgeSeconds)) minute.oldestAgeSeconds = age;
    if (this.identity.fifo) minute.groupsInFlight = Math.max(minute.groupsInFlight, this.shelf.groupsInFlight);
  }

  /** Ends the minute before `minuteEnd` and opens the next. `record`: false while history warms up. */
  closeMinute(minuteEnd: number, record: boolean): void {
    const start = minuteEnd - MINUTE_MS;
    const minute = this.minute;
    if (record && this.activity.reports(start)) {
      if (minute.sizeCount === 0) minute.sizeSum = minute.sizeCount = minute.sizeMax = minute.sizeMin = Number.NaN;
      this.log.write(start, minute);
    }
    Object.assign(minute, this.identity.fifo ? EMPTY_FIFO_MINUTE : EMPTY_MINUTE);
  }

  private land({ cohort, outcome, dueAt }: Appointment): void {
    this.shelf.hold(cohort, -1);
    if (outcome === 'done') {
      this.finish(cohort.count);
      cohort.count = 0;
      return;
    }
    cohort.availableSince = dueAt;
    this.shelf.putBack(cohort);
  }

  private movedToDeadLetters(cohort: Cohort, now: number): boolean {
    const { redrive } = this.settings;
    if (!redrive || cohort.receivesHere < redrive.maxReceiveCount) return false;
    if (!this.deadLetterOffice(redrive.deadLetterTargetArn, cohort, now)) return false;
    this.ledger.movedOut += cohort.count;
    cohort.count = 0;
    return true;
  }
}

const EMPTY_MINUTE: MinuteValues = {
  visible: 0,
  inFlight: 0,
  delayed: 0,
  oldestAgeSeconds: Number.NaN,
  sent: 0,
  received: 0,
  deleted: 0,
  emptyReceives: 0,
  sizeSum: 0,
  sizeCount: 0,
  sizeMax: 0,
  sizeMin: Infinity,
  deduplicated: Number.NaN,
  groupsInFlight: Number.NaN,
};
const EMPTY_FIFO_MINUTE: MinuteValues = { ...EMPTY_MINUTE, deduplicated: 0, groupsInFlight: 0 };

const emptyMinute = (fifo: boolean): MinuteValues => ({ ...(fifo ? EMPTY_FIFO_MINUTE : EMPTY_MINUTE) });
