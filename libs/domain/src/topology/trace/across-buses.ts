import type { RuleTarget } from '@weir/contract';
import type { CatalogueOf } from '../../model/catalogue.js';
import type { FanoutIndex } from '../estate/fanout-index.js';
import { placeOfArn } from '../estate/names.js';
import { mayCross, type Permission } from './entry-permission.js';

export const accountIn = (arn: string): string | null => placeOfArn(arn).accountId;

interface Crossing {
  readonly rule: CatalogueOf<'rule'>;
  readonly busArn: string;
  readonly target: RuleTarget;
  /** The account the event came from, when it crossed into this one. */
  readonly crossedFrom: string | null;
}

/** Whether an event may go from one bus to another, as far as settings say. */
export function acrossBuses(
  { rule, busArn, target, crossedFrom }: Crossing,
  event: Readonly<Record<string, unknown>>,
  index: FanoutIndex,
): Permission {
  const own = accountIn(busArn);
  if (own !== accountIn(target.arn) && crossedFrom !== null)
    return { refuses: 'an event that came from another account is not sent on to a third' };
  const bus = index.byArn(target.arn);
  if (bus?.kind !== 'bus' || own === null) return { refuses: null, doubts: null };
  return mayCross(bus, { accountId: own, ruleArn: rule.arn, roleArn: target.roleArn }, event);
}
