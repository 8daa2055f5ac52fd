import type { EpochMs, Resource, ResourceId } from '@weir/contract';
import {
  type CatalogueResource,
  type CounterWindow,
  FANOUT_LIMITS,
  type FanoutFamilyName,
  type LedgerFigures,
  MINUTE_MS,
  minuteOf,
  pipeLedger,
  pipeOver,
  ruleLedger,
  ruleOver,
  scopeKey,
  type SubscriberSight,
  topicLedger,
  topicOver,
} from '@weir/domain';
import type { FanoutService } from './fanout-service.js';
import type { KnownChanges } from './read-changes.js';

/** What has a ledger. */
export type LedgerKind = Extract<Resource['kind'], 'topic' | 'rule' | 'pipe'>;

/** The family whose counters a ledger is made of. */
export const LEDGER_FAMILIES: Readonly<Record<LedgerKind, FanoutFamilyName>> = {
  topic: 'sns.topic',
  rule: 'events.rule',
  pipe: 'pipes.pipe',
};

export const hasLedger = (resource: Resource): resource is Resource & { readonly kind: LedgerKind } =>
  Object.hasOwn(LEDGER_FAMILIES, resource.kind);

/** End of the newest minute that CloudWatch has told of as a rule. Whether it had when the minute was read, the minute itself says. */
export const newestTold = (now: EpochMs): EpochMs => minuteOf(now - FANOUT_LIMITS.settlingMinutes * MINUTE_MS);

/**
 * What the estate tells of subscribers.
 * @param counters what arrived in queues, by ARN; of others it is not known
 * @param logged what delivery logs say, by subscription; of others they say nothing
 */
export function sightOf(
  fanout: FanoutService,
  changes: KnownChanges,
  counters: ReadonlyMap<string, CounterWindow>,
  logged: ReadonlyMap<ResourceId, CounterWindow> = new Map(),
): SubscriberSight {
  const met = fanout.firstMet();
  return {
    index: fanout.index(),
    queueCounters: (arn) => counters.get(arn) ?? null,
    logged: (id) => logged.get(id) ?? null,
    changesOf: (id) => changes.edits.get(id as ResourceId) ?? [],
    beganAt: (scope) => met.get(scopeKey(scope)) ?? 0,
    doubtsEnds: false,
    sightMs: 2 * fanout.discoverySeconds * 1000,
  };
}

/** A window ends with the newest settled minute if it is no older. Else reading has stopped, and the minutes that lack are part of the window. */
export const SETTLED_WITHIN_MS = 30 * MINUTE_MS;

/**
 * Where a window that ends at `to` ends at last. Counters of one minute come one by one: of a minute that was read too early some are complete
 * and others are not, and a ledger that adds them up finds losses where there are none. So it ends with the newest minute that was settled
 * when it was read; older ones that were not are not known.
 * @param counters at least the half hour up to `to`
 */
export const settledEnd = (counters: CounterWindow, to: EpochMs): EpochMs => counters.settledTo(to - SETTLED_WITHIN_MS) ?? to;

/** The ledger of whatever has one. Of what is not in the catalogue any more nothing is known of its subscribers. */
export function figuresOf(
  entry: CatalogueResource | undefined,
  counters: CounterWindow,
  sight: SubscriberSight,
  window: { readonly from: EpochMs; readonly to: EpochMs; readonly stepSeconds: number },
): LedgerFigures {
  if (entry?.kind === 'rule') return ruleLedger({ ...window, counters, ...ruleOver(entry, sight, window.from) });
  if (entry?.kind === 'pipe') return pipeLedger({ ...window, counters, ...pipeOver(entry, sight, window.from) });
  return topicLedger({ ...window, counters, ...topicOver(entry?.arn ?? '', sight, window.from) });
}
