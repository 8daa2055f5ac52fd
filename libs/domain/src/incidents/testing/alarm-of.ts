import type { AlarmRule, LossCountdown, VerdictState } from '@weir/contract';
import { type AlarmRecord, alarmIdOf } from '../../alarms/step-alarm.js';
import type { CatalogueResource } from '../../model/catalogue.js';

export interface AlarmOf {
  readonly rule?: AlarmRule;
  readonly state?: AlarmRecord['state'];
  readonly verdict: VerdictState;
  readonly reason: string;
  /** When the trouble began and the alarm fired. */
  readonly at: number;
  readonly loss?: LossCountdown;
}

const RULE_OF: Readonly<Partial<Record<CatalogueResource['kind'], AlarmRule>>> = {
  queue: 'verdict',
  stream: 'verdict',
  consumer: 'reader-lag',
};

/** An alarm as it was left, of a resource in trouble. */
export function alarmOf(resource: CatalogueResource, { rule, state = 'firing', verdict, reason, at, loss }: AlarmOf): AlarmRecord {
  const of = rule ?? RULE_OF[resource.kind] ?? 'deliveries';
  return {
    id: alarmIdOf(of, resource.id),
    rule: of,
    resourceId: resource.id,
    state,
    reason,
    because: `it is ${verdict}`,
    verdict,
    troubleSince: at,
    since: at,
    firedAt: state === 'pending' ? null : at,
    clearSince: state === 'resolving' ? at : null,
    resolvedAt: null,
    unknownSince: null,
    loss: loss ?? null,
    returns: [],
  };
}
