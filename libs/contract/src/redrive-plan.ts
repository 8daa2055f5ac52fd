import { z } from 'zod';
import { resourceId } from './resource.js';

/** A group of failing messages, as `GET /api/v1/dlq/{id}/messages` names it. */
const groupKey = z.string().min(1).max(200);

/** A JSON pointer, RFC 6901: `/detail/order/total`; empty: the whole body. */
const jsonPointer = z
  .string()
  .max(500)
  .regex(/^(\/([^~/]|~[01])*)*$/, 'a JSON pointer looks like /detail/order/total');

/** One change of a body. Steps are taken in order; a message that a step does not fit stays in the dead-letter queue and is told as failed. */
export const redriveEditStep = z.discriminatedUnion('op', [
  /** Adds a value or takes the place of one; what leads to it has to exist. */
  z.strictObject({ op: z.literal('set'), pointer: jsonPointer, value: z.json() }),
  /** Fits only where there is a value. */
  z.strictObject({ op: z.literal('replace'), pointer: jsonPointer, value: z.json() }),
  /** Nothing happens where there is no value. */
  z.strictObject({ op: z.literal('remove'), pointer: jsonPointer }),
  /** On the text of the body; every match is replaced. `$1` and `$<name>` stand for groups, `$$` for a dollar sign. */
  z.strictObject({
    op: z.literal('replace-text'),
    pattern: z.string().min(1).max(500),
    ignoreCase: z.boolean().default(false),
    replacement: z.string().max(2000),
  }),
]);
export type RedriveEditStep = z.infer<typeof redriveEditStep>;

/** `native`: a message-move task of SQS. `weir`: receives, sends and deletes by itself. */
export const redriveEngine = z.enum(['native', 'weir']);
export type RedriveEngine = z.infer<typeof redriveEngine>;

/** How the first messages are watched before the others follow. */
export const redriveCanary = z.strictObject({
  /** Messages; 0: none is sent ahead, and nothing is watched before the ramp. */
  size: z.number().int().min(0).max(1000).default(5),
  /** How long the dead-letter queue and the consumer are watched after the last of them was sent. */
  watchSeconds: z.number().int().min(1).max(3600).default(60),
  /** Whether somebody has to say `continue` after that. */
  confirm: z.boolean().default(false),
});
export type RedriveCanary = z.infer<typeof redriveCanary>;

/** What is to be put back, where, how changed and how fast. */
export const redrivePlan = z.strictObject({
  /** Keys of groups; null: every message. */
  groups: z.array(groupKey).min(1).max(100).nullable().default(null),
  /** A queue; null: back to the queue each message was dead-lettered from. */
  destination: resourceId.nullable().default(null),
  /** Empty: bodies stay byte for byte. Attributes always do. */
  edit: z.array(redriveEditStep).max(20).default([]),
  /** Never exceeded. A message-move task takes 500 at most. */
  ratePerSecond: z.number().positive().max(10_000).default(50),
  canary: redriveCanary.prefault({}),
  /** How long it takes after the canary until the rate is reached; it begins at a tenth of it. 0: at once. */
  rampSeconds: z.number().int().min(0).max(3600).default(60),
  /** `auto`: a message-move task where it can do what is asked. */
  engine: z.enum(['auto', ...redriveEngine.options]).default('auto'),
});
export type RedrivePlan = z.infer<typeof redrivePlan>;

/** A count that is not known exactly: at least, and at most. `high` null: nothing bounds it. */
const bounds = z.object({ low: z.number(), high: z.number().nullable() });
export type RedriveBounds = z.infer<typeof bounds>;

export const redriveCheckName = z.enum([
  'enabled',
  'permissions',
  'not-running',
  'destination-exists',
  'destination-accepts',
  'consumer-receives',
  'destination-verdict',
  'watch',
  'retention',
  'fifo',
  'edit',
  'engine',
]);
export type RedriveCheckName = z.infer<typeof redriveCheckName>;

/** Something looked at before anything is sent. `fail` refuses the start; `unknown` asks the person who starts it to accept that. */
export const redriveCheck = z.object({
  name: redriveCheckName,
  state: z.enum(['pass', 'fail', 'unknown']),
  /** `orders-ingest receives: 41 a minute over the last ten`. */
  text: z.string(),
  /** What to do about it; null: nothing has to be done. */
  fix: z.string().nullable(),
});
export type RedriveCheck = z.infer<typeof redriveCheck>;

/** A sampled message before and after the edit, personal data masked as on the page of its dead-letter queue. */
export const redriveSample = z.object({
  messageId: z.string(),
  group: z.string(),
  before: z.string(),
  /** The same text when there is no edit; null: a step does not fit, see `problem`. */
  after: z.string().nullable(),
  /** Values by JSON pointer, as JSON text; null: not there. Of a body that is no JSON one entry with an empty pointer. */
  diff: z.array(z.object({ pointer: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  problem: z.string().nullable(),
});
export type RedriveSample = z.infer<typeof redriveSample>;

/** A queue that messages go to. */
const redriveDestination = z.object({
  /** null: it is not in the catalogue. */
  id: resourceId.nullable(),
  name: z.string(),
  arn: z.string(),
});
export type RedriveDestination = z.infer<typeof redriveDestination>;

/** What a plan would do. Nothing was sent; with `samples` a few messages were received and given back at once. */
export const redriveDryRun = z.object({
  at: z.number(),
  /** Messages in the dead-letter queue, hidden and delayed ones among `high`. */
  queued: bounds,
  /** Those of them that the plan takes. */
  selected: bounds,
  destinations: z.array(redriveDestination),
  engine: z.object({ engine: redriveEngine, because: z.string() }),
  checks: z.array(redriveCheck),
  /** No check fails. */
  canStart: z.boolean(),
  /** From the start until the last message is sent, canary, watch and ramp included. */
  durationSeconds: bounds,
  /** How long a canary has to be watched until a consumer that fails has given it up: as often as it is tried, and as long as each try is hidden. */
  watchSecondsNeeded: z.number(),
  /** Requests to SQS, and their price in US dollars. */
  requests: bounds,
  costUsd: bounds,
  samples: z.array(redriveSample),
});
export type RedriveDryRun = z.infer<typeof redriveDryRun>;

export const newRedrive = redrivePlan.extend({
  /** What the dry run could not find out is accepted. */
  acceptUnknown: z.boolean().default(false),
  /** Why, for the audit log. */
  reason: z.string().trim().max(1000).nullable().default(null),
  /** Drawn by the caller: a request sent twice starts one redrive. */
  requestId: z.uuid().optional(),
});
export type NewRedrive = z.infer<typeof newRedrive>;

/** Messages to be written to an archive and then deleted. */
export const newArchive = z.strictObject({
  /** Keys of groups; null: every message. */
  groups: z.array(groupKey).min(1).max(100).nullable().default(null),
  /** How many messages the person confirmed to archive and delete. It ends there: what arrives later is left alone. */
  confirmedCount: z.number().int().min(1).max(10_000_000),
  ratePerSecond: z.number().positive().max(10_000).default(500),
  reason: z.string().trim().max(1000).nullable().default(null),
  requestId: z.uuid().optional(),
});
export type NewArchive = z.infer<typeof newArchive>;
