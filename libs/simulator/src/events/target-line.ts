import { MINUTE_MS } from '@weir/domain';
import type { TargetBlueprint } from '../estate/event-blueprint.js';
import { seedOf, uniform } from '../chance/chance.js';
import { CopyBook, type CopyFates } from '../delivery/copy-book.js';
import { MinuteTable } from '../metrics/minute-table.js';
import { TICK_MS } from '../traffic/tick.js';
import type { Courier, DeathNote, Handover, TargetFailure, Wave } from './courier.js';
import { DEFAULT_RETRIES, delayAfter } from './retries.js';
import type { RuleNames } from './target-input.js';

/**
 * A minute of one target. Events that it was to get (`matched`), calls (`attempts`, of which `retries`), events delivered (`invoked`) and failed
 * for good (`failed`, and thereof `deadLettered` and `lost`; `dlqFailed`: the dead-letter queue refused them), `prevented`: failed without a
 * call. `waiting`: at the end of the minute. `start…`: milliseconds from ingestion to the first attempt, `done…`: to success.
 */
export const TARGET_FIELDS = [
  'matched',
  'attempts',
  'retries',
  'invoked',
  'failed',
  'deadLettered',
  'lost',
  'dlqFailed',
  'prevented',
  'waiting',
  'startCount',
  'startSum',
  'startMin',
  'startMax',
  'doneSum',
  'doneMin',
  'doneMax',
] as const;
export type TargetField = (typeof TARGET_FIELDS)[number];
export type TargetMinute = Record<TargetField, number>;

/** A minute in which nothing happened. */
export const EMPTY_TARGET_MINUTE: TargetMinute = {
  matched: 0,
  attempts: 0,
  retries: 0,
  invoked: 0,
  failed: 0,
  deadLettered: 0,
  lost: 0,
  dlqFailed: 0,
  prevented: 0,
  waiting: 0,
  startCount: 0,
  startSum: 0,
  startMin: Infinity,
  startMax: 0,
  doneSum: 0,
  doneMin: Infinity,
  doneMax: 0,
};

/** Milliseconds from a bus to a target when nothing is in the way: about half a second, as AWS says. */
const SHORTEST_WAY_MS = 40;
const WAY_SPREAD_MS = 120;
const DRAW_WAY = 61;

interface Waiting extends Wave {
  /** Of the minute in which the rule matched. */
  readonly fates: CopyFates;
  /** Made so far. */
  readonly attempts: number;
  /** What the last one failed with. */
  readonly failure: TargetFailure | null;
}

/**
 * One target of a rule with what waits for it: first attempts, retries, dead letters.
 *
 * Invariant: matched = invoked + failed + waiting, and failed = deadLettered + lost, over all time.
 */
export class TargetLine {
  readonly table: MinuteTable<TargetField>;
  /** Of all minutes that are over. */
  readonly totals: TargetMinute = { ...EMPTY_TARGET_MINUTE };
  /** The open minute. */
  readonly minute: TargetMinute = { ...EMPTY_TARGET_MINUTE };
  readonly copies = new CopyBook();
  private readonly seed: number;
  private readonly due = new Map<number, Waiting[]>();
  private waiting = 0;

  constructor(
    private blueprint: TargetBlueprint,
    private readonly rule: RuleNames,
    private readonly courier: Courier,
    worldSeed: number,
    keepMinutes: number,
  ) {
    this.seed = seedOf(worldSeed, `${rule.ruleArn}/${blueprint.id}`);
    this.table = new MinuteTable(TARGET_FIELDS, keepMinutes);
  }

  get target(): TargetBlueprint {
    return this.blueprint;
  }

  get held(): number {
    return this.waiting;
  }

  /** Changes the target; what waits goes where it leads from now on. */
  redraw(target: TargetBlueprint): void {
    this.blueprint = target;
  }

  /** The rule matched: a first attempt at once. */
  offer(wave: Wave, now: number): void {
    const { minute } = this;
    const way = this.wayMs(now);
    minute.matched += wave.count;
    minute.startCount += wave.count;
    minute.startSum += way * wave.count;
    minute.startMin = Math.min(minute.startMin, way);
    minute.startMax = Math.max(minute.startMax, way);
    const fates = this.copies.open;
    fates.due += wave.count;
    this.attempt({ ...wave, fates, attempts: 0, failure: null }, now);
  }

  /** The tick that ends at `now`: what is due again is tried again. */
  tick(now: number): void {
    const tick = now / TICK_MS;
    const waves = this.due.get(tick);
    if (!waves) return;
    this.due.delete(tick);
    for (const wave of waves) {
      this.waiting -= wave.count;
      this.attempt(wave, now);
    }
  }

  /** Ends the minute before `minuteEnd`; the caller has read what it wants of `minute`. */
  closeMinute(minuteEnd: number, record: boolean): void {
    const { totals, minute } = this;
    this.copies.close(minuteEnd - MINUTE_MS, record);
    minute.waiting = this.waiting;
    for (const field of COUNTERS) totals[field] += minute[field];
    totals.waiting = this.waiting;
    if (record) this.table.write(minuteEnd - MINUTE_MS, minute);
    Object.assign(minute, EMPTY_TARGET_MINUTE);
  }

  private attempt(wave: Waiting, now: number): void {
    const { maximumEventAgeSeconds, maximumRetryAttempts } = this.blueprint.retryPolicy ?? DEFAULT_RETRIES;
    const { ingestedAt, attempts, fates } = wave;
    if (now - ingestedAt > maximumEventAgeSeconds * 1000) {
      this.die(wave, 'MaximumEventAgeInSeconds', attempts - 1, now);
      return;
    }
    const outcome = this.courier.hand(this.blueprint, this.rule, wave, now);
    this.count(ingestedAt, attempts, outcome, now);
    const { delivered, permanent, retryable, failure } = outcome;
    fates.delivered += delivered;
    if (delivered === wave.count) return;
    const held = wave.count - delivered - permanent - retryable;
    if (held > 0) this.wait({ ...wave, count: held }, now + TICK_MS, now);
    if (permanent > 0) this.die({ ...wave, count: permanent, failure }, null, attempts, now);
    if (retryable === 0) return;
    const failed: Waiting = { ...wave, count: retryable, attempts: attempts + 1, failure };
    if (attempts >= maximumRetryAttempts) this.die(failed, 'MaximumRetryAttempts', attempts, now);
    else this.wait(failed, now + delayAfter(attempts + 1, this.seed, now), now);
  }

  private count(ingestedAt: number, attempts: number, { delivered, retryable, permanent, failure }: Handover, now: number): void {
    const { minute } = this;
    const prevented = failure?.reason === 'prevented' ? permanent : 0;
    const made = delivered + retryable + permanent - prevented;
    minute.prevented += prevented;
    minute.attempts += made;
    if (attempts > 0) minute.retries += made;
    minute.invoked += delivered;
    if (delivered === 0) return;
    const took = now - ingestedAt + this.wayMs(now);
    minute.doneSum += took * delivered;
    minute.doneMin = Math.min(minute.doneMin, took);
    minute.doneMax = Math.max(minute.doneMax, took);
  }

  private wait(wave: Waiting, at: number, now: number): void {
    const tick = Math.max(Math.ceil(at / TICK_MS), Math.floor(now / TICK_MS) + 1);
    const waves = this.due.get(tick);
    if (waves) waves.push(wave);
    else this.due.set(tick, [wave]);
    this.waiting += wave.count;
  }

  private die(wave: Waiting, exhausted: DeathNote['exhausted'], retryAttempts: number, now: number): void {
    const { minute, blueprint } = this;
    minute.failed += wave.count;
    const note: DeathNote = { ...wordsFor(wave.failure), exhausted, retryAttempts: Math.max(0, retryAttempts) };
    if (blueprint.deadLetterArn !== null && this.courier.bury(blueprint, this.rule, wave, note, now)) {
      minute.deadLettered += wave.count;
      wave.fates.deadLettered += wave.count;
      return;
    }
    if (blueprint.deadLetterArn !== null) minute.dlqFailed += wave.count;
    minute.lost += wave.count;
    wave.fates.lost += wave.count;
  }

  private wayMs(now: number): number {
    return Math.round(SHORTEST_WAY_MS + WAY_SPREAD_MS * uniform(this.seed, Math.floor(now / TICK_MS), DRAW_WAY));
  }
}

const COUNTERS = ['matched', 'attempts', 'retries', 'invoked', 'failed', 'deadLettered', 'lost', 'dlqFailed', 'prevented'] as const;

/** Source of the codes: EventBridge User Guide, "Using dead-letter queues to process undelivered events". */
function wordsFor(failure: TargetFailure | null): Pick<DeathNote, 'errorCode' | 'errorMessage'> {
  if (failure === null) return { errorCode: 'UNKNOWN', errorMessage: 'The event waited for longer than the target allows.' };
  return { errorCode: codeOf(failure), errorMessage: failure.message };
}

function codeOf({ reason, statusCode }: TargetFailure): string {
  switch (reason) {
    case 'permission-denied':
      return 'NO_PERMISSIONS';
    case 'missing':
      return 'NO_RESOURCE';
    case 'throttled':
      return 'THROTTLING';
    case 'prevented':
      return 'THIRD_ACCOUNT_HOP_DETECTED';
    case 'rejected':
      return 'ERROR_FROM_TARGET';
    case 'server-error':
      return statusCode === 504 ? 'TIMEOUT' : 'ERROR_FROM_TARGET';
  }
}
