import { readQueueSearch } from '../queues/queue-search.js';

/** The view of the list of streams, as its address tells it. */
export interface StreamsSearch {
  /** The filter, as typed. */
  readonly q?: string | undefined;
  /** The row the cursor is on. */
  readonly at?: string | undefined;
}

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readStreamsSearch(search: Readonly<Record<string, unknown>>): StreamsSearch {
  const { q, at } = readQueueSearch(search);
  return { ...(q === undefined ? {} : { q }), ...(at === undefined ? {} : { at }) };
}
