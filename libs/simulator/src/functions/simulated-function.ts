import { MINUTE_MS } from '@weir/domain';
import { roundByChance, seedOf, uniform } from '../chance/chance.js';
import { actsByRole } from '../delivery/acting-by-role.js';
import type { Destination } from '../delivery/destination.js';
import { delivered, refused, type Outcome, type Parcel, type Sender } from '../delivery/parcel.js';
import type { FunctionBlueprint } from '../estate/event-blueprint.js';
import { MinuteTable } from '../metrics/minute-table.js';
import { TICK_MS, TICK_SECONDS } from '../traffic/tick.js';
import { functionArn } from '../world/arn.js';

/**
 * A minute of what a function was asked to do without anybody waiting: events `received`, of which `dropped` after their last try; calls, and of
 * these errors; calls refused for want of room. `ageSum`, `ageMax`: milliseconds from the event to the first call.
 */
export const FUNCTION_FIELDS = ['received', 'dropped', 'invocations', 'errors', 'throttles', 'ageSum', 'ageMax', 'waiting'] as const;
export type FunctionField = (typeof FUNCTION_FIELDS)[number];
export type FunctionMinute = Record<FunctionField, number>;

const EMPTY: FunctionMinute = { received: 0, dropped: 0, invocations: 0, errors: 0, throttles: 0, ageSum: 0, ageMax: 0, waiting: 0 };

/** After an error Lambda tries twice more, after one and after two minutes. Source: Lambda Developer Guide, "Asynchronous invocation". */
const RETRY_AFTER_MS = [MINUTE_MS, 2 * MINUTE_MS];
/** What cannot be run waits for so long at most. Same source. */
const LONGEST_WAIT_MS = 6 * 60 * MINUTE_MS;
const DRAW_ERRORS = 71;

interface Batch {
  readonly count: number;
  readonly receivedAt: number;
  readonly attempts: number;
  readonly dueAt: number;
}

/** A function that topics, rules and schedules invoke: they hand over and do not wait. */
export class SimulatedFunction implements Destination {
  readonly arn: string;
  readonly table: MinuteTable<FunctionField>;
  readonly totals: FunctionMinute = { ...EMPTY };
  private readonly minute: FunctionMinute = { ...EMPTY };
  private readonly seed: number;
  private waiting: Batch[] = [];
  private invokedIn = 0;
  private draws = 0;

  constructor(
    private drawn: FunctionBlueprint,
    readonly createdAt: number,
    /** It puts events on a bus: so many, on average. */
    private readonly emit: (count: number, now: number) => void,
    worldSeed: number,
    keepMinutes: number,
  ) {
    this.arn = functionArn(drawn);
    this.seed = seedOf(worldSeed, this.arn);
    this.table = new MinuteTable(FUNCTION_FIELDS, keepMinutes);
  }

  get blueprint(): FunctionBlueprint {
    return this.drawn;
  }

  redraw(blueprint: FunctionBlueprint): void {
    this.drawn = blueprint;
  }

  /** Events that nobody waits for. */
  take({ count, sender }: Parcel, now: number): Outcome {
    if (!this.lets(sender)) {
      const message = `${sender.service} is not authorized to perform: lambda:InvokeFunction on resource: ${this.arn}`;
      return refused(count, { reason: 'permission-denied', statusCode: 403, message });
    }
    this.minute.received += count;
    this.run({ count, receivedAt: now, attempts: 0, dueAt: now }, now);
    return delivered(count);
  }

  tick(now: number, endsMinute: boolean, record: boolean): void {
    this.invokedIn = 0;
    this.draws = 0;
    const due = this.waiting.filter(({ dueAt }) => dueAt <= now);
    if (due.length > 0) {
      this.waiting = this.waiting.filter(({ dueAt }) => dueAt > now);
      for (const batch of due) this.run(batch, now);
    }
    if (endsMinute) this.closeMinute(now, record);
  }

  private run(batch: Batch, now: number): void {
    const { minute, drawn } = this;
    const room = drawn.reservedConcurrency === null ? Infinity : this.capacity() - this.invokedIn;
    const count = Math.max(0, Math.min(batch.count, Math.floor(room)));
    const refusedCount = batch.count - count;
    if (refusedCount > 0) {
      minute.throttles += refusedCount;
      const late = { ...batch, count: refusedCount, dueAt: now + TICK_MS };
      if (now - batch.receivedAt > LONGEST_WAIT_MS) minute.dropped += refusedCount;
      else this.waiting.push(late);
    }
    if (count === 0) return;
    this.invokedIn += count;
    minute.invocations += count;
    if (batch.attempts === 0) {
      const age = now - batch.receivedAt;
      minute.ageSum += age * count;
      minute.ageMax = Math.max(minute.ageMax, age);
    }
    const errors = roundByChance(count * drawn.errorShare, uniform(this.seed, Math.floor(now / TICK_MS), DRAW_ERRORS + this.draws++));
    minute.errors += errors;
    if (errors > 0) this.retry({ ...batch, count: errors }, now);
    if (count > errors && drawn.emits !== null) this.emit((count - errors) * drawn.emits.share, now);
  }

  private retry(batch: Batch, now: number): void {
    const delay = RETRY_AFTER_MS[batch.attempts];
    if (delay === undefined) this.minute.dropped += batch.count;
    else this.waiting.push({ ...batch, attempts: batch.attempts + 1, dueAt: now + delay });
  }

  private capacity(): number {
    return ((this.drawn.reservedConcurrency ?? 0) * TICK_SECONDS * 1000) / this.drawn.durationMs;
  }

  private closeMinute(minuteEnd: number, record: boolean): void {
    const { minute, totals } = this;
    minute.waiting = this.waiting.reduce((sum, { count }) => sum + count, 0);
    totals.received += minute.received;
    totals.dropped += minute.dropped;
    totals.invocations += minute.invocations;
    totals.errors += minute.errors;
    totals.throttles += minute.throttles;
    totals.waiting = minute.waiting;
    if (record) this.table.write(minuteEnd - MINUTE_MS, minute);
    Object.assign(minute, EMPTY);
  }

  private lets(sender: Sender): boolean {
    if (actsByRole(sender, this.drawn.accountId)) return true;
    return this.drawn.invokedBy.some((who) => who.service === sender.service && who.sourceArn === sender.arn);
  }
}
