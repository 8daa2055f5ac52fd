import { z } from 'zod';
import { severity } from './alarm.js';
import { notificationKind } from './channel.js';

/** What Weir tells the outside, as the generic webhook sends it. Fields are only added within a version. */
export const notification = z.object({
  version: z.literal(1),
  /** The same when something is told twice: drop what you know. */
  id: z.string(),
  kind: notificationKind,
  /** When this was written, epoch milliseconds. */
  at: z.number(),
  /** The same for all that is told of one incident, from opened to resolved. */
  thread: z.string(),
  incident: z.object({
    id: z.string(),
    state: z.enum(['open', 'resolved', 'merged']),
    title: z.string(),
    severity,
    severityBecause: z.string(),
    since: z.number(),
    openedAt: z.number(),
    resolvedAt: z.number().nullable(),
    resolvedBy: z.string().nullable(),
    mergedInto: z.string().nullable(),
    acknowledgedBy: z.string().nullable(),
    assignee: z.string().nullable(),
    root: z.object({
      name: z.string(),
      kind: z.string(),
      accountId: z.string(),
      accountName: z.string(),
      region: z.string(),
      reason: z.string(),
    }),
    systems: z.array(z.string()),
    resources: z.number(),
    /** What is lost first, and when; null: nothing is counted down. */
    loss: z.object({ count: z.number(), earliestAt: z.number() }).nullable(),
  }),
  /** For people: one line, and a few sentences without times. */
  title: z.string(),
  text: z.string(),
  /** In order of use. */
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
});
export type Notification = z.infer<typeof notification>;
