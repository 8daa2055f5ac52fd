import { z } from 'zod';
import { incidentId } from './incident-action.js';
import { redriveCheck, redriveEngine, redrivePlan } from './redrive-plan.js';
import { resourceId } from './resource.js';

export const redriveId = z
  .string()
  .regex(/^RDV-[1-9]\d{0,9}$/, 'a redrive is named like RDV-12')
  .brand<'RedriveId'>();
export type RedriveId = z.infer<typeof redriveId>;

/**
 * `checking`: nothing was sent. `canary`: the first messages are sent. `watching`: they are watched. `confirming`: they did well,
 * somebody has to say `continue`. `ramping`, `running`: the others follow. `stopping`: no more are sent; what was sent is being deleted
 * from the dead-letter queue. `paused`: waits for `resume`. Ended: `done`; `cancelled`, by a person; `aborted`, by its guard;
 * `failed`, because it could not go on.
 */
export const redriveState = z.enum([
  'checking',
  'canary',
  'watching',
  'confirming',
  'ramping',
  'running',
  'stopping',
  'paused',
  'done',
  'cancelled',
  'aborted',
  'failed',
]);
export type RedriveState = z.infer<typeof redriveState>;

/** `archive`: messages are written to an archive instead of sent. */
export const redriveKind = z.enum(['redrive', 'archive']);
export type RedriveKind = z.infer<typeof redriveKind>;

/** Messages so far. One that came back counts as moved too. */
export const redriveCounts = z.object({
  /** Sent (or archived) and deleted from the dead-letter queue. Of a message-move task: as SQS says, approximate. */
  moved: z.number(),
  /** Sent, not yet known to be deleted. */
  sent: z.number(),
  /** Left in the dead-letter queue because they could not be sent. */
  failed: z.number(),
  /** Given back because the plan does not take them. */
  leftAlone: z.number(),
  /** In the dead-letter queue again after they were sent. */
  cameBack: z.number(),
  /** May have been sent twice, or lie in both queues: their ids are in the list of its messages. */
  possiblyTwice: z.number(),
});
export type RedriveCounts = z.infer<typeof redriveCounts>;

export const redriveActionKind = z.enum(['pause', 'resume', 'cancel', 'continue']);
export type RedriveActionKind = z.infer<typeof redriveActionKind>;

/** A redrive as lists and its live view show it. */
export const redriveSummary = z.object({
  id: redriveId,
  kind: redriveKind,
  dlq: z.object({ id: resourceId, name: z.string(), accountId: z.string(), region: z.string() }),
  /** Names of the queues it sends to; empty of an archive. */
  destinations: z.array(z.string()),
  engine: redriveEngine,
  state: redriveState,
  /** Why it is in this state: `3 of 5 canary messages came back within 41 s`. */
  because: z.string(),
  /** What `stopping` leads to; null: it is not stopping. */
  stoppingInto: redriveState.nullable(),
  counts: redriveCounts,
  /** Messages it will have moved in the end, as the start knew; `high` null: nothing bounds it. */
  expected: z.object({ low: z.number(), high: z.number().nullable() }),
  /** Messages a second: over the last ten seconds, and what is allowed now and in the end. */
  rate: z.object({ now: z.number(), allowed: z.number(), limit: z.number() }),
  /** Until the last message is sent, at the rate of now; null: cannot be told. */
  remainingSeconds: z.number().nullable(),
  /** When the canary's watch ends; null: it is not being watched. */
  watchEndsAt: z.number().nullable(),
  /** The open incident that its dead-letter queue belonged to at the start. */
  incident: incidentId.nullable(),
  startedBy: z.string(),
  reason: z.string().nullable(),
  startedAt: z.number(),
  changedAt: z.number(),
  endedAt: z.number().nullable(),
  /** What a person may do now. */
  actions: z.array(redriveActionKind),
});
export type RedriveSummary = z.infer<typeof redriveSummary>;

/** One line of the journal of a redrive. */
export const redriveJournalLine = z.object({
  at: z.number(),
  /** `state`: it went on. `action`: a person. `messages`: something about messages. `trouble`: AWS refused or failed. `restart`: Weir took it up again. */
  kind: z.enum(['state', 'action', 'messages', 'trouble', 'restart']),
  text: z.string(),
  by: z.string().nullable().describe('null: Weir'),
});
export type RedriveJournalLine = z.infer<typeof redriveJournalLine>;

export const redriveDetail = redriveSummary.extend({
  /** null: an archive. */
  plan: redrivePlan.nullable(),
  /** Keys of groups it takes; null: every message. */
  groups: z.array(z.string()).nullable(),
  /** As they were at its start. */
  checks: z.array(redriveCheck),
  /** Newest first, the last 100. */
  journal: z.array(redriveJournalLine),
  /** Of an archive; null: it has none, or it is no longer there. */
  archive: z.object({ file: z.string(), messages: z.number(), bytes: z.number() }).nullable(),
});
export type RedriveDetail = z.infer<typeof redriveDetail>;

/**
 * What became of a message. `sending`: whether it was sent is not known. `sent`: it was, and may still lie in the dead-letter queue.
 * `moved`: sent and deleted. `came-back`: dead-lettered again. `failed`: left where it was, see `detail`.
 */
export const redriveMessageState = z.enum(['sending', 'sent', 'moved', 'came-back', 'failed']);
export type RedriveMessageState = z.infer<typeof redriveMessageState>;

/** A message by its ids; bodies are never kept. */
export const redriveMessage = z.object({
  /** In the dead-letter queue. */
  messageId: z.string(),
  /** As it was sent; null: not known, or not sent. */
  sentId: z.string().nullable(),
  group: z.string().nullable(),
  state: redriveMessageState,
  /** It may have been sent twice, or lie in both queues. */
  possiblyTwice: z.boolean(),
  /** Why; null: nothing to say. */
  detail: z.string().nullable(),
  at: z.number(),
});
export type RedriveMessage = z.infer<typeof redriveMessage>;

export const redriveList = z.object({ items: z.array(redriveSummary), nextCursor: z.string().nullable() });
export type RedriveList = z.infer<typeof redriveList>;

export const redriveMessageList = z.object({ items: z.array(redriveMessage), total: z.number(), nextCursor: z.string().nullable() });
export type RedriveMessageList = z.infer<typeof redriveMessageList>;

export const redriveAction = z.strictObject({
  /** `pause` and `cancel` let finish what is under way. `continue` ends the watch of the canary, or confirms it. */
  kind: redriveActionKind,
  reason: z.string().trim().max(1000).nullable().default(null),
});
export type RedriveAction = z.infer<typeof redriveAction>;
