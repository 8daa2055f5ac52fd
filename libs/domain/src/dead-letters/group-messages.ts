import type { EpochMs } from '@weir/contract';
import { decodeBody, type DecodedBody, type Unpack } from './decode-body.js';
import { type AtLeast, estimateShare } from './estimate-share.js';
import type { DeadMessage } from './dead-message.js';
import { type FailureSignature, signatureOf } from './signature.js';

/** A message with what could be made of it. */
export interface ReadMessage {
  readonly message: DeadMessage;
  readonly decoded: DecodedBody;
  readonly signature: FailureSignature;
}

/** Messages that failed alike. */
export interface MessageGroup {
  readonly signature: FailureSignature;
  /** Oldest first. */
  readonly messages: readonly ReadMessage[];
  /** Of all that the queue held. */
  readonly estimate: AtLeast;
  readonly firstSentAt: EpochMs | null;
  readonly lastSentAt: EpochMs | null;
}

export function readMessage(message: DeadMessage, unpack: Unpack): ReadMessage {
  const decoded = decodeBody(message.body, unpack);
  return { message, decoded, signature: signatureOf(message, decoded) };
}

/**
 * Groups messages by how they failed, the largest group first. The order of the messages does not matter, nor does receiving one twice.
 * @param held how many messages the queue held, at least and at most
 */
export function groupMessages(messages: readonly ReadMessage[], held: AtLeast): readonly MessageGroup[] {
  const once = [...new Map(messages.map((each) => [each.message.messageId, each])).values()];
  const byKey = Map.groupBy(once, ({ signature }) => signature.key);
  return [...byKey.values()]
    .flatMap((group): MessageGroup[] => {
      const sorted = group.toSorted((a, b) => sentOf(a) - sentOf(b) || (a.message.messageId < b.message.messageId ? -1 : 1));
      const [first] = sorted;
      if (first === undefined) return [];
      const times = sorted.flatMap(({ message }) => message.sentAt ?? []);
      return [
        {
          signature: first.signature,
          messages: sorted,
          estimate: estimateShare(sorted.length, once.length, held),
          firstSentAt: times[0] ?? null,
          lastSentAt: times.at(-1) ?? null,
        },
      ];
    })
    .sort((a, b) => b.messages.length - a.messages.length || (a.signature.key < b.signature.key ? -1 : 1));
}

const sentOf = ({ message }: ReadMessage): number => message.sentAt ?? Infinity;

/**
 * When a message of a dead-letter queue expires: retention of a standard queue runs from the first send, wherever that was; of a FIFO queue from
 * its arrival, which is what SQS tells as sent there. Source: Amazon SQS Developer Guide, "Using dead-letter queues", message retention.
 */
export const expiryOf = (sentAt: EpochMs | null, retentionSeconds: number | null): EpochMs | null =>
  sentAt === null || retentionSeconds === null ? null : sentAt + retentionSeconds * 1000;
