import { z } from 'zod';
import { absence } from './absence.js';
import { resourceId, resourceKind, resourceMetric } from './resource.js';
import { verdict } from './verdict.js';

/** A count of which AWS says no more than its bounds, both inclusive. Equal: exact. */
export const bounds = z.object({ low: z.number(), high: z.number() });
export type Bounds = z.infer<typeof bounds>;

/**
 * What became of every copy that should have been delivered. The parts of one window add up: the truth lies within the bounds of each, and
 * `expected = delivered + filtered + failed + deadLettered + unexplained`.
 */
export const ledgerLine = z.object({
  /** Published messages times subscriptions, or matched events times targets. */
  expected: bounds,
  delivered: bounds,
  filtered: bounds,
  /** Given up and kept nowhere. */
  failed: bounds,
  /** Given up and put into a dead-letter queue. */
  deadLettered: bounds,
  /** Neither delivered nor accounted for: still being retried, or lost. At the window's edges what is under way is allowed for. */
  unexplained: bounds,
});
export type LedgerLine = z.infer<typeof ledgerLine>;

const boundsByStep = z.object({ low: z.array(z.number()), high: z.array(z.number()) });

/** Lines of all steps of a window, each part by itself: the place in every array is the place of the step. */
export const ledgerLines = z.object({
  expected: boundsByStep,
  delivered: boundsByStep,
  filtered: boundsByStep,
  failed: boundsByStep,
  deadLettered: boundsByStep,
  unexplained: boundsByStep,
});
export type LedgerLines = z.infer<typeof ledgerLines>;

/** Where a subscriber's figures come from. AWS counts by topic and by rule, never by subscriber. */
export const ledgerEvidence = z.enum([
  /** It is the only one: the counters are its own. */
  'only-subscriber',
  /** SNS's delivery-status log has every delivery to it and every failure. */
  'delivery-logs',
  /** The log has a part: failures without successes, or a share of these, or not every minute of it was read. */
  'delivery-logs-partly',
  /** What arrived in its queue bounds it. */
  'downstream-queue',
  /** It filters nothing, and nothing failed or was lost: it got everything. */
  'totals',
  /** The counters cannot tell it from the others. */
  'cannot-tell',
  /** It is the only one Weir knows; before Weir first looked there may have been others. */
  'perhaps-others',
]);
export type LedgerEvidence = z.infer<typeof ledgerEvidence>;

export const ledgerSubscriber = ledgerLine.extend({
  /** The subscription; of a rule's target its id within the rule. */
  key: z.string(),
  resourceId: resourceId.nullable(),
  /** Where it delivers to, by its short name. */
  name: z.string(),
  endpoint: z.string(),
  endpointId: resourceId.nullable(),
  protocol: z.string(),
  verdict: verdict.nullable(),
  evidence: ledgerEvidence,
  filterPolicy: z.string().nullable(),
  filterPolicyScope: z.enum(['MessageAttributes', 'MessageBody']).nullable(),
  deadLetterTargetArn: z.string().nullable(),
  /** What arrived in its queue, and whether others send there too; null: it is no queue, or not known. */
  arrived: z.object({ count: z.number(), sharedWithOthers: z.boolean() }).nullable(),
  /** Edits within the window or shortly before, epoch milliseconds. */
  changedAt: z.array(z.number()),
  /** Its place in the ledger's `subscriberSteps`. */
  stepsAt: z.number(),
});
export type LedgerSubscriber = z.infer<typeof ledgerSubscriber>;

export const ledger = z.object({
  resourceId,
  kind: resourceKind,
  name: z.string(),
  /**
   * Epoch milliseconds, whole minutes; `to` is exclusive and the end of the newest settled minute at most: of minutes that were read before
   * CloudWatch had surely told all of them, one counter may have what another lacks.
   */
  from: z.number(),
  to: z.number(),
  /** Messages published to the topic, or events the rule matched and times it ran by its schedule. */
  published: bounds,
  line: ledgerLine,
  /** Why messages were filtered, by SNS's own counters. */
  filteredBy: z.object({
    attributes: z.number(),
    body: z.number(),
    noAttributes: z.number(),
    invalidAttributes: z.number(),
    invalidBody: z.number(),
  }),
  /** Attempts that were repeated. */
  retried: bounds,
  /** Minutes of the window that were read; the rest is in no figure. */
  knownMinutes: z.number(),
  unknownMinutes: z.number(),
  absences: z.array(absence),
  subscribers: z.array(ledgerSubscriber),
  /** The same by time, for bars. */
  steps: z.array(
    ledgerLine.extend({
      at: z.number(),
      published: z.number(),
      known: z.boolean(),
      /** Less than the minutes of a step: its figures are of a part of it. */
      knownMinutes: z.number(),
    }),
  ),
  stepSeconds: z.number(),
  /**
   * Steps after `to`, as far as anything was read: what was counted so far. CloudWatch may still add to each counter by itself, so these are in no
   * other figure and need not add up.
   */
  provisional: z.array(
    z.object({
      at: z.number(),
      knownMinutes: z.number(),
      published: z.number(),
      delivered: z.number(),
      filtered: z.number(),
      failed: z.number(),
      deadLettered: z.number(),
    }),
  ),
  /**
   * The same for subscribers: of the copies due in a step, as they stood at its end. Subscribers of which the same is known share an entry.
   * What is not known of a step of `steps` is in none of these.
   */
  subscriberSteps: z.array(ledgerLines),
  /** Sentences on what the figures rest on and what they cannot say. */
  notes: z.array(z.string()),
});
export type Ledger = z.infer<typeof ledger>;

/** A row of the list: a topic, bus, rule or pipe with its last hour, a function, delivery stream or schedule group with its last minute. */
export const fanoutOverview = z.object({
  id: resourceId,
  kind: resourceKind,
  name: z.string(),
  system: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  region: z.string(),
  verdict,
  /** Of a rule or subscription: its bus or topic. */
  parentId: resourceId.nullable(),
  /** Subscriptions, rules, targets or schedules; null: they could not be read, or it has none of them. */
  subscribers: z.number().nullable(),
  /** Per second over the last quarter of an hour that is known; null: not known. */
  inPerSecond: z.number().nullable(),
  /** Of the hour that ends with its newest settled minute, as its own page tells it; null: no minute of it is known, or it has no ledger. */
  line: ledgerLine.nullable(),
  /** Minutes of that hour that are in the line; the rest is in no figure. Both zero: it has no ledger. */
  knownMinutes: z.number(),
  unknownMinutes: z.number(),
  /** Of functions, delivery streams and schedule groups, which have no ledger: what their newest minute counted; a value of null is not known. */
  counted: z.array(z.object({ metric: resourceMetric, value: z.number().nullable() })),
  worstSubscriber: z.object({ name: z.string(), verdict }).nullable(),
  changedAt: z.number().nullable(),
});
export type FanoutOverview = z.infer<typeof fanoutOverview>;
export const fanoutList = z.object({
  items: z.array(fanoutOverview),
  /** What all topics, rules and pipes owed in the last hour, of whatever kind the list is. */
  due: z.object({
    /** Of all that something is known of; null: of none. */
    line: ledgerLine.nullable(),
    /** Minutes of all of them together that are in the line, and that are not known and in no figure. */
    knownMinutes: z.number(),
    unknownMinutes: z.number(),
    /** How many topics, rules and pipes there are, and how many of them were not looked at: the worst come first. */
    of: z.number(),
    leftOut: z.number(),
  }),
});
export type FanoutList = z.infer<typeof fanoutList>;
