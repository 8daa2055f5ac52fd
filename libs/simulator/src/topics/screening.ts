import { MINUTE_MS } from '@weir/domain';
import { uniform } from '../chance/chance.js';
import type { FilterPolicyScope } from '../estate/topic-blueprint.js';
import { filterOf, judge, type Filter, type Verdict } from './filter.js';
import type { MessageClass } from './message.js';

/** A changed filter policy takes effect within this time. Source: Amazon SNS Developer Guide, "Amazon SNS message filtering". */
export const POLICY_SPREADS_WITHIN_MS = 15 * MINUTE_MS;

const DRAW_SPREAD = 41;

/** What a subscription's filter policy lets pass, now and after the last change has spread. */
export class Screening {
  private inForce: Filter;
  private spreadsAt = Infinity;
  private judged: { readonly classes: readonly MessageClass[]; readonly verdicts: readonly Verdict[] } | null = null;

  constructor(
    public policy: string | null,
    public scope: FilterPolicyScope,
    private readonly seed: number,
  ) {
    this.inForce = filterOf(policy, scope);
  }

  /** Another policy, from `now` on by what is told of it, and within a quarter of an hour by what passes. */
  change(policy: string | null, scope: FilterPolicyScope, now: number): void {
    if (policy === this.policy && scope === this.scope) return;
    this.policy = policy;
    this.scope = scope;
    this.spreadsAt = now + uniform(this.seed, Math.floor(now / 1000), DRAW_SPREAD) * POLICY_SPREADS_WITHIN_MS;
  }

  /** One verdict for each class. The same list for as long as neither the classes nor the policy in force change. */
  verdicts(classes: readonly MessageClass[], now: number): readonly Verdict[] {
    if (now >= this.spreadsAt) {
      this.inForce = filterOf(this.policy, this.scope);
      this.spreadsAt = Infinity;
      this.judged = null;
    }
    if (this.judged?.classes !== classes) {
      this.judged = { classes, verdicts: classes.map(({ sample }) => judge(this.inForce, sample)) };
    }
    return this.judged.verdicts;
  }
}
