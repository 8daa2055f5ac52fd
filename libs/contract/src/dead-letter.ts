import { z } from 'zod';
import { incidentId } from './incident-action.js';
import { redriveState, redriveId } from './redrive.js';
import { lossCountdown, resourceId, resourceKind } from './resource.js';
import { verdict } from './verdict.js';

/** A count that is not known exactly. `high` null: nothing bounds it. */
const atLeast = z.object({ low: z.number(), high: z.number().nullable() });

/** What fails into a dead-letter queue. */
export const deadLetterSource = z.object({
  /** null: not in the catalogue. */
  id: resourceId.nullable(),
  kind: resourceKind.nullable(),
  name: z.string(),
});
export type DeadLetterSource = z.infer<typeof deadLetterSource>;

/**
 * Whether messages may be looked at. `not-enabled`: nobody allowed it for this account in weir.yaml. `denied`: AWS refused the last look.
 * `not-a-dead-letter-queue`: nothing fails into it, and looking would raise the receive counts of messages that somebody works on.
 */
export const inspectable = z.discriminatedUnion('state', [
  z.object({ state: z.literal('yes') }),
  z.object({
    state: z.enum(['not-enabled', 'denied', 'not-a-dead-letter-queue', 'unreadable']),
    /** Why not, in a sentence. */
    because: z.string(),
    /** What to do: lines for weir.yaml, or an IAM statement; null: nothing can be done here. */
    fix: z.string().nullable(),
  }),
]);
export type Inspectable = z.infer<typeof inspectable>;

/** One dead-letter queue of the estate. */
export const deadLetterQueue = z.object({
  id: resourceId,
  name: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  region: z.string(),
  system: z.string(),
  fifo: z.boolean().nullable(),
  verdict,
  sources: z.array(deadLetterSource),
  /** Messages that can be received, and those hidden for now; null: not known. */
  visible: z.number().nullable(),
  inFlight: z.number().nullable(),
  readAt: z.number().nullable(),
  /** Messages an hour over the last judged window; null: not known. */
  arrivingPerHour: z.number().nullable(),
  /** Of the oldest message, since its arrival here; null: not known, or there is none. */
  oldestAgeSeconds: z.number().nullable(),
  retentionSeconds: z.number().nullable(),
  loss: lossCountdown.nullable(),
  inspectable,
  /** The newest look that is still remembered; null: nobody looked. */
  look: z.object({ at: z.number(), groups: z.number(), worst: z.string().nullable() }).nullable(),
  /** The open incident that it belongs to. */
  incident: incidentId.nullable(),
  /** A redrive or archive that runs. */
  redrive: z.object({ id: redriveId, state: redriveState }).nullable(),
});
export type DeadLetterQueue = z.infer<typeof deadLetterQueue>;

export const deadLetterQueues = z.object({ items: z.array(deadLetterQueue) });
export type DeadLetterQueues = z.infer<typeof deadLetterQueues>;

/** One way of reading a body, outermost first. `because`: why nothing further in was read. */
export const bodyLayer = z.object({
  /** `text`: as received. `raw`: bytes that are no text, as hexadecimal. */
  kind: z.enum(['text', 'json', 'base64', 'gzip', 'sns', 'eventbridge', 'raw']),
  /** Shown as text, cut to a length; JSON is indented. Personal data is masked. */
  text: z.string(),
  /** Characters that were cut off. */
  cut: z.number(),
});
export type BodyLayer = z.infer<typeof bodyLayer>;

/** A place where something was masked: which rule did, and how often. */
export const maskedBy = z.object({ rule: z.string(), times: z.number() });

/** A message as somebody may see it: masked before it left the server. */
export const deadLetter = z.object({
  messageId: z.string(),
  sentAt: z.number().nullable(),
  /** Over all queues it has been in. */
  receiveCount: z.number().nullable(),
  messageGroupId: z.string().nullable(),
  /** Bytes of the body. */
  bytes: z.number(),
  attributes: z.array(z.object({ name: z.string(), type: z.string(), value: z.string(), cut: z.number() })),
  layers: z.array(bodyLayer),
  masked: z.array(maskedBy),
  /** What of it could not be read: `gzip: more than 1 MiB when unpacked`. */
  problems: z.array(z.string()),
  /** Ids found in it that lead elsewhere. */
  correlate: z.array(z.object({ label: z.string(), value: z.string() })),
  /** What the route tracer takes: where it entered, and the event. Unmasked data is not handed out, so masked events trace what is left. */
  trace: z.object({ from: z.string(), event: z.unknown(), attributes: z.record(z.string(), z.unknown()) }).nullable(),
});
export type DeadLetter = z.infer<typeof deadLetter>;

/** Messages that failed alike. */
export const deadLetterGroup = z.object({
  /** The same for the same failure, whenever and whoever looks. */
  key: z.string(),
  /** Why they failed, in words: `THROTTLING from commerce-bus → invoices`. */
  title: z.string(),
  source: deadLetterSource.nullable(),
  /** Error attributes that all of them have, as AWS sets them. */
  error: z.array(z.object({ name: z.string(), value: z.string() })),
  /** The body with what varies taken out. */
  template: z.string(),
  /** Of the messages looked at. */
  sampled: z.number(),
  /** Of all that the queue held then. */
  estimate: atLeast,
  firstSentAt: z.number().nullable(),
  lastSentAt: z.number().nullable(),
  /** When the first of those looked at expires; null: not known. */
  expiresAt: z.number().nullable(),
  samples: z.array(deadLetter),
});
export type DeadLetterGroup = z.infer<typeof deadLetterGroup>;

export const lookState = z.enum(['looking', 'done', 'failed']);

/** A look into a dead-letter queue: messages received, and given back at once. */
export const deadLetterLook = z.object({
  queue: resourceId,
  state: lookState,
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  by: z.string(),
  /** Messages it was to look at, and did. */
  wanted: z.number(),
  looked: z.number(),
  /** What the queue held: visible and hidden. */
  held: atLeast,
  /** Messages that could not be given back at once, and when they come back by themselves. */
  hiddenUntil: z.object({ messages: z.number(), until: z.number() }).nullable(),
  groups: z.array(deadLetterGroup),
  /** What else is to be said: `short polls may leave messages out`. */
  notes: z.array(z.string()),
  /** Why it failed, and the fix. */
  failure: z.object({ because: z.string(), fix: z.string().nullable() }).nullable(),
});
export type DeadLetterLook = z.infer<typeof deadLetterLook>;

export const newLook = z.strictObject({
  /** Messages to look at. Each one's receive count rises by one, and it is hidden for some seconds. */
  sample: z.number().int().min(1).max(1000).default(100),
});
export type NewLook = z.infer<typeof newLook>;
