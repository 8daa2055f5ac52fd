import type { FanoutOverview } from '@weir/contract';
import { worstFirst } from '@weir/domain';
import type { Filterable } from '../queues/filter.js';

/** A row as the filter language sees it. It tells neither age, depth, tags nor dead letters: no comparison with those holds. */
export const filterable = ({ name, system, verdict, accountId, accountName, region }: FanoutOverview): Filterable => ({
  ...{ name, system, verdict, accountId, accountName, region },
  latest: {},
  tags: {},
  deadLetter: null,
  deadLetterSources: [],
  config: null,
  deletedAt: null,
});

/** Worst first. Rows with equal names are told apart by id, so that none jumps. */
export function worstListed(now: number): (a: FanoutOverview, b: FanoutOverview) => number {
  const worst = worstFirst(now);
  return (a, b) => worst({ ...a, loss: null }, { ...b, loss: null }) || (a.id < b.id ? -1 : 1);
}
