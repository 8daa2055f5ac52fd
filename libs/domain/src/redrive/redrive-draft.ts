import type { EpochMs, RedriveState } from '@weir/contract';
import type { Lane, TallyChange } from './lane.js';
import { movedBy } from './redrive-facts.js';
import type { RedriveMachine } from './redrive-machine.js';
import type { RedriveEffect, Refusal } from './redrive-machine-types.js';
import { describeState, entered, isOver } from './redrive-modes.js';

export interface RedriveStep {
  readonly machine: RedriveMachine;
  readonly effects: readonly RedriveEffect[];
  /** When to send a `tick`; null: an answer comes before anything else can be done. */
  readonly wakeAt: EpochMs | null;
}

/** With the pauses between them, some eight minutes. */
const MOST_REFUSALS = 20;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A redrive while one step is made of it: a copy, which nobody else sees before the step is over, and what has to be done. */
export class RedriveDraft {
  protected readonly machine: Writable<RedriveMachine>;
  protected readonly lanes: Map<number, Lane>;
  protected readonly effects: RedriveEffect[] = [];
  protected wakeAt: EpochMs | null = null;

  constructor(
    machine: RedriveMachine,
    protected readonly now: EpochMs,
  ) {
    this.lanes = new Map(machine.lanes);
    this.machine = { ...machine, lanes: this.lanes };
  }

  result(): RedriveStep {
    return { machine: this.machine, effects: this.effects, wakeAt: this.wakeAt };
  }

  protected enter(state: RedriveState, because?: string): void {
    const machine = this.machine;
    machine.progress = entered(machine.progress, {
      state,
      because: because ?? this.describe(state),
      now: this.now,
      settings: machine.settings,
    });
    machine.empty = { count: 0, since: this.now, askedAt: 0 };
    // A watch begins with a reading.
    if (state === 'watching') machine.nextDepthAt = this.now;
    this.tell('state', machine.progress.because);
    if (isOver(state)) this.effects.push({ kind: 'finish' });
    this.save();
    if (isOver(state) || state === 'paused') this.wakeAt = null;
  }

  protected describe(state: RedriveState): string {
    return describeState(state, {
      moved: movedBy(this.machine),
      lastWatch: this.machine.progress.lastWatch,
      settings: this.machine.settings,
    });
  }

  protected stop(into: RedriveState, because: string, resumesAs: RedriveState | null = null): void {
    const { progress } = this.machine;
    if (isOver(progress.state)) return;
    // What ends it is stronger than what pauses it.
    if (progress.state === 'stopping' && progress.stoppingInto !== 'paused') return;
    this.machine.progress = { ...progress, stoppingInto: into, resumesAs };
    this.enter('stopping', because);
  }

  /** AWS refused to hand out messages or to move them: later again, longer each time, until it is given up. */
  protected refused({ retryable, detail }: Refusal): void {
    const machine = this.machine;
    const times = machine.backOff.times + 1;
    this.tell('trouble', detail);
    if (!retryable || times > MOST_REFUSALS) return this.stop('failed', detail);
    machine.backOff = { times, until: this.now + Math.min(30_000, 500 * 2 ** times) };
  }

  protected count(change: TallyChange): void {
    const { tally } = this.machine;
    this.machine.tally = {
      sending: tally.sending + (change.sending ?? 0),
      sent: tally.sent + (change.sent ?? 0),
      moved: tally.moved + (change.moved ?? 0),
      cameBack: tally.cameBack + (change.cameBack ?? 0),
      failed: tally.failed + (change.failed ?? 0),
      possiblyTwice: tally.possiblyTwice + (change.possiblyTwice ?? 0),
    };
  }

  protected tell(about: Extract<RedriveEffect, { kind: 'tell' }>['about'], text: string, by: string | null = null): void {
    this.effects.push({ kind: 'tell', about, text, by });
  }

  protected save(): void {
    this.effects.push({ kind: 'save' });
  }

  protected wake(at: EpochMs): void {
    this.wakeAt = Math.min(this.wakeAt ?? Infinity, Math.max(at, this.now + 1));
  }
}
