import type { MessageClassBlueprint, SnsProtocol } from '../estate/topic-blueprint.js';
import type { Words } from '../queue/cohort.js';

/** What a topic was given: one message, or one that stands for many alike. */
export interface TopicMessage {
  readonly words: (draw: number, publishedAt: number) => Words;
  readonly subject: string | null;
  /** Bodies that replace the usual one for a protocol. */
  readonly bodyFor: Readonly<Partial<Record<SnsProtocol, string>>>;
  /** Id of the message; null: it is named when somebody looks at it. */
  readonly id: string | null;
  /** Of a FIFO topic. */
  readonly sequenceNumber: string | null;
}

/** Messages of one kind, with what filter policies are held against. */
export interface MessageClass extends TopicMessage {
  readonly name: string;
  readonly share: number;
  /** What every policy decides the same way for all of them. */
  readonly sample: Words;
}

const NUMBERS = 1_000_000;

/** A drawn class of messages. */
export function messageClassOf({ name, share, attributes, body }: MessageClassBlueprint): MessageClass {
  const words = (draw: number, publishedAt: number): Words => {
    const text = typeof body === 'string' ? body : JSON.stringify({ ...body, occurredAt: new Date(publishedAt).toISOString() });
    return { body: text.replaceAll('#', String(draw % NUMBERS)), attributes };
  };
  return { name, share, words, sample: words(0, 0), subject: null, bodyFor: {}, id: null, sequenceNumber: null };
}
