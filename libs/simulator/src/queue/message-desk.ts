import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { mix } from '../chance/chance.js';
import { queueNameOf } from '../world/arn.js';
import type { Appointment } from './agenda.js';
import { splitOff, type Cohort, type Message, type MessageAttribute } from './cohort.js';
import { PoisonedWords } from './poisoned-words.js';
import { sampleBody } from './sample-body.js';
import { spoiled } from './spoiled.js';
import type { SimulatedQueue } from './simulated-queue.js';

/** A repetition within this time is dropped. Source: Amazon SQS Developer Guide, "Exactly-once processing in Amazon SQS". */
export const DEDUPLICATION_MS = 5 * 60_000;
/** Messages remembered by their handle; beyond, those that are gone are forgotten. */
const REMEMBERED = 20_000;

export interface Letter {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** Of body and attributes together. */
  readonly bytes: number;
  readonly delaySeconds: number;
  readonly group: string | null;
  /** FIFO: given, or derived from the body. */
  readonly deduplicationId: string | null;
  readonly senderId: string;
  readonly traceHeader: string | null;
}

export interface SentLetter {
  readonly messageId: string;
  readonly sequenceNumber: string | null;
}

export interface ReceivedLetter {
  readonly message: Message;
  readonly receiptHandle: string;
  readonly cohort: Readonly<Cohort>;
}

/** `gone`: deleted, expired or moved away since; `stale`: somebody received it again since. */
export type HandleFate = 'done' | 'gone' | 'stale' | 'expired' | 'malformed' | 'not-in-flight';

interface Receipt {
  readonly cohort: Cohort;
  flight: Appointment;
}

/** Where single messages are handed in and out by name: identities, receipt handles, deduplication. The physics stay with the queue. */
export class MessageDesk {
  private readonly receipts = new Map<string, Receipt>();
  private readonly recent = new Map<string, SentLetter & { readonly until: number }>();
  private named = 0;

  /**
   * @param poisoned what was handed out and cannot be managed
   * @param failsPoison whether whoever works on the queue still cannot manage it
   */
  constructor(
    readonly queue: SimulatedQueue,
    private readonly poisoned = new PoisonedWords(),
    readonly failsPoison: (now: number) => boolean = () => false,
  ) {}

  send(letter: Letter, now: number): SentLetter {
    const { queue } = this;
    if (queue.identity.fifo && letter.deduplicationId !== null) {
      for (const [id, { until }] of this.recent) {
        if (until > now) break;
        this.recent.delete(id);
      }
      const repeated = this.recent.get(letter.deduplicationId);
      if (repeated) {
        queue.countDeduplicated(now);
        return repeated;
      }
    }
    const sent: SentLetter = { messageId: this.nextId(), sequenceNumber: queue.identity.fifo ? sequenceNumber(this.named) : null };
    const message: Message = {
      id: sent.messageId,
      body: letter.body,
      attributes: letter.attributes,
      senderId: letter.senderId,
      traceHeader: letter.traceHeader,
      sequenceNumber: sent.sequenceNumber,
      deduplicationId: letter.deduplicationId,
    };
    const poison = this.poisoned.has(letter.body) && this.failsPoison(now);
    queue.send({ count: 1, poison, group: letter.group, message, delaySeconds: letter.delaySeconds, bytes: letter.bytes }, now);
    if (letter.deduplicationId !== null) this.recent.set(letter.deduplicationId, { ...sent, until: now + DEDUPLICATION_MS });
    return sent;
  }

  receive(limit: number, visibilityTimeoutSeconds: number, now: number): ReceivedLetter[] {
    const received: ReceivedLetter[] = [];
    for (const cohort of this.queue.take(limit, now)) {
      while (cohort.count > 0) received.push(this.handOut(splitOff(cohort, 1), visibilityTimeoutSeconds, now));
    }
    if (received.length === 0) this.queue.countEmptyReceives(1, now);
    this.queue.settle(now);
    return received;
  }

  delete(receiptHandle: string, now: number): HandleFate {
    const found = this.find(receiptHandle);
    if (typeof found === 'string') {
      if (found !== 'malformed') this.queue.countRepeatedDelete(1, now);
      return found;
    }
    if (!found.flight.over) this.queue.deleteInFlight(found.flight);
    else if (this.queue.identity.fifo) return 'expired';
    else this.queue.deleteVisible(found.cohort);
    return 'done';
  }

  changeVisibility(receiptHandle: string, seconds: number, now: number): HandleFate {
    const found = this.find(receiptHandle);
    if (typeof found === 'string') return found === 'malformed' ? found : 'not-in-flight';
    if (found.flight.over) return 'not-in-flight';
    found.flight = this.queue.reschedule(found.flight, now + seconds * 1000);
    this.queue.settle(now);
    return 'done';
  }

  private handOut(cohort: Cohort, visibilityTimeoutSeconds: number, now: number): ReceivedLetter {
    cohort.message ??= this.nameSample(cohort);
    const { message } = cohort;
    if (cohort.poison) this.poisoned.remember(message.body);
    this.receipts.set(message.id, { cohort, flight: this.queue.fly(cohort, now + visibilityTimeoutSeconds * 1000, 'return') });
    if (this.receipts.size > REMEMBERED) this.forgetGone();
    return { message, receiptHandle: handleOf(message.id, cohort.receives), cohort: { ...cohort } };
  }

  /** Gives one of many alike messages a name and a body, now that somebody looks at it. */
  private nameSample(cohort: Cohort): Message {
    const id = this.nextId();
    const home = (cohort.deadLetterSourceArn && queueNameOf(cohort.deadLetterSourceArn)) ?? this.queue.identity.name;
    const draw = mix(this.queue.seed, this.named, 31);
    const words = cohort.wording?.(draw, cohort.sentAt) ?? { body: sampleBody(home, draw, cohort), attributes: {} };
    return {
      id,
      ...words,
      body: cohort.poison ? spoiled(words.body, draw) : words.body,
      senderId: 'AROASIMULATEDPRODUCER:producer',
      traceHeader: null,
      sequenceNumber: this.queue.identity.fifo ? sequenceNumber(this.named) : null,
      deduplicationId: this.queue.identity.fifo ? id : null,
    };
  }

  private find(receiptHandle: string): Receipt | 'malformed' | 'gone' | 'stale' {
    const handle = readHandle(receiptHandle);
    if (!handle) return 'malformed';
    const receipt = this.receipts.get(handle.messageId);
    if (!receipt || receipt.cohort.count === 0) return 'gone';
    return receipt.cohort.receives === handle.receives ? receipt : 'stale';
  }

  private forgetGone(): void {
    for (const [id, { cohort }] of this.receipts) if (cohort.count === 0) this.receipts.delete(id);
  }

  private nextId(): string {
    this.named++;
    const hex = [1, 2, 3, 4].map((part) => mix(this.queue.seed, this.named, part).toString(16).padStart(8, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

const sequenceNumber = (number: number): string => `1${String(number).padStart(19, '0')}`;

const handleOf = (messageId: string, receives: number): string => btoa(`weir ${messageId} ${receives}`);

function readHandle(handle: string): { readonly messageId: string; readonly receives: number } | null {
  if (handle.length > 1024 || !/^[A-Za-z0-9+/]+=*$/.test(handle) || handle.length % 4 !== 0) return null;
  const match = /^weir ([0-9a-f-]{36}) (\d{1,9})$/.exec(atob(handle));
  return match?.[1] && match[2] ? { messageId: match[1], receives: Number(match[2]) } : null;
}

const encoder = new TextEncoder();

export const md5Of = (text: string): string => bytesToHex(md5(encoder.encode(text)));
export const sha256Of = (text: string): string => bytesToHex(sha256(encoder.encode(text)));

/** Source of the digest's layout: Amazon SQS Developer Guide, "Calculating the MD5 message digest for message attributes". */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | null {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return null;
  const digest = md5.create();
  const add = (bytes: Uint8Array): void => {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    digest.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name] ?? { DataType: '' };
    add(encoder.encode(name));
    add(encoder.encode(DataType));
    digest.update(Uint8Array.of(BinaryValue === undefined ? 1 : 2));
    add(BinaryValue === undefined ? encoder.encode(StringValue ?? '') : Uint8Array.from(atob(BinaryValue), (char) => char.charCodeAt(0)));
  }
  return bytesToHex(digest.digest());
}
