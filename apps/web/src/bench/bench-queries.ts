import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { deadLetterRoutes, type DeadLetterLook, type ResourceId } from '@weir/contract';
import { useApi } from '../api/api-context.js';
import { ApiError, callApi } from '../api/call-api.js';

const EVERY_MS = 10_000;
const WHILE_LOOKING_MS = 600;

export function useDeadLetterQueue(id: ResourceId) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['dlq', id],
    queryFn: ({ signal }) => callApi(deadLetterRoutes.deadLetterQueue, { params: { id }, signal }, fetcher),
    refetchInterval: EVERY_MS,
  });
}

/** What the newest look found; null: nobody looked, or it is forgotten. */
export function useLook(id: ResourceId, q: string) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['dlq', id, 'look', q],
    queryFn: async ({ signal }): Promise<DeadLetterLook | null> => {
      try {
        return await callApi(deadLetterRoutes.deadLetters, { params: { id }, query: { q: q === '' ? undefined : q }, signal }, fetcher);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.state === 'looking' ? WHILE_LOOKING_MS : false),
  });
}

export function useStartLook(id: ResourceId) {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (sample: number) => callApi(deadLetterRoutes.startLook, { params: { id }, body: { sample } }, fetcher),
    onSettled: () => queries.invalidateQueries({ queryKey: ['dlq', id] }),
  });
}
