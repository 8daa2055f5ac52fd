import { seedOf } from '../chance/chance.js';
import type { MessageAttribute, Words } from '../queue/cohort.js';
import { DEDUPLICATION_MS } from '../queue/message-desk.js';
import type { SnsProtocol } from '../estate/topic-blueprint.js';
import type { MessageClass } from './message.js';
import { uuidOf } from './notification.js';
import type { Load } from './subscription.js';

/** A message as somebody publishes it by name. */
export interface Publication {
  readonly body: string;
  readonly bodyFor: Readonly<Partial<Record<SnsProtocol, string>>>;
  readonly subject: string | null;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** Of body and attributes together. */
  readonly bytes: number;
  readonly group: string | null;
  /** FIFO: given, or derived from the body. */
  readonly deduplicationId: string | null;
}

export interface Published {
  readonly messageId: string;
  readonly sequenceNumber: string | null;
}

/** What the desk belongs to. */
interface DeskOwner {
  readonly identity: { readonly fifo: boolean };
  readonly seed: number;
  readonly publish: (load: Load, now: number) => void;
}

/** Where single messages are published by name: identities, deduplication. What becomes of them is up to the topic. */
export class TopicDesk {
  private readonly recent = new Map<string, Published & { readonly until: number }>();
  private named = 0;

  constructor(private readonly topic: DeskOwner) {}

  /** A repetition within five minutes is accepted and goes nowhere. */
  publish({ body, bodyFor, subject, attributes, bytes, group, deduplicationId }: Publication, now: number): Published {
    const { identity, seed } = this.topic;
    for (const [id, { until }] of this.recent) {
      if (until > now) break;
      this.recent.delete(id);
    }
    const repeated = deduplicationId === null ? undefined : this.recent.get(deduplicationId);
    if (repeated) return repeated;
    const serial = ++this.named;
    const published: Published = {
      messageId: uuidOf(seedOf(seed, 'published'), serial),
      sequenceNumber: identity.fifo ? `1${String(serial).padStart(19, '0')}` : null,
    };
    if (deduplicationId !== null) this.recent.set(deduplicationId, { ...published, until: now + DEDUPLICATION_MS });
    const sample: Words = { body, attributes };
    const message: MessageClass = {
      name: published.messageId,
      share: 1,
      words: () => sample,
      sample,
      subject,
      bodyFor,
      id: published.messageId,
      sequenceNumber: published.sequenceNumber,
    };
    this.topic.publish({ classes: [message], counts: [1], bytes, group, deduplicationId }, now);
    return published;
  }
}
