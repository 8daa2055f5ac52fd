import type { EpochMs } from '@weir/contract';

/** An attribute of a message, as SQS hands it out. */
export interface DeadMessageAttribute {
  readonly name: string;
  /** `String`, `Number`, `Binary`, or one of these with a suffix of the sender's: `Number.int`. */
  readonly type: string;
  /** null: it is binary. */
  readonly text: string | null;
  readonly bytes: Uint8Array | null;
}

/** A message received from a dead-letter queue. Everything in it is untrusted. */
export interface DeadMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: readonly DeadMessageAttribute[];
  /** When it was sent first; of a FIFO queue when it arrived here. null: not told. */
  readonly sentAt: EpochMs | null;
  readonly receiveCount: number | null;
  readonly messageGroupId: string | null;
  /** The queue it was moved from; null: it was put here by something else. */
  readonly deadLetterSourceArn: string | null;
}

/** The text of an attribute; null: there is none of that name, or it is binary. */
export const textOf = (message: Pick<DeadMessage, 'attributes'>, name: string): string | null =>
  message.attributes.find((attribute) => attribute.name === name)?.text ?? null;
