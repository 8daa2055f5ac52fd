import type { Bounds, DuplicateKind, Duplicates } from '@weir/contract';

/** One minute of a queue; null: not known. */
export interface FlowMinute {
  readonly sent: number | null;
  readonly received: number | null;
  readonly deleted: number | null;
  /** The greatest of the minute. */
  readonly visible: number | null;
  readonly inFlight: number | null;
}

export interface DuplicateFacts {
  /** Unbroken minutes, oldest first. */
  readonly minutes: readonly FlowMinute[];
  readonly visibilityTimeoutSeconds: number | null;
  readonly isFifo: boolean;
  /** Of a FIFO queue; null: not known. */
  readonly deduplicated: number | null;
}

type Judged = Omit<Duplicates, 'resourceId' | 'from' | 'to'>;

/** Fewer receives say nothing of a share. */
const LEAST_RECEIVED = 50;
/** Of the minutes so many must be known. */
const LEAST_KNOWN = 0.5;
/** A share of receives that is worth a word. */
const WORTH_A_WORD = 0.05;
/** In flight for so much of the visibility timeout, work is cut off by it. */
const NEAR_TIMEOUT = 0.8;

/**
 * How many receives were not the first of their message. A message that is received in the window was sent in it, waited at its beginning, or
 * was in flight then; one that is deleted was received in the window or was in flight at its beginning. So the number of different messages
 * received is known within bounds, and with it how many receives were beyond the first. Counts of SQS are approximate.
 */
export function judgeDuplicates(facts: DuplicateFacts): Judged {
  const known = facts.minutes.filter(isKnown);
  const total = (key: 'sent' | 'received' | 'deleted') => known.reduce((sum, minute) => sum + (minute[key] ?? 0), 0);
  const sums = { sent: total('sent'), received: total('received'), deleted: total('deleted') };
  const first = facts.minutes[0];
  const waited = first?.visible ?? null;
  const flew = first?.inFlight ?? null;
  const [redelivered, share] = sharesOf(sums, waited, flew);
  const heldSeconds = heldOf(known, sums.received);
  const kind = kindOf({ facts, known: known.length, received: sums.received, share, heldSeconds });
  return {
    ...{ knownMinutes: known.length, unknownMinutes: facts.minutes.length - known.length },
    ...sums,
    deduplicated: facts.isFifo ? facts.deduplicated : null,
    ...{ redelivered, share, heldSeconds, visibilityTimeoutSeconds: facts.visibilityTimeoutSeconds, kind },
    sentence: sentenceOf(kind, share, heldSeconds, facts.visibilityTimeoutSeconds),
    advice: adviceOf(kind, facts),
  };
}

const isKnown = ({ sent, received, deleted }: FlowMinute): boolean => sent !== null && received !== null && deleted !== null;

function sharesOf(
  { sent, received, deleted }: { readonly sent: number; readonly received: number; readonly deleted: number },
  waited: number | null,
  flew: number | null,
): readonly [Bounds | null, Bounds | null] {
  if (waited === null || flew === null || received === 0) return [null, null];
  const most = Math.min(received, sent + waited + flew);
  const least = Math.min(most, Math.max(0, deleted - flew));
  const redelivered = { low: received - most, high: received - least };
  return [redelivered, { low: redelivered.low / received, high: redelivered.high / received }];
}

/** Little's law: what is in flight on average is the rate of receives times how long each is in flight. Gauges are maxima, so it is at most that. */
function heldOf(known: readonly FlowMinute[], received: number): number | null {
  const flights = known.flatMap(({ inFlight }) => inFlight ?? []);
  if (received === 0 || flights.length < known.length || known.length === 0) return null;
  return (flights.reduce((sum, value) => sum + value, 0) * 60) / received;
}

function kindOf({
  facts,
  known,
  received,
  share,
  heldSeconds,
}: {
  readonly facts: DuplicateFacts;
  readonly known: number;
  readonly received: number;
  readonly share: Bounds | null;
  readonly heldSeconds: number | null;
}): DuplicateKind {
  if (known < facts.minutes.length * LEAST_KNOWN || facts.minutes.length === 0) return 'unknown';
  if (received < LEAST_RECEIVED) return 'too-little-traffic';
  if (share === null) return 'unknown';
  if (share.high < WORTH_A_WORD) return 'none';
  if (share.low < WORTH_A_WORD) return 'cannot-tell';
  const timeout = facts.visibilityTimeoutSeconds;
  return timeout !== null && heldSeconds !== null && heldSeconds >= NEAR_TIMEOUT * timeout ? 'slow-work' : 'given-back';
}

const percents = (share: number): string => `${String(Math.round(share * 100))}\u202f%`;
const seconds = (value: number): string => `${String(Math.round(value))}\u202fs`;

function sentenceOf(kind: DuplicateKind, share: Bounds | null, held: number | null, timeout: number | null): string {
  const among = share === null ? '' : share.low === share.high ? percents(share.low) : `${percents(share.low)} to ${percents(share.high)}`;
  switch (kind) {
    case 'none':
      return 'Hardly any message is received twice.';
    case 'slow-work':
      return `Of all receives ${among} were repeats: each takes ${seconds(held ?? 0)} of a visibility timeout of ${seconds(timeout ?? 0)}, so the next consumer begins before the first ends.`;
    case 'given-back':
      return `Of all receives ${among} were repeats, although work ends well within the visibility timeout: consumers fail, or let messages go.`;
    case 'cannot-tell':
      return `Between ${among} of all receives were repeats: SQS's counts do not tell more closely.`;
    case 'too-little-traffic':
      return 'Too few messages were received to tell how many came twice.';
    case 'unknown':
      return 'How many messages are received twice is not known: too few minutes were read.';
  }
}

function adviceOf(kind: DuplicateKind, { isFifo, visibilityTimeoutSeconds }: DuplicateFacts): string | null {
  const idempotent = isFifo
    ? 'A FIFO queue drops repeated sends within five minutes, not repeated receives: the consumer must do no harm when it gets a message again, by its deduplication id.'
    : 'The consumer must do no harm when it gets a message again: keep what it did by the id of the message for as long as the queue keeps messages, and check that first.';
  if (kind === 'slow-work') {
    const longer =
      visibilityTimeoutSeconds === null
        ? ''
        : ` Raise the visibility timeout above ${seconds(visibilityTimeoutSeconds)}, or extend it while work goes on.`;
    return `Two consumers work on one message at the same time. ${idempotent}${longer}`;
  }
  return kind === 'given-back' ? `${idempotent} Look at why it fails: a message that always fails needs a dead-letter queue.` : null;
}
