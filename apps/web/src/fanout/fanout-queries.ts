import { fanoutRoutes, type ResourceId } from '@weir/contract';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';
import type { Span } from '../queue/range.js';
import { changeQuestions, changesFrom, MOST_CHANGES, type ChangesAnswer, type ChangesPart } from './changes-answer.js';

const MINUTE_MS = 60_000;
const LIST_EVERY_MS = 30_000;

/** Every topic, bus, rule, pipe and schedule group with its last hour. */
export function useFanoutList() {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['fanout'],
    queryFn: ({ signal }) => callApi(fanoutRoutes.fanout, { query: {}, signal }, fetcher),
    refetchInterval: LIST_EVERY_MS,
  });
}

export interface LedgerWindow {
  readonly window: string;
  /** Left out: now. */
  readonly to?: number;
}

/** What became of everything over a window. Another window of the same is drawn as the last one until it is there. */
export function useLedger(id: ResourceId, query: LedgerWindow, enabled: boolean) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['ledger', id, query.window, query.to],
    queryFn: ({ signal }) => callApi(fanoutRoutes.fanoutLedger, { params: { id }, query, signal }, fetcher),
    placeholderData: (previous, before) => (before?.queryKey[1] === id ? previous : undefined),
    refetchInterval: MINUTE_MS,
    enabled,
  });
}

/**
 * Edits of resources within a span, the one the page is about first. A live span moves with every minute: it is asked for by its length, so
 * that what is known stays while it moves.
 */
export function useChangesOf(ids: readonly ResourceId[], { from, to, live }: Pick<Span, 'from' | 'to' | 'live'>): ChangesAnswer {
  const { fetcher } = useApi();
  const combine = useCallback((parts: readonly ChangesPart[]) => changesFrom(parts, ids, from, to), [ids, from, to]);
  return useQueries({
    queries: changeQuestions(ids).map((id) => ({
      queryKey: ['changes', id, to - from, live ? 'now' : to],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        callApi(fanoutRoutes.topologyChanges, { query: { from, to, limit: MOST_CHANGES, ...(id !== null && { id }) }, signal }, fetcher),
      staleTime: MINUTE_MS,
      refetchInterval: MINUTE_MS,
    })),
    combine,
  });
}
