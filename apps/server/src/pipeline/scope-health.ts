import type { AwsFailure, ListingProblem, ServiceListing } from '@weir/aws';
import type { AccountConfig, Freshness, Listing, ListingFailure, ScopeStatus } from '@weir/contract';
import { type Scope, scopeKey, type ScopeKey } from '@weir/domain';
import { absenceOf } from './absence-of-failure.js';

/** The three clocks of a scope: depth from SQS, age and rates from CloudWatch, and which queues there are. */
export type Clock = 'live' | 'cloudwatch' | 'discovery';

/** What became of one batch: how many of its reads succeeded, and how one of them failed. */
export interface BatchOutcome {
  readonly succeeded: number;
  readonly failure: AwsFailure | null;
  readonly at: number;
  readonly budgetSeconds: number;
  readonly nextTryAt: number | null;
}

/** What became of listing one service. */
export interface ListingOutcome extends ServiceListing {
  readonly begunAt: number;
  readonly at: number;
  readonly nextTryAt: number | null;
}

const NEVER: Freshness = { at: null, budgetSeconds: 60, state: 'ok', since: null, detail: null, nextTryAt: null };

/** How well Weir sees each scope. One scope's trouble is never another's. */
export class ScopeHealth {
  readonly #scopes = new Map<ScopeKey, ScopeStatus>();

  constructor(accounts: readonly AccountConfig[]) {
    for (const { id, name, regions } of accounts) {
      for (const region of regions) {
        const scope = { accountId: id, region };
        const clocks = { live: NEVER, cloudwatch: NEVER, discovery: NEVER };
        this.#scopes.set(scopeKey(scope), { resources: 0, ...clocks, listings: {}, ...scope, accountName: name });
      }
    }
  }

  /** Takes over what was known before a restart. Scopes no longer configured are dropped, names are today's. */
  restore(stored: readonly ScopeStatus[]): void {
    for (const status of stored) this.#update(status, ({ accountName }) => ({ ...status, accountName }));
  }

  all(): readonly ScopeStatus[] {
    return [...this.#scopes.values()];
  }

  scopes(): readonly Scope[] {
    return this.all();
  }

  setResources(scope: Scope, resources: number): void {
    this.#update(scope, (status) => ({ ...status, resources }));
  }

  /** A clock advances when anything was read. It is in trouble only when nothing was: one denied queue is that queue's matter. */
  record(scope: Scope, clock: Clock, outcome: BatchOutcome): void {
    this.#update(scope, (status) => ({ ...status, [clock]: afterBatch(status[clock], outcome) }));
  }

  /** A service was listed. One that is not seen whole is as it was known, and says since when and why. */
  recordListing(scope: Scope, outcome: ListingOutcome): void {
    this.#update(scope, (status) => ({
      ...status,
      listings: { ...status.listings, [outcome.service]: afterListing(status.listings[outcome.service], outcome) },
    }));
  }

  #update(scope: Scope, change: (status: ScopeStatus) => ScopeStatus): void {
    const status = this.#scopes.get(scopeKey(scope));
    if (status) this.#scopes.set(scopeKey(scope), change(status));
  }
}

function afterBatch(before: Freshness, { succeeded, failure, at, budgetSeconds, nextTryAt }: BatchOutcome): Freshness {
  if (succeeded > 0 || failure === null) return { at, budgetSeconds, state: 'ok', since: null, detail: null, nextTryAt: null };
  const state = absenceOf(failure.kind);
  return {
    at: before.at,
    budgetSeconds,
    state,
    since: before.state === state ? before.since : at,
    detail: describe(failure),
    nextTryAt,
  };
}

function afterListing(before: Listing | undefined, { whole, problems, begunAt, at, nextTryAt }: ListingOutcome): Listing {
  const listedAt = whole ? begunAt : (before?.at ?? null);
  const [gravest] = problems.toSorted((a, b) => gravity(b) - gravity(a));
  if (gravest === undefined) return { at: listedAt, failure: null };
  const state = absenceOf(gravest.error.kind);
  const failure: ListingFailure = {
    state,
    actions: [...new Set(problems.map(({ error }) => error.action))].sort(),
    detail: describe(gravest.error),
    since: before?.failure?.state === state ? before.failure.since : at,
    nextTryAt,
    hides: [...new Set(problems.flatMap(({ hides }) => hides))],
  };
  return { at: listedAt, failure };
}

/** What hides resources is worse than what hides settings; what a person must mend is worse than what passes. */
const gravity = ({ error, hides }: ListingProblem): number => (hides.length > 0 ? 2 : 0) + (absenceOf(error.kind) === 'denied' ? 1 : 0);

function describe({ action, kind, principal, message }: AwsFailure): string {
  if (kind === 'denied') return `${action} denied${principal === null ? '' : ` for ${principal}`}`;
  return `${action}: ${message}`;
}
