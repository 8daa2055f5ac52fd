import { readQueueSearch } from '../queues/queue-search.js';

/** What passes events on, in the order of the buttons. */
export const FANOUT_KINDS = ['topic', 'rule', 'pipe', 'function', 'delivery-stream', 'schedule-group'] as const;
export type FanoutListKind = (typeof FANOUT_KINDS)[number];

/** The view of the list, as its address tells it. */
export interface FanoutSearch {
  /** The filter, as typed. */
  readonly q?: string | undefined;
  /** Only these; left out: all. */
  readonly kind?: FanoutListKind | undefined;
  /** The row the cursor is on. */
  readonly at?: string | undefined;
}

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readFanoutSearch(search: Readonly<Record<string, unknown>>): FanoutSearch {
  const { q, at } = readQueueSearch(search);
  const kind = FANOUT_KINDS.find((known) => known === search['kind']);
  return { ...(q === undefined ? {} : { q }), ...(kind === undefined ? {} : { kind }), ...(at === undefined ? {} : { at }) };
}
