import type { FanoutOverview } from '@weir/contract';
import { worstFirst } from '@weir/domain';
import { placesApart } from '../map/namesakes.js';
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

/**
 * What tells rows of one kind and one name apart, by id: the bus of rules, then account and region, as far as each differs. Rows without a
 * namesake have no entry. The buses of rules are among `items`.
 */
export function rowsApart(items: readonly FanoutOverview[]): ReadonlyMap<string, string> {
  const places = placesApart(items);
  const buses = new Map<string, string>(items.filter(({ kind }) => kind === 'bus').map(({ id, name }) => [id, name]));
  const found = new Map(places);
  for (const alike of Map.groupBy(items, ({ kind, name }) => `${kind} ${name}`).values()) {
    if (new Set(alike.map(({ parentId }) => parentId)).size === 1) continue;
    for (const { id, parentId } of alike) {
      const words = [buses.get(parentId ?? '') ?? null, places.get(id) ?? null].filter((word) => word !== null);
      if (words.length > 0) found.set(id, words.join(' '));
    }
  }
  return found;
}
