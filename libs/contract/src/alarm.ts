import { z } from 'zod';
import { lossCountdown, resourceId, resourceKind } from './resource.js';
import { verdictState } from './verdict.js';

/** 1 is worst: messages are lost soon. 4: worth a look in working hours. */
export const severity = z.literal([1, 2, 3, 4]);
export type Severity = z.infer<typeof severity>;

/**
 * What Weir raises by itself, on by default.
 * - `dead-letters`: a dead-letter queue receives
 * - `loss-countdown`: messages or records are lost within a day
 * - `verdict`: a queue or stream is worse than its floor
 * - `age-over-budget`: the oldest message has waited longer than its queue's budget
 * - `deliveries`: what passes events on fails, holds back, or does not account for copies
 * - `shard-throttling`: a shard refuses records
 * - `reader-lag`: a reader of a stream falls behind
 */
export const alarmRule = z.enum([
  'dead-letters',
  'loss-countdown',
  'verdict',
  'age-over-budget',
  'deliveries',
  'shard-throttling',
  'reader-lag',
]);
export type AlarmRule = z.infer<typeof alarmRule>;

/** `pending`: true, not yet for long enough. `resolving`: no longer true, not yet for long enough. */
export const alarmState = z.enum(['pending', 'firing', 'resolving', 'resolved']);
export type AlarmState = z.infer<typeof alarmState>;

/** Why an alarm went from one state to the next. */
export const alarmTransitionReason = z.enum([
  'condition-met',
  'held-long-enough',
  'passed-before-firing',
  'condition-cleared',
  'came-back',
  'stayed-clear',
  'resource-deleted',
  'rule-switched-off',
]);
export type AlarmTransitionReason = z.infer<typeof alarmTransitionReason>;

/** A resource as alarms and incidents name it. */
export const alarmedResource = z.object({
  id: resourceId,
  kind: resourceKind,
  name: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  region: z.string(),
  system: z.string(),
});
export type AlarmedResource = z.infer<typeof alarmedResource>;

/** One rule on one resource, from the moment its condition was first true. */
export const alarm = z.object({
  /** Derived from rule and resource: the same in every episode. */
  id: z.string(),
  rule: alarmRule,
  state: alarmState,
  resource: alarmedResource,
  /** The named reason: that of the verdict where it rests on one. */
  reason: z.string(),
  /** The reason as a short sentence with figures, without times. */
  because: z.string(),
  /** The resource's verdict when the condition was last known. */
  verdict: verdictState,
  /** Since when the condition is true in this episode, epoch milliseconds. */
  since: z.number(),
  /** When it began to fire; null: it is pending. */
  firedAt: z.number().nullable(),
  /** Since when the condition is no longer true; null: it is true, or not known. */
  clearSince: z.number().nullable(),
  resolvedAt: z.number().nullable(),
  /** Since when it cannot be judged whether it is still true: it then stays as it is. null: it can. */
  unknownSince: z.number().nullable(),
  loss: lossCountdown.nullable(),
  /** How often it came back within the last hour: the more often, the longer it must stay clear. */
  flaps: z.number(),
  /** The silence that keeps it from being told; null: none. */
  silencedBy: z.string().nullable(),
  /** The incident it belongs to, such as `INC-2041`; null: none yet. */
  incident: z.string().nullable(),
});
export type Alarm = z.infer<typeof alarm>;

export const alarmList = z.object({ items: z.array(alarm), total: z.number(), nextCursor: z.string().nullable() });
export type AlarmList = z.infer<typeof alarmList>;
