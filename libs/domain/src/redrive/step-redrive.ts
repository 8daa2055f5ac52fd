import type { EpochMs, RedriveActionKind } from '@weir/contract';
import { judgeReturn, recentReadings } from './judge-return.js';
import {
  advanceLane,
  openLane,
  takeClaims,
  takeDeleted,
  takeExtended,
  takeReceived,
  takeRecorded,
  takeSent,
  type Lane,
  type LaneContext,
} from './lane.js';
import { actionsOf, isOver, movesMessages, sendsMessages } from './redrive-modes.js';
import {
  begun,
  hasWaited,
  isExhausted,
  isResolved,
  isThrough,
  isWatchOver,
  movedBy,
  pauseMs,
  READ_DEPTH_MS,
  roomOf,
} from './redrive-facts.js';
import { RedriveDraft, type RedriveStep } from './redrive-draft.js';
import type { RedriveMachine } from './redrive-machine.js';
import type { RedriveEffect, RedriveEvent } from './redrive-machine-types.js';
import { allowedRate, batchFor, recordSend, sendableAt } from './send-rate.js';

const POLL_TASK_MS = 5_000;
/** Between two looks for what is in doubt. */
const SEARCH_MS = 200;
const CLOCKS_DIFFER_MS = 10_000;
/** A queue that had nothing is not asked again at once. */
const EMPTY_PAUSE_MS = 500;

/** What an event makes of a redrive, and what has to be done. */
export function stepRedrive(machine: RedriveMachine, event: RedriveEvent, now: EpochMs): RedriveStep {
  const turn = new Turn(machine, now);
  turn.take(event);
  turn.advance();
  return turn.result();
}

/** One step of a redrive. */
class Turn extends RedriveDraft {
  take(event: RedriveEvent): void {
    const machine = this.machine;
    switch (event.kind) {
      case 'tick':
        return;
      case 'action':
        return this.#act(event.action, event.by);
      case 'suspend':
        machine.suspended = true;
        return;
      case 'depth':
        return this.#takeDepth(event.total, event.consumerTrouble);
      case 'task':
        return this.#takeTask(event);
      case 'task-refused':
        machine.asked = null;
        machine.nextPollAt = this.now + POLL_TASK_MS;
        return this.refused(event.refusal);
      default:
        return this.#takeForLane(event);
    }
  }

  #takeForLane(event: Extract<RedriveEvent, { lane: number }>): void {
    const machine = this.machine;
    const lane = this.lanes.get(event.lane);
    if (lane === undefined) return;
    const context = { fifo: machine.settings.fifo, now: this.now, hideSeconds: machine.settings.hideSeconds };
    switch (event.kind) {
      case 'not-received':
        this.lanes.delete(event.lane);
        return this.refused(event.refusal);
      case 'received': {
        const others = new Set(
          [...this.lanes].flatMap(([number, { items }]) => (number === event.lane ? [] : items.map(({ message }) => message.id))),
        );
        const taken = takeReceived(lane, event.messages, others);
        const news = taken.items.some(({ stage }) => stage === 'queued');
        machine.backOff = { until: news ? 0 : this.now + EMPTY_PAUSE_MS, times: 0 };
        if (lane.look === null) {
          const askedAt = lane.hiddenUntil - machine.settings.hideSeconds * 1000;
          machine.empty = news ? { count: 0, since: this.now, askedAt: 0 } : { ...machine.empty, count: machine.empty.count + 1, askedAt };
        }
        this.lanes.set(event.lane, taken);
        return;
      }
      case 'claimed': {
        const { lane: claimed, tally, leftAlone } = takeClaims(lane, event.claims, { now: this.now, sends: this.#sends() });
        machine.leftAlone += leftAlone;
        this.count(tally);
        if ((tally.cameBack ?? 0) > 0) this.tell('messages', `${String(tally.cameBack)} came back to the dead-letter queue`);
        this.lanes.set(event.lane, { ...claimed, reserved: Math.max(0, claimed.reserved - event.claims.length) });
        return;
      }
      case 'sent': {
        const refused = event.outcomes.find(({ kind }) => kind === 'queue');
        if (refused?.kind === 'queue') this.stop('failed', refused.detail);
        const unsure = event.outcomes.filter(({ kind }) => kind === 'unknown').length;
        if (unsure > 0) this.tell('trouble', `whether ${String(unsure)} were sent is not known; they are sent again`);
        this.lanes.set(event.lane, takeSent(lane, event.outcomes, this.now));
        return;
      }
      case 'recorded': {
        const { lane: recorded, tally } = takeRecorded(lane);
        this.count(tally);
        this.lanes.set(event.lane, recorded);
        return;
      }
      case 'deleted':
        this.lanes.set(event.lane, takeDeleted(lane, event.outcomes, this.now));
        return;
      case 'extended':
        this.lanes.set(event.lane, takeExtended(lane, event.lost, context));
    }
  }

  advance(): void {
    const machine = this.machine;
    if (isOver(machine.progress.state)) return;
    if (!machine.suspended) {
      this.#guard();
      this.#changeStates();
    }
    this.#advanceLanes();
    if (!machine.suspended) {
      this.#changeStates();
      this.#advanceTask();
      this.#openLanes();
      this.#readDepth();
    }
  }

  #guard(): void {
    const { progress, tally, consumerTrouble, readings, settings, startedAt } = this.machine;
    if (!movesMessages(progress.state) || settings.kind === 'archive') return;
    const because = judgeReturn({
      ...{ state: progress.state, cameBack: tally.cameBack, moved: movedBy(this.machine), consumerTrouble, readings },
      elapsedSeconds: (this.now - startedAt) / 1000,
      ambientPerSecond: settings.ambientPerSecond,
      depthAtStart: progress.depthAtStart,
      watchSeconds: settings.canary.watchSeconds,
    });
    if (because !== null) this.stop('aborted', because);
  }

  /** One state may lead to the next at once. */
  #changeStates(): void {
    for (let before: string | null = null; before !== this.machine.progress.state;) {
      before = this.machine.progress.state;
      this.#changeState();
    }
  }

  #changeState(): void {
    const { progress, settings } = this.machine;
    const idle = this.lanes.size === 0;
    switch (progress.state) {
      case 'checking':
        if (progress.depthAtStart === null) return;
        return this.enter(settings.kind === 'redrive' && settings.canary.size > 0 ? 'canary' : 'ramping');
      case 'canary':
        if (idle && (roomOf(this.machine) === 0 || isExhausted(this.machine))) this.#endCanary();
        return;
      case 'watching':
        if (idle && isWatchOver(this.machine, this.now)) this.#afterWatch();
        return;
      case 'ramping':
        if (this.now >= (progress.rampStartedAt ?? 0) + settings.rampSeconds * 1000 || settings.engine === 'native') this.enter('running');
        return this.#endWhenThrough(idle);
      case 'running':
        return this.#endWhenThrough(idle);
      case 'stopping':
        if (idle && this.#taskRests()) this.enter(progress.stoppingInto ?? 'failed', progress.because);
        return;
      default:
        return;
    }
  }

  /** The canary is watched once it is known to be sent: what is in doubt after a crash is sent again first. */
  #endCanary(): void {
    const { tally } = this.machine;
    if (begun(tally) === 0) return this.enter('done');
    const waited = hasWaited(this.machine, this.now);
    // What was sent and cannot be found any more was deleted before the process died.
    if (tally.sending === 0 && (tally.sent === 0 || waited)) this.enter('watching');
    else if (waited) this.stop('failed', `${String(tally.sending)} of the canary are neither known to be sent nor to be found`);
  }

  #afterWatch(): void {
    const { progress, settings } = this.machine;
    if (progress.lastWatch) this.enter('done');
    else this.enter(settings.canary.confirm ? 'confirming' : 'ramping');
  }

  /** The rest is moved: after what follows a canary, a last watch. */
  #endWhenThrough(idle: boolean): void {
    const { settings, task } = this.machine;
    if (!idle) return;
    const through = settings.engine === 'native' ? task === 'over' : isThrough(this.machine, this.now);
    if (!through) return;
    if (settings.kind === 'archive' || settings.canary.size === 0 || movedBy(this.machine) === 0) return this.enter('done');
    this.machine.progress = { ...this.machine.progress, lastWatch: true };
    this.enter('watching');
  }

  #act(action: RedriveActionKind, by: string): void {
    const machine = this.machine;
    const { progress } = machine;
    if (!actionsOf(progress).includes(action)) return;
    this.tell('action', `${by}: ${action}`, by);
    switch (action) {
      case 'pause':
        return this.stop('paused', `${by} paused it`, progress.state);
      case 'cancel':
        return this.stop('cancelled', `${by} cancelled it`);
      case 'resume':
        machine.readings = [];
        machine.task = null;
        return this.enter(progress.resumesAs ?? 'canary');
      case 'continue':
        if (progress.state === 'confirming') return this.enter('ramping');
        return this.#afterWatch();
    }
  }

  #takeDepth(total: number | null, consumerTrouble: string | null): void {
    const machine = this.machine;
    machine.consumerTrouble = consumerTrouble;
    machine.nextDepthAt = this.now + pauseMs(this.machine);
    machine.unreadable = total === null;
    if (total === null) return;
    if (machine.progress.depthAtStart === null) machine.progress = { ...machine.progress, depthAtStart: total };
    machine.readings = recentReadings(
      [...machine.readings, { at: this.now, total, moved: movedBy(this.machine) + machine.tally.sent }],
      this.now,
    );
  }

  #takeTask({ status, moved, startedAt, detail }: Extract<RedriveEvent, { kind: 'task' }>): void {
    const machine = this.machine;
    machine.asked = null;
    machine.nextPollAt = this.now + POLL_TASK_MS;
    const { taskWantedAt } = machine.progress;
    // One that ended before this was asked for is somebody else's.
    if (status === 'none' || (startedAt ?? 0) < (taskWantedAt ?? 0) - CLOCKS_DIFFER_MS) {
      machine.task = 'none';
      return;
    }
    machine.task = status === 'running' ? 'running' : 'over';
    machine.progress = { ...machine.progress, movedByTask: moved };
    if (status === 'failed') this.stop('failed', detail);
    this.save();
  }

  /** A native redrive leaves the rest to a message-move task; a stop cancels it. */
  #advanceTask(): void {
    const machine = this.machine;
    const { progress, settings, asked, task } = machine;
    if (settings.engine !== 'native' || asked !== null) return;
    const stops = progress.state === 'stopping' && progress.taskWantedAt !== null;
    if (progress.state !== 'running' && !stops) return;
    if (progress.state === 'running' && progress.taskWantedAt === null) {
      machine.progress = {
        ...progress,
        taskWantedAt: this.now,
        movedByEarlierTasks: progress.movedByEarlierTasks + progress.movedByTask,
        movedByTask: 0,
      };
      this.save();
      return this.#ask('start', { kind: 'start-task', ratePerSecond: settings.ratePerSecond });
    }
    if (this.now < machine.nextPollAt) return this.wake(machine.nextPollAt);
    if (task === 'none' && progress.state === 'running')
      return this.#ask('start', { kind: 'start-task', ratePerSecond: settings.ratePerSecond });
    if (task === 'over' || (task === 'none' && stops)) return;
    if (stops && task === 'running') return this.#ask('cancel', { kind: 'cancel-task' });
    this.#ask('poll', { kind: 'poll-task' });
  }

  #ask(what: 'start' | 'poll' | 'cancel', effect: RedriveEffect): void {
    this.machine.asked = what;
    this.effects.push(effect);
  }

  /** No message-move task runs or may have been started. */
  #taskRests(): boolean {
    const { settings, progress, task, asked } = this.machine;
    if (settings.engine !== 'native' || progress.taskWantedAt === null) return true;
    return asked === null && (task === 'over' || task === 'none');
  }

  #openLanes(): void {
    const { progress, settings } = this.machine;
    if (progress.state === 'watching') return this.#look('watch');
    if (!sendsMessages(progress.state) || (settings.engine === 'native' && progress.state !== 'canary')) return;
    if (this.machine.backOff.until > this.now) return this.wake(this.machine.backOff.until);
    const rate = this.#rate();
    const batch = batchFor(rate);
    const lanes = Math.max(1, Math.min(settings.lanes, Math.ceil(rate / batch)));
    // An empty queue is asked by one.
    const wanted = this.machine.empty.count > 0 ? 1 : lanes;
    if (roomOf(this.machine) === 0) return isResolved(this.machine.tally) ? undefined : this.#look('search');
    for (let room = roomOf(this.machine); this.lanes.size < wanted && room > 0; room = roomOf(this.machine))
      this.#open(Math.min(batch, room), null);
  }

  /** Whether messages came back is also looked up by their ids: of a few that are received and given back. */
  #look(what: 'watch' | 'search'): void {
    const machine = this.machine;
    if (this.lanes.size > 0) return;
    const soon = machine.lookedAt + (what === 'search' ? SEARCH_MS : pauseMs(machine));
    const at = Math.min(soon, Math.max(machine.lookedAt + 1, machine.progress.watchEndsAt ?? Infinity));
    if (this.now < at) return this.wake(at);
    machine.lookedAt = this.now;
    this.#open(10, what);
  }

  #open(max: number, look: Lane['look']): void {
    const machine = this.machine;
    const { hideSeconds } = machine.settings;
    const lane = machine.nextLane;
    machine.nextLane += 1;
    this.lanes.set(lane, openLane(look === null ? max : 0, look, this.now + hideSeconds * 1000));
    this.effects.push({ kind: 'receive', lane, max, hideSeconds });
  }

  #advanceLanes(): void {
    for (const number of [...this.lanes.keys()]) {
      for (let lane = this.lanes.get(number); lane?.phase === 'ready'; lane = this.lanes.get(number)) {
        const { lane: next, effects, sending, wakeAt } = advanceLane(lane, this.#context(number));
        this.effects.push(...effects);
        if (sending > 0) this.machine.rate = recordSend(this.machine.rate, sending, this.#rate(), this.now);
        if (next === null && lane.items.some(({ message }) => !message.leftBefore))
          this.machine.empty = { ...this.machine.empty, since: this.now };
        if (next === null) this.lanes.delete(number);
        else this.lanes.set(number, next);
        if (wakeAt !== null && wakeAt > this.now) {
          this.wake(wakeAt);
          break;
        }
      }
    }
  }

  #context(number: number): LaneContext {
    const { settings, rate } = this.machine;
    return {
      ...{ number, now: this.now, fifo: settings.fifo, hideSeconds: settings.hideSeconds },
      sends: this.#sends(),
      atOnce: batchFor(this.#rate()),
      sendableAt: (count) => sendableAt(rate, count, this.#rate(), this.now),
    };
  }

  #sends(): boolean {
    return sendsMessages(this.machine.progress.state) && !this.machine.suspended;
  }

  #rate(): number {
    const { settings, progress } = this.machine;
    return allowedRate(settings.ratePerSecond, settings.rampSeconds, progress.rampStartedAt, this.now);
  }

  #readDepth(): void {
    const machine = this.machine;
    if (!movesMessages(machine.progress.state) && machine.progress.state !== 'checking') return;
    if (this.now >= machine.nextDepthAt) {
      machine.nextDepthAt = this.now + READ_DEPTH_MS;
      this.effects.push({ kind: 'read-depth' });
    }
    this.wake(machine.nextDepthAt);
    if (machine.progress.watchEndsAt !== null) this.wake(machine.progress.watchEndsAt);
  }
}
