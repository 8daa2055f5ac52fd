import { fanoutRoutes, type ResourceId } from '@weir/contract';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';

const EVERY_MS = 30_000;

/** The estate as a graph, whole or around one resource. While the next one loads, the last picture stays. */
export function useTopology(root?: ResourceId) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['topology', root ?? null],
    queryFn: ({ signal }) => callApi(fanoutRoutes.topology, { query: root === undefined ? {} : { root }, signal }, fetcher),
    refetchInterval: EVERY_MS,
    staleTime: EVERY_MS,
  });
}

const LEDGER_EVERY_MS = 60_000;

/** The last hour of every topic and rule: what the whole estate owed and delivered. */
export function useFanoutSum() {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['fanout'],
    queryFn: ({ signal }) => callApi(fanoutRoutes.fanout, { query: {}, signal }, fetcher),
    refetchInterval: LEDGER_EVERY_MS,
    staleTime: LEDGER_EVERY_MS,
    // It is one sentence of the page; without it the page says what it knows.
    retry: false,
  });
}
