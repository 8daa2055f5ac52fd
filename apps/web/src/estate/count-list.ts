import type { Resource, ResourceKind, VerdictState } from '@weir/contract';
import { FANOUT_KINDS } from '../fanout/fanout-search.js';

/** A list that can show resources of one verdict. */
export type CountList = '/queues' | '/streams' | '/fanout';

const LISTS: readonly { readonly list: CountList; readonly kinds: readonly ResourceKind[] }[] = [
  { list: '/queues', kinds: ['queue'] },
  { list: '/streams', kinds: ['stream'] },
  { list: '/fanout', kinds: FANOUT_KINDS },
];

/** The list that shows all that a count stands for; null: no list does, the map marks them. */
export function countList(state: VerdictState, counted: readonly Pick<Resource, 'kind' | 'verdict'>[]): CountList | null {
  // A topic may count as unknown for a subscription of it: no list has it so.
  if (counted.some(({ verdict }) => verdict.state !== state)) return null;
  return LISTS.find(({ kinds }) => counted.every(({ kind }) => kinds.includes(kind)))?.list ?? null;
}
