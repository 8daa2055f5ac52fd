import type { EpochMs } from '@weir/contract';
import type {
  Claim,
  JournalChange,
  RedriveEffect,
  RedriveEvent,
  RedriveProgress,
  RedriveSettings,
  RedriveTally,
  SendOutcome,
} from '../redrive-machine-types.js';
import { isOver } from '../redrive-modes.js';
import { newProgress, restoreRedrive, type RedriveMachine } from '../redrive-machine.js';
import { stepRedrive } from '../step-redrive.js';
import { type ModelMessage, QueueModel } from './queue-model.js';

interface Row {
  state: 'sending' | 'sent' | 'moved' | 'failed';
  sentId: string | null;
  cameBack: boolean;
  flagged: boolean;
  readonly since: EpochMs;
}

export interface WorldOptions {
  readonly settings: RedriveSettings;
  readonly messages: number;
  readonly groups: number;
  /** The consumer of the destination fails every message. */
  readonly consumerFails: boolean;
  /** Share of calls that go wrong, and of moments at which the process dies. */
  readonly trouble: number;
  readonly crashes: number;
  /** In [0, 1). */
  readonly random: () => number;
  /** What a person does, by step. */
  readonly actions: ReadonlyMap<number, 'pause' | 'resume' | 'cancel' | 'continue'>;
}

const T0 = Date.UTC(2026, 11, 1);

/** A redrive, its journal, two queues and a consumer, in a world where everything may fail at any moment. */
export class RedriveWorld {
  readonly dlq: QueueModel;
  readonly destination: QueueModel;
  readonly consumed: string[] = [];
  readonly rows = new Map<string, Row>();
  /** When it was decided to send what. */
  readonly decided: { readonly at: EpochMs; readonly payload: string }[] = [];
  /** In the order in which they first came to the destination. */
  readonly arrivals: ModelMessage[] = [];
  readonly payloadOf = new Map<string, string>();
  now: EpochMs = T0;
  #machine: RedriveMachine;
  #saved: RedriveProgress = newProgress(T0);
  #pending: Exclude<RedriveEffect, { kind: 'save' | 'finish' | 'tell' }>[] = [];
  #wakeAt: EpochMs | null = T0;
  #held = new Map<string, ModelMessage>();
  #left = new Set<string>();
  #steps = 0;

  constructor(private readonly options: WorldOptions) {
    const { settings, messages, groups } = options;
    this.dlq = new QueueModel(settings.fifo);
    this.destination = new QueueModel(settings.fifo);
    for (let each = 0; each < messages; each += 1) {
      const payload = `p${String(each)}`;
      const id = this.dlq.put(payload, settings.fifo ? `g${String(each % groups)}` : null, settings.fifo ? `d${String(each)}` : null, T0);
      this.payloadOf.set(id, payload);
    }
    this.#machine = restoreRedrive(settings, this.#saved, T0);
  }

  get machine(): RedriveMachine {
    return this.#machine;
  }

  get over(): boolean {
    return isOver(this.#machine.progress.state) && this.#pending.length === 0;
  }

  /** One thing happens: an effect is done, time passes, the consumer works, or the process dies. */
  step(): void {
    const { random, crashes, actions } = this.options;
    const action = actions.get((this.#steps += 1));
    if (action !== undefined) this.#feed({ kind: 'action', action, by: 'ines' });
    while (this.#isDue(this.destination.messages[0])) this.#consume();
    if (random() < crashes) return this.#crash();
    if (this.#pending.length > 0 && random() < 0.9) {
      const [effect] = this.#pending.splice(Math.floor(random() * this.#pending.length), 1);
      if (effect !== undefined) this.#do(effect, true);
      this.now += Math.floor(random() * 50);
      return;
    }
    if (this.#pending.length === 0 && this.#wakeAt === null && isOver(this.#machine.progress.state)) return;
    const jump = random() < 0.02 ? 90_000 : 0;
    this.now = Math.max(this.now + 1, this.#pending.length === 0 ? (this.#wakeAt ?? this.now) : this.now) + jump;
    this.#feed({ kind: 'tick' });
  }

  /** What was under way is done without an answer, or not at all. */
  #crash(): void {
    const { random, settings } = this.options;
    for (const effect of this.#pending) if (random() < 0.5) this.#do(effect, false);
    this.#pending = [];
    this.#held = new Map();
    this.#left = new Set();
    this.now += Math.floor(random() * 200_000);
    this.#machine = restoreRedrive(settings, this.#saved, this.now, this.#tally());
    this.#feed({ kind: 'tick' });
  }

  #tally(): RedriveTally {
    const rows = [...this.rows.values()];
    const of = (state: Row['state']) => rows.filter((row) => row.state === state).length;
    return {
      ...{ sending: of('sending'), sent: of('sent'), moved: of('moved'), failed: of('failed') },
      ...{ cameBack: rows.filter(({ cameBack }) => cameBack).length, possiblyTwice: rows.filter(({ flagged }) => flagged).length },
    };
  }

  #feed(event: RedriveEvent): void {
    const { machine, effects, wakeAt } = stepRedrive(this.#machine, event, this.now);
    this.#machine = machine;
    this.#wakeAt = wakeAt;
    for (const effect of effects) {
      if (effect.kind === 'save') this.#saved = machine.progress;
      else if (effect.kind === 'finish') this.#finish();
      else if (effect.kind !== 'tell') this.#pending.push(effect);
      if (effect.kind === 'send')
        this.decided.push(...effect.ids.map((id) => ({ at: this.now, payload: this.#held.get(id)?.payload ?? id })));
    }
  }

  #do(effect: Exclude<RedriveEffect, { kind: 'save' | 'finish' | 'tell' }>, answers: boolean): void {
    const event = this.#answer(effect);
    if (answers && event !== null) this.#feed(event);
  }

  #answer(effect: Exclude<RedriveEffect, { kind: 'save' | 'finish' | 'tell' }>): RedriveEvent | null {
    switch (effect.kind) {
      case 'receive':
        return this.#receive(effect);
      case 'claim':
        return { kind: 'claimed', lane: effect.lane, claims: effect.messages.map((message) => this.#claim(message)) };
      case 'record':
        for (const change of effect.changes) this.#record(change);
        return { kind: 'recorded', lane: effect.lane };
      case 'send':
        return { kind: 'sent', lane: effect.lane, outcomes: effect.ids.map((id) => this.#send(id)) };
      case 'delete':
        return { kind: 'deleted', lane: effect.lane, outcomes: effect.ids.map((id) => this.#delete(id)) };
      case 'extend': {
        const until = this.now + effect.hideSeconds * 1000;
        const lost = effect.ids.filter((id) => !this.dlq.hide(id, this.#held.get(id)?.handle ?? -1, until, this.now));
        return { kind: 'extended', lane: effect.lane, lost };
      }
      case 'give-back':
        for (const id of effect.ids) this.dlq.hide(id, this.#held.get(id)?.handle ?? -1, this.now, this.now);
        return null;
      case 'leave':
        for (const id of effect.ids) this.#left.add(id);
        return null;
      case 'read-depth':
        return { kind: 'depth', total: this.dlq.messages.length, consumerTrouble: null };
      default:
        throw new Error(`the model has no ${effect.kind}`);
    }
  }

  #finish(): void {
    for (const row of this.rows.values()) if (row.state === 'sending' || row.state === 'sent') row.flagged = true;
  }

  #troubled(): boolean {
    return this.options.random() < this.options.trouble;
  }

  #receive({ lane, max, hideSeconds }: Extract<RedriveEffect, { kind: 'receive' }>): RedriveEvent {
    if (this.#troubled()) return { kind: 'not-received', lane, refusal: { retryable: true, detail: 'throttled' } };
    const received = this.dlq.receive(max, hideSeconds * 1000, this.now, this.#troubled());
    // A long poll.
    if (received.length === 0) this.now += 1_000;
    for (const message of received) this.#held.set(message.id, message);
    const messages = received.map(({ id, group, deduplicationId }) => ({
      ...{ id, group, alias: this.dlq.fifo ? deduplicationId : null, taken: true, problem: null, leftBefore: this.#left.has(id) },
    }));
    return { kind: 'received', lane, messages };
  }

  #claim({ id, alias, intended }: { readonly id: string; readonly alias: string | null; readonly intended: boolean }): Claim {
    const back = [...this.rows.values()].find(({ sentId }) => sentId !== null && (sentId === id || sentId === alias));
    if (back !== undefined) {
      const was = back.cameBack ? 'came-back-before' : 'came-back';
      back.cameBack = true;
      return { id, was, since: back.since, flagged: back.flagged };
    }
    const row = this.rows.get(id);
    if (row !== undefined) return { id, was: row.state, since: row.since, flagged: row.flagged };
    if (intended) this.rows.set(id, { state: 'sending', sentId: null, cameBack: false, flagged: false, since: this.now });
    return { id, was: 'new', since: null, flagged: false };
  }

  #record(change: JournalChange): void {
    const row = this.rows.get(change.id);
    if (row === undefined) return;
    switch (change.to) {
      case 'sent':
        row.state = 'sent';
        row.sentId = change.sentId;
        return;
      case 'withdrawn':
        this.rows.delete(change.id);
        return;
      case 'flagged':
        row.flagged = true;
        return;
      default:
        row.state = change.to;
    }
  }

  #send(id: string): SendOutcome {
    const { random, settings } = this.options;
    const message = this.#held.get(id);
    if (message === undefined) throw new Error(`${id} is sent and was not received`);
    const fate = this.#troubled() ? random() : 1;
    if (fate < 0.3) return { id, kind: 'later', detail: 'throttled' };
    if (fate < 0.6) return { id, kind: 'unknown', detail: 'no answer' };
    const before = this.destination.messages.length;
    const sentId = this.destination.put(message.payload, message.group, settings.fifo ? `weir-${id}` : null, this.now);
    const added = this.destination.messages.at(-1);
    if (added !== undefined && this.destination.messages.length > before) this.arrivals.push({ ...added });
    if (fate < 1) return { id, kind: 'unknown', detail: 'no answer' };
    return { id, kind: 'sent', sentId };
  }

  #delete(id: string) {
    const fate = this.#troubled() ? this.options.random() : 1;
    if (fate < 0.5) return { id, deleted: false, detail: 'throttled' };
    const deleted = this.dlq.delete(id, this.#held.get(id)?.handle ?? -1, this.now);
    return { id, deleted: fate === 1 && deleted, detail: '' };
  }

  /** Within five seconds each message is worked on. */
  #isDue(message: ModelMessage | undefined): boolean {
    return message !== undefined && (this.now >= message.visibleAt + 5_000 || this.options.random() < 0.3);
  }

  /** Takes one message off the destination; one that fails goes to the dead-letter queue, of FIFO queues under another id. */
  #consume(): void {
    const { settings, consumerFails } = this.options;
    const message = this.destination.messages.shift();
    if (message === undefined) return;
    if (!consumerFails) this.consumed.push(message.payload);
    else if (settings.fifo) this.dlq.put(message.payload, message.group, message.id, this.now);
    else this.dlq.put(message.payload, message.group, null, this.now, message.id);
  }
}
