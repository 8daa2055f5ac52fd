import { ALWAYS_SHOWN, COLUMN_IDS, type ColumnId } from './column-ids.js';

export type Sort = 'worst' | 'system' | 'name' | 'depth' | 'age' | 'in' | 'out' | 'drain' | 'dead';
const SORTS: readonly Sort[] = ['worst', 'system', 'name', 'depth', 'age', 'in', 'out', 'drain', 'dead'];

/** The view of a list, as its address tells it. Everything left out is the default. */
export interface QueueSearch {
  /** The filter, as typed: `verdict:slow age:>5m refunds`. */
  readonly q?: string | undefined;
  readonly sort?: Exclude<Sort, 'worst'> | undefined;
  /** Columns hidden, by id; left out: those hidden at first. */
  readonly hide?: readonly ColumnId[] | undefined;
  /** Rows selected, by id. */
  readonly sel?: readonly string[] | undefined;
  /** The row the cursor is on. */
  readonly at?: string | undefined;
}

const LONGEST_FILTER = 400;
const MOST_SELECTED = 200;
const ID = /^[a-z2-7]{16}$/;

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readQueueSearch(search: Readonly<Record<string, unknown>>): QueueSearch {
  const { q, sort, hide, sel, at } = search;
  const text = typeof q === 'string' || typeof q === 'number' ? String(q).slice(0, LONGEST_FILTER) : '';
  const sorted = SORTS.find((known) => known === sort);
  const hidden = Array.isArray(hide) ? COLUMN_IDS.filter((id) => hide.includes(id) && !ALWAYS_SHOWN.includes(id)) : null;
  const selected = Array.isArray(sel)
    ? sel.filter((id): id is string => typeof id === 'string' && ID.test(id)).slice(0, MOST_SELECTED)
    : [];
  return {
    ...(text.trim() === '' ? {} : { q: text }),
    ...(sorted === undefined || sorted === 'worst' ? {} : { sort: sorted }),
    ...(hidden === null ? {} : { hide: hidden }),
    ...(selected.length === 0 ? {} : { sel: selected }),
    ...(typeof at === 'string' && ID.test(at) ? { at } : {}),
  };
}
