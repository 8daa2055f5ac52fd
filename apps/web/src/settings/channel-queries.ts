import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { channelRoutes } from '@weir/contract';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';

const EVERY_MS = 15_000;

export function useChannels() {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['channels'],
    queryFn: ({ signal }) => callApi(channelRoutes.channels, { signal }, fetcher),
    refetchInterval: EVERY_MS,
  });
}

export function useTestChannel() {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => callApi(channelRoutes.testChannel, { params: { name } }, fetcher),
    onSettled: () => queries.invalidateQueries({ queryKey: ['channels'] }),
  });
}
