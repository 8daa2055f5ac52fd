import { type EpochMs, type ResourceId, type WeirConfig, weirConfig } from '@weir/contract';
import { resourceIdOf, type Scope, type ScopeKey } from '../../model/scope.js';
import { newestMinute, plan, type Planning } from '../plan.js';
import type { Batch } from '../batch.js';
import { begin, finishLive, finishMetrics, type LaneOutcome, pollTarget, type PollTarget, type TargetFacts } from '../poll-target.js';
import { beginScope, finishScope, type ReadOutcome, scopeAnswered, scopePolling, type ScopePolling } from '../scope-polling.js';

export const DEFAULTS: WeirConfig = weirConfig.parse({});
/** A Monday, on no particular grid. */
export const START: EpochMs = Date.UTC(2026, 10, 23, 10, 0, 7, 250);
export const IRELAND: Scope = { accountId: '111122223333', region: 'eu-west-1' };
export const OHIO: Scope = { accountId: '111122223333', region: 'us-east-2' };

export const idOf = (name: string): ResourceId => resourceIdOf(`arn:aws:sqs:eu-west-1:111122223333:${name}`);

export function queue(name: string, facts: Partial<TargetFacts> = {}): PollTarget {
  return pollTarget({ resourceId: idOf(name), scope: IRELAND, fifo: false, isDeadLetterQueue: false, ...facts });
}

/** An owner of targets, as the collector is one: keeps their current values, begins what is planned, ends what the test says. */
export class Fleet {
  readonly targets: Map<ResourceId, PollTarget>;
  readonly scopes: Map<ScopeKey, ScopePolling>;

  constructor(
    targets: readonly PollTarget[],
    readonly config: WeirConfig = DEFAULTS,
    readonly rest: Partial<Pick<Planning, 'steps' | 'backfill'>> = {},
  ) {
    this.targets = new Map(targets.map((target) => [target.resourceId, target]));
    this.scopes = new Map(targets.map(({ scope, scopeKey }) => [scopeKey, scopePolling(scope)]));
  }

  plan(now: EpochMs): readonly Batch[] {
    const planning = { targets: this.targets.values(), scopes: this.scopes, steps: new Map(), backfill: new Map(), ...this.rest };
    return plan(planning, this.config, now);
  }

  begin(batch: Batch, now: EpochMs): void {
    if (batch.kind === 'discovery' || batch.kind === 'backfill') {
      this.scopes.set(batch.scopeKey, beginScope(this.scope(batch.scopeKey), batch.kind, now));
    } else {
      for (const id of batch.resourceIds) this.targets.set(id, begin(this.target(id), batch.kind, now));
    }
  }

  /** Ends a batch, every read of it alike. */
  finish(batch: Batch, outcome: ReadOutcome, now: EpochMs): void {
    const clock = batch.kind === 'live' ? 'live' : batch.kind === 'discovery' ? 'discovery' : 'cloudwatch';
    this.scopes.set(batch.scopeKey, scopeAnswered(this.scope(batch.scopeKey), clock, [outcome], now));
    if (batch.kind === 'discovery' || batch.kind === 'backfill') {
      this.scopes.set(batch.scopeKey, finishScope(this.scope(batch.scopeKey), batch.kind));
      return;
    }
    const lane: LaneOutcome = outcome === 'ok' ? 'read' : 'failed';
    const settledTo = newestMinute(this.config, now) - this.config.cloudwatch.settleSeconds * 1000;
    for (const id of batch.resourceIds) {
      const target = this.target(id);
      const next = lane === 'read' ? Math.max(target.provisionalFrom ?? 0, settledTo) : target.provisionalFrom;
      this.targets.set(id, batch.kind === 'live' ? finishLive(target, lane, now) : finishMetrics(target, lane, next, now));
    }
  }

  /** Plans, begins and ends everything at one moment. */
  tick(now: EpochMs, outcome: (batch: Batch) => ReadOutcome = () => 'ok'): readonly Batch[] {
    const batches = this.plan(now);
    for (const batch of batches) {
      this.begin(batch, now);
      this.finish(batch, outcome(batch), now);
    }
    return batches;
  }

  change(id: ResourceId, facts: Partial<Pick<PollTarget, 'state' | 'activity' | 'watched' | 'promised'>>): void {
    this.targets.set(id, { ...this.target(id), ...facts });
  }

  target(id: ResourceId): PollTarget {
    const target = this.targets.get(id);
    if (!target) throw new Error(`no target ${id}`);
    return target;
  }

  scope(key: ScopeKey): ScopePolling {
    const scope = this.scopes.get(key);
    if (!scope) throw new Error(`no scope ${key}`);
    return scope;
  }
}
