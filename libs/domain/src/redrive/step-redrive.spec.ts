import { describe, expect, it } from 'vitest';
import { newProgress, restoreRedrive, type RedriveMachine } from './redrive-machine.js';
import type { RedriveEffect, RedriveEvent, RedriveSettings } from './redrive-machine-types.js';
import { stepRedrive } from './step-redrive.js';

const T0 = Date.UTC(2026, 11, 1);
const SETTINGS: RedriveSettings = {
  ...{ kind: 'redrive', engine: 'native', fifo: false, ratePerSecond: 100, canary: { size: 1, watchSeconds: 60, confirm: false } },
  ...{ rampSeconds: 30, limit: null, lanes: 4, hideSeconds: 120, ambientPerSecond: 0 },
};

/** A redrive with answers given by hand. */
class Desk {
  now = T0;
  machine: RedriveMachine;
  effects: readonly RedriveEffect[] = [];

  constructor(settings: Partial<RedriveSettings> = {}) {
    this.machine = restoreRedrive({ ...SETTINGS, ...settings }, newProgress(T0), T0);
  }

  give(event: RedriveEvent, afterMs = 10): readonly RedriveEffect['kind'][] {
    this.now += afterMs;
    const { machine, effects } = stepRedrive(this.machine, event, this.now);
    this.machine = machine;
    this.effects = effects;
    return effects.map(({ kind }) => kind).filter((kind) => kind !== 'save' && kind !== 'tell');
  }

  get state(): string {
    return this.machine.progress.state;
  }

  depth(total: number, afterMs = 5_000): readonly RedriveEffect['kind'][] {
    return this.give({ kind: 'depth', total, consumerTrouble: null }, afterMs);
  }

  /** A watch at this depth in which nothing came back. */
  watch(total: number): void {
    for (let round = 0; round < 40 && this.state === 'watching'; round += 1) {
      this.depth(total, 2_500);
      this.lookInVain();
      this.give({ kind: 'tick' }, 2_500);
      this.lookInVain();
    }
  }

  lookInVain(): void {
    for (const [lane, { phase }] of this.machine.lanes) if (phase === 'receiving') this.give({ kind: 'received', lane, messages: [] });
  }

  task(status: Extract<RedriveEvent, { kind: 'task' }>['status'], moved: number, afterMs = 5_000): readonly RedriveEffect['kind'][] {
    return this.give({ kind: 'task', status, moved, startedAt: status === 'none' ? null : this.now, detail: 'as told' }, afterMs);
  }

  /** One message is sent by Weir itself and did well. */
  throughCanary(): void {
    this.give({ kind: 'tick' });
    this.depth(412);
    const message = { id: 'a', alias: null, group: null, taken: true, problem: null, leftBefore: false };
    this.give({ kind: 'received', lane: 1, messages: [message] });
    this.give({ kind: 'claimed', lane: 1, claims: [{ id: 'a', was: 'new', since: null, flagged: false }] });
    this.give({ kind: 'tick' }, 1_000);
    this.give({ kind: 'sent', lane: 1, outcomes: [{ id: 'a', kind: 'sent', sentId: 'A' }] });
    this.give({ kind: 'recorded', lane: 1 });
    this.give({ kind: 'deleted', lane: 1, outcomes: [{ id: 'a', deleted: true, detail: '' }] });
    this.give({ kind: 'recorded', lane: 1 });
  }
}

describe('a redrive by a message-move task', () => {
  it('sends a canary, leaves the rest to a task, watches, and is done', () => {
    const desk = new Desk();
    desk.throughCanary();
    expect(desk.state).toBe('watching');
    desk.watch(411);
    expect(desk.state).toBe('running');
    expect(desk.effects).toContainEqual({ kind: 'start-task', ratePerSecond: 100 });
    desk.task('running', 0);
    expect(desk.give({ kind: 'tick' }, 5_001)).toContain('poll-task');
    desk.task('running', 200);
    expect(desk.machine.progress.movedByTask).toBe(200);
    desk.task('completed', 411);
    expect(desk.state).toBe('watching');
    desk.watch(0);
    expect(desk.machine.progress).toMatchObject({ state: 'done', because: '412 messages moved' });
  });

  it('cancels the task to pause, and starts another to go on', () => {
    const desk = new Desk();
    desk.throughCanary();
    desk.watch(411);
    desk.task('running', 0);
    desk.give({ kind: 'action', action: 'pause', by: 'ines' });
    expect(desk.give({ kind: 'tick' }, 5_001)).toContain('cancel-task');
    desk.task('running', 100);
    desk.give({ kind: 'tick' }, 5_001);
    desk.task('cancelled', 120);
    expect(desk.state).toBe('paused');
    expect(desk.give({ kind: 'action', action: 'resume', by: 'ines' })).toContain('start-task');
    desk.task('running', 0);
    desk.task('completed', 291);
    desk.watch(0);
    expect(desk.machine.progress.because).toBe('412 messages moved');
  });

  it('takes up the task that runs after a restart, and not one that ended before it was asked for', () => {
    const desk = new Desk();
    desk.throughCanary();
    desk.watch(411);
    const { progress, tally } = desk.machine;
    desk.machine = restoreRedrive(SETTINGS, progress, desk.now, tally);
    expect(desk.give({ kind: 'tick' })).toContain('poll-task');
    expect(desk.give({ kind: 'task', status: 'completed', moved: 9, startedAt: T0 - 3_600_000, detail: 'long ago' })).toEqual([]);
    expect(desk.give({ kind: 'tick' }, 5_001)).toContain('start-task');
    desk.task('running', 7);
    expect(desk.machine.progress.movedByTask).toBe(7);
  });

  it('is stopped by arrivals in the dead-letter queue', () => {
    const desk = new Desk();
    desk.throughCanary();
    desk.watch(411);
    desk.task('running', 300, 10);
    for (let minute = 0; minute < 3; minute += 1) {
      for (let round = 0; round < 12 && desk.state === 'running'; round += 1) desk.depth(405);
      desk.task('running', 300, 10);
    }
    expect(desk.machine.progress).toMatchObject({ state: 'stopping', stoppingInto: 'aborted' });
    expect(desk.machine.progress.because).toMatch(/arrived in the dead-letter queue/);
  });

  it('fails when the task does', () => {
    const desk = new Desk();
    desk.throughCanary();
    desk.watch(411);
    desk.task('failed', 0);
    expect(desk.machine.progress).toMatchObject({ state: 'failed', because: 'as told' });
  });
});

describe('a redrive that somebody watches', () => {
  it('waits for a word after its canary when that was asked for', () => {
    const desk = new Desk({ engine: 'weir', canary: { size: 1, watchSeconds: 60, confirm: true } });
    desk.throughCanary();
    desk.watch(411);
    expect(desk.state).toBe('confirming');
    desk.give({ kind: 'action', action: 'continue', by: 'ines' });
    expect(desk.state).toBe('ramping');
  });

  it('does nothing that its state does not allow', () => {
    const desk = new Desk();
    desk.give({ kind: 'action', action: 'resume', by: 'ines' });
    expect(desk.state).toBe('checking');
    desk.give({ kind: 'action', action: 'cancel', by: 'ines' });
    expect(desk.state).toBe('cancelled');
    expect(desk.give({ kind: 'action', action: 'resume', by: 'ines' })).toEqual([]);
  });

  it('stops when nobody receives at the destination any more', () => {
    const desk = new Desk({ engine: 'weir' });
    desk.throughCanary();
    desk.give({ kind: 'depth', total: 411, consumerTrouble: 'orders is stopped: nobody receives' });
    desk.lookInVain();
    expect(desk.machine.progress).toMatchObject({ state: 'aborted', because: 'orders is stopped: nobody receives' });
  });
});
