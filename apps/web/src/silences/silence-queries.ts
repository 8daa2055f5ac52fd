import { triageRoutes, type NewSilence } from '@weir/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';

const EVERY_MS = 30_000;

export function useSilences(ended: boolean) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['silences', ended],
    queryFn: ({ signal }) => callApi(triageRoutes.silences, { query: { ended: ended ? 'include' : 'exclude' }, signal }, fetcher),
    refetchInterval: EVERY_MS,
  });
}

export function useAddSilence() {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (silence: NewSilence) => callApi(triageRoutes.addSilence, { body: silence }, fetcher),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['silences'] }),
  });
}

export function useEndSilence() {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (silence: string) => callApi(triageRoutes.endSilence, { params: { silence } }, fetcher),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['silences'] }),
  });
}
