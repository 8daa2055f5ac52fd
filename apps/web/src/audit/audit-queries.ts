import { fanoutRoutes } from '@weir/contract';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';
import { openCount } from './audit-groups.js';
import type { AuditState } from './audit-search.js';

const EVERY_MS = 60_000;

/** Findings of one state, and how many stand open whatever state is asked for. */
export function useAudit(state: AuditState) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['audit', state],
    queryFn: ({ signal }) => callApi(fanoutRoutes.audit, { query: { state }, signal }, fetcher),
    // The page stays, and the focus on it, while other findings are fetched.
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
    staleTime: EVERY_MS / 2,
  });
}

/** How many findings stand and are not accepted, in words; null: not loaded. Asks for the counts alone: the rail shows one number. */
export function useOpenFindings(): string | null {
  const { fetcher } = useApi();
  const { data } = useQuery({
    queryKey: ['audit', 'counts'],
    queryFn: ({ signal }) => callApi(fanoutRoutes.audit, { query: { limit: 0 }, signal }, fetcher),
    refetchInterval: EVERY_MS,
    staleTime: EVERY_MS / 2,
    select: openCount,
  });
  return data ?? null;
}

export function useAcceptFinding() {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ finding, reason }: { readonly finding: string; readonly reason: string }) =>
      callApi(fanoutRoutes.acceptFinding, { params: { finding }, body: { reason } }, fetcher),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['audit'] }),
  });
}

export function useReopenFinding() {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (finding: string) => callApi(fanoutRoutes.reopenFinding, { params: { finding } }, fetcher),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['audit'] }),
  });
}
