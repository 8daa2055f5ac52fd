import type { Resource } from '@weir/contract';
import { stateRank, worstFirst } from '@weir/domain';
import { counted, UNKNOWN_FIGURE } from '../format/index.js';

/** Rules of a bus: worst first, those that are switched off after all others, those AWS made for itself last. */
export function rulesOf(resources: readonly Resource[], busArn: string, now: number): readonly Resource[] {
  const order = worstFirst(now);
  return resources
    .filter(({ fanout, deletedAt }) => deletedAt === null && fanout?.kind === 'rule' && fanout.busArn === busArn)
    .sort((a, b) => placeOf(a) - placeOf(b) || order(a, b) || (a.id < b.id ? -1 : 1));
}

function placeOf({ fanout, verdict }: Resource): number {
  if (fanout?.kind === 'rule' && fanout.managedBy !== null) return 2;
  return verdict.reason === 'switched-off' ? 1 : 0;
}

/** How many rules of a bus are in which part of the list. */
export interface RuleCounts {
  readonly all: number;
  readonly off: number;
  readonly managed: number;
  readonly worst: Resource | null;
}

export function countRules(rules: readonly Resource[]): RuleCounts {
  const worst = rules.reduce<Resource | null>(
    (found, rule) => (found === null || stateRank(rule.verdict.state) < stateRank(found.verdict.state) ? rule : found),
    null,
  );
  return {
    all: rules.length,
    off: rules.filter(({ verdict }) => verdict.state === 'disabled').length,
    managed: rules.filter(({ fanout }) => fanout?.kind === 'rule' && fanout.managedBy !== null).length,
    worst,
  };
}

/** The heading over the rules of a bus; null: they are not there yet. */
export const rulesHeading = (rules: readonly Resource[] | null): string =>
  rules === null ? `${UNKNOWN_FIGURE} rules` : counted(rules.length, 'rule');
