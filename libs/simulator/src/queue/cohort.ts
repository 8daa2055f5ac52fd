/** A message whose identity matters, because somebody put it in or took it out through the API. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly senderId: string;
  readonly traceHeader: string | null;
  readonly sequenceNumber: string | null;
  readonly deduplicationId: string | null;
}

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base 64. */
  readonly BinaryValue?: string;
}

/** What a message says. */
export interface Words {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

/** Words one of many alike messages when somebody looks at it. `draw`: 32 bits that tell it from the others. `sentAt`: epoch milliseconds. */
export type Wording = (draw: number, sentAt: number) => Words;

/** Every message says the same. */
export function verbatim(body: string, attributes: Words['attributes'] = {}): Wording {
  const words: Words = { body, attributes };
  return () => words;
}

/**
 * Messages that share a history and therefore a fate: sent in the same tick, received equally often. A message with an identity is
 * a cohort of one. Times are epoch milliseconds. `count` falls as members leave; a cohort of none is skipped wherever it lies.
 */
export interface Cohort {
  count: number;
  /** Original send: retention of a standard queue runs from here, also after the move to a dead-letter queue. */
  sentAt: number;
  /** Arrival in the queue it is in now. */
  enteredAt: number;
  /** Since when it can be received. */
  availableSince: number;
  /** Over all queues it has been in, as ApproximateReceiveCount tells. */
  receives: number;
  /** In this queue: what maxReceiveCount is held against. */
  receivesHere: number;
  /** 0: never received. */
  firstReceivedAt: number;
  /** No consumer will ever manage it. */
  readonly poison: boolean;
  /** Order of arrival in the queue, and the name of the messages nobody has looked at yet. */
  serial: number;
  readonly group: string | null;
  message: Message | null;
  /** How a member looks that nobody has looked at yet. null: as messages of its queue do. */
  readonly wording: Wording | null;
  /** ARN of the queue it was moved from. */
  deadLetterSourceArn: string | null;
}

/** Takes `count` members out of a cohort as one of their own. */
export function splitOff(cohort: Cohort, count: number): Cohort {
  if (count >= cohort.count) {
    const whole = { ...cohort };
    cohort.count = 0;
    return whole;
  }
  cohort.count -= count;
  return { ...cohort, count };
}
