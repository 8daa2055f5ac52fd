import { z } from 'zod';
import { listedService, listing } from './listing.js';
import { resourceId, resourceKind } from './resource.js';

/** The failure-path audit: what will lose or leak events, although nothing is wrong yet. */
export const auditRule = z.enum([
  'queue-without-dead-letter-queue',
  'dead-letter-queue-unwatched',
  'dead-letter-retention-not-longer',
  'dead-letter-queue-missing',
  'max-receive-count-one',
  'visibility-below-six-timeouts',
  'subscription-without-dead-letter-queue',
  'subscription-pending',
  'subscription-endpoint-missing',
  'target-without-dead-letter-queue',
  'target-missing',
  'rule-disabled',
  'rule-without-targets',
  'rule-loop',
  'pipe-stopped',
  'pipe-not-running',
  'pipe-change-failed',
  'pipe-without-dead-letter-queue',
  'mapping-disabled',
  'mapping-retries-for-ever',
  'shared-bus-rule-without-account',
  'bus-policy-wildcard',
  'topic-policy-wildcard',
  'queue-policy-wildcard',
  'transformer-unescaped',
  'pattern-array-element',
  'pattern-dotted-key',
]);
export type AuditRule = z.infer<typeof auditRule>;

/** `loss`: messages can be lost. `security`: somebody can get in or be let through. `hygiene`: neither, yet worth an hour. */
export const auditSeverity = z.enum(['loss', 'security', 'hygiene']);
export type AuditSeverity = z.infer<typeof auditSeverity>;

export const finding = z.object({
  /** Derived from the rule, the resource and the part, so that it stays the same from one discovery to the next. */
  id: z.string(),
  rule: auditRule,
  severity: auditSeverity,
  resourceId,
  resourceKind,
  resourceName: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  region: z.string(),
  system: z.string(),
  /** Within the resource: a target's id, a field. */
  part: z.string().nullable(),
  /** What is the matter, as a sentence. */
  title: z.string(),
  /** What it rests on: settings and figures. */
  evidence: z.array(z.object({ name: z.string(), value: z.string() })),
  /** What to do about it. */
  fix: z.string(),
  /** A command for a shell that mends it, where one command does; null otherwise. */
  command: z.string().nullable(),
  firstSeen: z.number(),
  /** Since when it is mended; null: it stands. */
  goneAt: z.number().nullable(),
  accepted: z.object({ at: z.number(), by: z.string(), reason: z.string() }).nullable(),
});
export type Finding = z.infer<typeof finding>;

/** What the audit could not look at: a service of an account and region that is not listed whole, or without its newest settings. */
export const auditGap = z.object({
  accountId: z.string(),
  accountName: z.string(),
  region: z.string(),
  service: listedService,
  listing,
});
export type AuditGap = z.infer<typeof auditGap>;

export const audit = z.object({
  items: z.array(finding),
  /** Of those that stand and are not accepted. */
  open: z.object({ loss: z.number(), security: z.number(), hygiene: z.number() }),
  accepted: z.number(),
  /** When the estate was last looked through; null: not yet. */
  at: z.number().nullable(),
  /** What was not looked at; empty: everything was, and only then no findings means that there is nothing to find. */
  unseen: z.array(auditGap),
});
export type Audit = z.infer<typeof audit>;

export const acceptFinding = z.strictObject({
  reason: z.string('say why, in a few words').trim().min(3, 'say why, in a few words').max(1000),
});
