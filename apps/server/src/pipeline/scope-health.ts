import type { AwsFailure } from '@weir/aws';
import type { AccountConfig, Freshness, ScopeStatus } from '@weir/contract';
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

const NEVER: Freshness = { at: null, budgetSeconds: 60, state: 'ok', since: null, detail: null, nextTryAt: null };

/** How well Weir sees each scope. One scope's trouble is never another's. */
export class ScopeHealth {
  readonly #scopes = new Map<ScopeKey, ScopeStatus>();

  constructor(accounts: readonly AccountConfig[]) {
    for (const { id, name, regions } of accounts) {
      for (const region of regions) {
        const scope = { accountId: id, region };
        this.#scopes.set(scopeKey(scope), { resources: 0, live: NEVER, cloudwatch: NEVER, discovery: NEVER, ...scope, accountName: name });
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

function describe({ action, kind, principal, message }: AwsFailure): string {
  if (kind === 'denied') return `${action} denied${principal === null ? '' : ` for ${principal}`}`;
  return `${action}: ${message}`;
}
