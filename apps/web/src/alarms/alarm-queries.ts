import { triageRoutes, type AlarmPreviewQuestion, type ChangeAlarmSettings, type ResourceId } from '@weir/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';

const KEY = ['alarm-settings'] as const;

export function useAlarmSettings() {
  const { fetcher } = useApi();
  return useQuery({ queryKey: [...KEY, 'list'], queryFn: ({ signal }) => callApi(triageRoutes.alarmSettings, { signal }, fetcher) });
}

/** What is in force for one resource, and where each value comes from. */
export function useEffectiveSettings(id: ResourceId | undefined) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: [...KEY, 'of', id],
    queryFn: ({ signal }) => (id === undefined ? null : callApi(triageRoutes.resourceAlarmSettings, { params: { id }, signal }, fetcher)),
    enabled: id !== undefined,
  });
}

export function useChangeSettings() {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: ChangeAlarmSettings) => callApi(triageRoutes.changeAlarmSettings, { body: change }, fetcher),
    onSuccess: (list) => {
      queries.setQueryData([...KEY, 'list'], list);
      return queries.invalidateQueries({ queryKey: [...KEY, 'of'] });
    },
  });
}

export function usePreview() {
  const { fetcher } = useApi();
  return useMutation({
    mutationFn: (question: AlarmPreviewQuestion) => callApi(triageRoutes.previewAlarms, { body: question }, fetcher),
  });
}
