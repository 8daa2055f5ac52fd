import { AwsError, type MessageMover, type MovableMessage, type SentMessage } from '@weir/aws';
import type { RedriveId } from '@weir/contract';
import {
  type Claim,
  editBody,
  type JournalChange,
  type ReceivedMessage,
  type RedriveEffect,
  type RedriveEvent,
  type Refusal,
} from '@weir/domain';
import type { MessageToClaim, Store } from '@weir/store';
import { Batched } from './batched.js';
import type { MessageArchive } from './message-archive.js';
import type { RedriveDocument } from './redrive-document.js';
import { replaceText } from './replace-text.js';

/** What the machine asks for and waits for, or not. */
type Doable = Exclude<RedriveEffect, { kind: 'save' | 'tell' | 'finish' }>;

export interface HandsParts {
  readonly id: RedriveId;
  readonly document: RedriveDocument;
  readonly store: Pick<Store, 'redrives'>;
  readonly mover: MessageMover;
  /** null: messages are sent. */
  readonly archive: MessageArchive | null;
  readonly groupOf: (message: MovableMessage) => string;
  /** Messages in the dead-letter queue; null: not readable now. And what is wrong with a consumer. */
  readonly readDepth: () => Promise<{ readonly total: number | null; readonly consumerTrouble: string | null }>;
  readonly now: () => number;
}

interface Held {
  readonly message: MovableMessage;
  readonly body: string;
  readonly failureGroup: string;
}

/** Does what a redrive decides: receives, sends, deletes, and writes the journal. Bodies are held here, and nowhere else. */
export class RedriveHands {
  readonly #held = new Map<string, Held>();
  /** Left alone, hidden until the end. */
  readonly #left = new Map<string, MovableMessage>();
  readonly #claims: Batched<MessageToClaim, Claim>;
  readonly #records: Batched<JournalChange, null>;

  constructor(private readonly parts: HandsParts) {
    const { id, store, now } = parts;
    this.#claims = new Batched(async (messages) => {
      const claims = new Map((await store.redrives.claim(id, messages, now())).map((claim) => [claim.id, claim]));
      return messages.map((message) => claims.get(message.id) ?? { id: message.id, was: 'failed', since: null, flagged: false });
    });
    this.#records = new Batched(async (changes) => {
      await store.redrives.record(id, changes, now());
      return changes.map(() => null);
    });
  }

  /** The answer, or null when the machine waits for none. @throws when the database fails, after which the journal has to be read anew */
  async do(effect: Doable): Promise<RedriveEvent | null> {
    const { parts } = this;
    switch (effect.kind) {
      case 'receive':
        return this.#receive(effect);
      case 'claim': {
        const failureGroup = (id: string) => this.#held.get(id)?.failureGroup ?? null;
        const messages = effect.messages.map((message) => ({ ...message, failureGroup: failureGroup(message.id) }));
        return { kind: 'claimed', lane: effect.lane, claims: await this.#claims.add(messages) };
      }
      case 'record':
        await this.#records.add(effect.changes);
        return { kind: 'recorded', lane: effect.lane };
      case 'send':
        return { kind: 'sent', lane: effect.lane, outcomes: await this.#send(effect.ids) };
      case 'delete': {
        const outcomes = await parts.mover.delete(parts.document.dlq.url, this.#messages(effect.ids));
        for (const { id, deleted } of outcomes) if (deleted) this.#held.delete(id);
        return { kind: 'deleted', lane: effect.lane, outcomes };
      }
      case 'extend': {
        const lost = await parts.mover.hide(parts.document.dlq.url, this.#messages(effect.ids), effect.hideSeconds);
        return { kind: 'extended', lane: effect.lane, lost };
      }
      case 'give-back':
        await this.#giveBack(this.#messages(effect.ids));
        return null;
      case 'leave':
        for (const message of this.#messages(effect.ids)) this.#left.set(message.id, message);
        for (const id of effect.ids) this.#held.delete(id);
        return null;
      case 'read-depth':
        return { kind: 'depth', ...(await parts.readDepth()) };
      default:
        return this.#task(effect);
    }
  }

  /** Flags what is in doubt, and gives back what was left alone. */
  async finish(): Promise<void> {
    await this.parts.store.redrives.flagDoubtful(this.parts.id);
    await this.#giveBack([...this.#left.values()]);
    this.#left.clear();
    await this.parts.archive?.close();
  }

  async #receive({ lane, max, hideSeconds }: Extract<RedriveEffect, { kind: 'receive' }>): Promise<RedriveEvent> {
    const { mover, document } = this.parts;
    let messages: readonly MovableMessage[];
    try {
      messages = await mover.receive(document.dlq.url, max, hideSeconds);
    } catch (error) {
      return { kind: 'not-received', lane, refusal: refusalOf(error) };
    }
    return { kind: 'received', lane, messages: messages.map((message) => this.#look(message)) };
  }

  #look(message: MovableMessage): ReceivedMessage {
    const { document, groupOf } = this.parts;
    const { id, groupId, deduplicationId } = message;
    const failureGroup = groupOf(message);
    const taken = document.groups?.includes(failureGroup) ?? true;
    const leftBefore = this.#left.has(id);
    if (leftBefore) this.#left.set(id, message);
    const edited = editBody(message.body, taken ? (document.plan?.edit ?? []) : [], replaceText);
    this.#held.set(id, { message, body: edited.ok ? edited.body : message.body, failureGroup });
    const problem = edited.ok ? this.#withoutPlace(message) : edited.problem;
    return {
      id,
      alias: document.settings.fifo ? deduplicationId : null,
      group: document.settings.fifo ? groupId : null,
      taken,
      problem,
      leftBefore,
    };
  }

  #withoutPlace(message: MovableMessage): string | null {
    if (this.parts.archive !== null || this.#placeOf(message) !== undefined) return null;
    return message.sourceArn === null
      ? 'no queue dead-lettered it'
      : `it came from ${message.sourceArn}, which is not among the destinations`;
  }

  #placeOf({ sourceArn }: MovableMessage): RedriveDocument['destinations'][number] | undefined {
    const { back, destinations } = this.parts.document;
    return back ? destinations.find(({ arn }) => arn === sourceArn) : destinations[0];
  }

  async #send(ids: readonly string[]): Promise<readonly SentMessage[]> {
    const { archive, mover, id: redrive, document } = this.parts;
    const held = ids.flatMap((id) => this.#held.get(id) ?? []);
    if (archive !== null) {
      await archive.append(held.map(({ message }) => message));
      return held.map(({ message }) => ({ id: message.id, kind: 'sent', sentId: 'archived' }));
    }
    const byPlace = Map.groupBy(held, ({ message }) => this.#placeOf(message));
    const outcomes = await Promise.all(
      [...byPlace].map(async ([place, messages]): Promise<readonly SentMessage[]> => {
        if (place === undefined) return messages.map(({ message }) => ({ id: message.id, kind: 'message', detail: 'no destination' }));
        const toSend = messages.map(({ message, body }) => ({
          ...{ message, body, deduplicationId: document.settings.fifo ? `weir-${redrive}-${message.id}` : null },
        }));
        return mover.send(place.url, toSend, place.largestBytes);
      }),
    );
    return outcomes.flat();
  }

  async #task(effect: Extract<Doable, { kind: 'start-task' | 'poll-task' | 'cancel-task' }>): Promise<RedriveEvent> {
    const { mover, document, now } = this.parts;
    const { dlq, back, destinations } = document;
    try {
      if (effect.kind === 'start-task') {
        const destination = back ? null : (destinations[0]?.arn ?? null);
        await mover.startTask(dlq.arn, destination, effect.ratePerSecond);
        return { kind: 'task', status: 'running', moved: 0, startedAt: now(), detail: 'started' };
      }
      const task = await mover.newestTask(dlq.arn);
      if (effect.kind === 'cancel-task' && task?.handle != null) await mover.cancelTask(task.handle);
      if (task === null) return { kind: 'task', status: 'none', moved: 0, startedAt: null, detail: 'there is no message-move task' };
      return { kind: 'task', status: task.status, moved: task.moved, detail: task.detail, startedAt: task.startedAt };
    } catch (error) {
      return { kind: 'task-refused', refusal: refusalOf(error) };
    }
  }

  #messages(ids: readonly string[]): readonly MovableMessage[] {
    return ids.flatMap((id) => this.#held.get(id)?.message ?? []);
  }

  /** What cannot be given back becomes visible by itself. */
  async #giveBack(messages: readonly MovableMessage[]): Promise<void> {
    for (const { id } of messages) this.#held.delete(id);
    if (messages.length > 0) await this.parts.mover.hide(this.parts.document.dlq.url, messages, 0);
  }
}

/** @throws the error itself when it is not AWS's */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof AwsError)) throw error;
  const { kind, retryable, message, action } = error.failure;
  const passes = retryable || kind === 'throttled' || kind === 'unreachable' || kind === 'expired-credentials' || kind === 'clock-skew';
  return { retryable: passes, detail: `${action}: ${message}` };
}
