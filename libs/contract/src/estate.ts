import { z } from 'zod';
import { absenceReason } from './absence.js';
import { channelHealth } from './channel.js';
import { incidentCounts } from './incident.js';
import { listings } from './listing.js';
import { resourceKind } from './resource.js';
import { verdictState } from './verdict.js';

/** One clock of one scope: when its newest good reading was made, and how old it may get. */
export const freshness = z.object({
  at: z.number().nullable(),
  budgetSeconds: z.number(),
  /** `ok`, or why there is nothing newer. */
  state: z.union([z.literal('ok'), absenceReason]),
  since: z.number().nullable(),
  /** The refused action and who was refused, such as `sqs:GetQueueAttributes denied for role weir-reader`. */
  detail: z.string().nullable(),
  nextTryAt: z.number().nullable(),
});
export type Freshness = z.infer<typeof freshness>;

/** An account in a region: the unit in which Weir sees, is throttled, or is refused. */
export const scopeStatus = z.object({
  accountId: z.string(),
  accountName: z.string(),
  region: z.string(),
  resources: z.number(),
  live: freshness,
  cloudwatch: freshness,
  discovery: freshness,
  /** Whether what exists is known, service by service: an empty list says nothing where its service was not listed whole. */
  listings,
});
export type ScopeStatus = z.infer<typeof scopeStatus>;

/** A measure the budget governor took, in the order it takes them. */
export const governorStep = z.enum(['idle-cloudwatch', 'idle-live', 'busy-cloudwatch', 'busy-live', 'promised-only']);
export type GovernorStep = z.infer<typeof governorStep>;

export const accountCost = z.object({
  accountId: z.string(),
  accountName: z.string(),
  /** US dollars since the month began (UTC). Estimated from list prices and counted calls. */
  spentUsd: z.number(),
  forecastUsd: z.number(),
  capUsd: z.number().nullable(),
  /** What the governor lengthened to stay under the cap, in the order taken; empty when nothing. */
  governed: z.array(governorStep),
  calls: z.array(
    z.object({
      api: z.string(),
      region: z.string(),
      calls: z.number(),
      billedUnits: z.number(),
      usd: z.number(),
      throttled: z.number(),
      failed: z.number(),
    }),
  ),
});
export type AccountCost = z.infer<typeof accountCost>;

/** What the budget governor last decided for an account, kept so that every process can show it. */
export const accountBudget = z.object({
  accountId: z.string(),
  capUsd: z.number().nullable(),
  /** What the month will have cost with the steps in force. */
  forecastUsd: z.number(),
  /** What it would have cost with nothing lengthened. */
  ungovernedUsd: z.number(),
  steps: z.array(governorStep),
  /** When these steps came into force, epoch milliseconds. */
  since: z.number(),
  /** False: even the last step does not keep the account under its cap. */
  achievable: z.boolean(),
});
export type AccountBudget = z.infer<typeof accountBudget>;

export const estate = z.object({
  mode: z.enum(['demo', 'aws']),
  version: z.string(),
  /** The server's clock when this was composed, epoch milliseconds. */
  at: z.number(),
  counts: z.partialRecord(resourceKind, z.partialRecord(verdictState, z.number())),
  scopes: z.array(scopeStatus),
  /** For the rail; absent: not read yet. */
  incidents: incidentCounts.optional(),
  /** Who is told, and whether that works: a channel that fails must be seen. Absent: not read yet. */
  channels: z.array(channelHealth).optional(),
  cost: z.object({
    month: z.string(),
    spentUsd: z.number(),
    forecastUsd: z.number(),
    capUsd: z.number().nullable(),
    accounts: z.array(accountCost),
  }),
  collector: z.object({
    state: z.enum(['starting', 'running', 'stopped']),
    heartbeatAt: z.number().nullable(),
    /** History being filled in, in resource-minutes; null when none. */
    backfill: z.object({ done: z.number(), total: z.number() }).nullable(),
  }),
});
export type Estate = z.infer<typeof estate>;
