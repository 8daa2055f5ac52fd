import { fanoutRoutes, type ResourceId } from '@weir/contract';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';

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

/** Edits of a resource and of what hangs on it, newest first. `ids` empty: asks nothing. */
export function useChangesOf(ids: readonly ResourceId[], from: number, to: number) {
  const { fetcher } = useApi();
  const wanted = new Set<string>(ids);
  return useQuery({
    queryKey: ['changes', from, to],
    queryFn: ({ signal }) => callApi(fanoutRoutes.topologyChanges, { query: { from, to, limit: 1000 }, signal }, fetcher),
    enabled: ids.length > 0,
    staleTime: MINUTE_MS,
    select: ({ items }) => items.filter(({ resourceId }) => wanted.has(resourceId)),
  });
}
