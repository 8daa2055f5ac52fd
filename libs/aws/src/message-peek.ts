import type { EpochMs } from '@weir/contract';
import type { DeadMessage } from '@weir/domain';
import type { MessageMover, MovableMessage } from './message-mover.js';

export interface PeekRequest {
  readonly url: string;
  /** Messages to look at. */
  readonly wanted: number;
  /** How long messages stay hidden if they cannot be given back. */
  readonly hideSeconds: number;
  /** Told after each call. */
  readonly onProgress?: (looked: number) => void;
}

/** What a look found. Every message of it was given back, or comes back by itself. */
export interface Peeked {
  readonly messages: readonly DeadMessage[];
  /** Messages that could not be given back at once, and when the last of them can be received again. */
  readonly hidden: { readonly messages: number; readonly until: EpochMs } | null;
  /** Why it ended: enough was seen, nothing more came, or the first messages would soon have come back by themselves. */
  readonly ended: 'enough' | 'nothing-more' | 'out-of-time';
}

const BATCH = 10;
/** SQS answers from some of its servers: only after so many empty answers is there nothing more. Each waits two seconds. */
const EMPTY_ANSWERS = 2;
/** Of the time that messages are hidden, so much is for looking; the rest is for giving back. */
const SHARE_FOR_LOOKING = 0.6;

/**
 * Looks at messages of a dead-letter queue without taking them. SQS has no such call: each message is received, which counts, hidden for a short
 * time and given back. Until the look ends they are kept hidden, or it would see the same ones again. For dead-letter queues alone: in any
 * other queue a look could be the receive that sends a message to its dead-letter queue.
 */
export class MessagePeek {
  readonly #mover: MessageMover;
  readonly #now: () => EpochMs;

  constructor(mover: MessageMover, now: () => EpochMs) {
    this.#mover = mover;
    this.#now = now;
  }

  /** @throws AwsError when the first call fails; later failures end the look, and what was seen is given back */
  async look({ url, wanted, hideSeconds, onProgress }: PeekRequest, signal?: AbortSignal): Promise<Peeked> {
    const began = this.#now();
    const lookUntil = began + hideSeconds * SHARE_FOR_LOOKING * 1000;
    const seen = new Map<string, MovableMessage>();
    let [empty, lastAt] = [0, began];
    try {
      while (seen.size < wanted && empty < EMPTY_ANSWERS && this.#now() < lookUntil) {
        const received = await this.#mover.receive(url, Math.min(BATCH, wanted - seen.size), hideSeconds, signal);
        lastAt = this.#now();
        empty = received.some(({ id }) => !seen.has(id)) ? 0 : empty + 1;
        for (const message of received) seen.set(message.id, message);
        onProgress?.(seen.size);
      }
    } catch (error) {
      if (seen.size === 0) throw error;
    }
    const notGivenBack = await this.#mover.hide(url, [...seen.values()], 0);
    return {
      messages: [...seen.values()].map(deadMessageOf),
      hidden: notGivenBack.length === 0 ? null : { messages: notGivenBack.length, until: lastAt + hideSeconds * 1000 },
      ended: seen.size >= wanted ? 'enough' : empty >= EMPTY_ANSWERS ? 'nothing-more' : 'out-of-time',
    };
  }
}

/** A message as it is read, without what is needed to move it. */
export const deadMessageOf = ({ id, body, attributes, sentAt, receiveCount, groupId, sourceArn }: MovableMessage): DeadMessage => ({
  messageId: id,
  body,
  attributes: Object.entries(attributes).map(([name, { DataType = 'String', StringValue, BinaryValue }]) => ({
    ...{ name, type: DataType },
    text: BinaryValue === undefined ? (StringValue ?? null) : null,
    bytes: BinaryValue ?? null,
  })),
  ...{ sentAt, receiveCount, messageGroupId: groupId, deadLetterSourceArn: sourceArn },
});
