import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { redriveRoutes, type RedriveActionKind, type RedriveDetail, type RedriveId, type ResourceId } from '@weir/contract';
import { useApi } from '../api/api-context.js';
import { callApi, type CallOptions } from '../api/call-api.js';
import { drawUuid } from '../incidents/draw-uuid.js';
import { useLiveView } from '../live/live-context.js';

const EVERY_MS = 15_000;
/** What a plan may leave open, for the server to fill in. */
export type PlanDraft = NonNullable<CallOptions<typeof redriveRoutes.dryRunRedrive>['body']>;

/** Redrives and archives of one dead-letter queue, newest first. */
export function useRedrives(dlq: ResourceId) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['redrives', dlq],
    queryFn: ({ signal }) => callApi(redriveRoutes.redrivesOfQueue, { params: { id: dlq }, query: { limit: 10 }, signal }, fetcher),
    refetchInterval: EVERY_MS,
  });
}

/** One redrive as it goes on: asked for once, then as the live view tells. */
export function useRedrive(id: RedriveId): { readonly redrive: RedriveDetail | null; readonly error: Error | null } {
  const { fetcher } = useApi();
  const { data, error } = useQuery({
    queryKey: ['redrive', id],
    queryFn: ({ signal }) => callApi(redriveRoutes.redrive, { params: { redrive: id }, signal }, fetcher),
    refetchInterval: EVERY_MS,
  });
  const { document } = useLiveView({ view: 'redrive', id });
  const entry = document?.['redrive'];
  const live = entry !== undefined && 'journal' in entry ? entry : undefined;
  const newer = live !== undefined && (data === undefined || live.changedAt >= data.changedAt) ? live : data;
  return { redrive: newer ?? null, error };
}

export function useDryRun(dlq: ResourceId) {
  const { fetcher } = useApi();
  return useMutation({
    mutationFn: (plan: PlanDraft) => callApi(redriveRoutes.dryRunRedrive, { params: { id: dlq }, body: plan }, fetcher),
  });
}

export function useStartRedrive(dlq: ResourceId) {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (redrive: PlanDraft & { readonly acceptUnknown: boolean }) =>
      callApi(redriveRoutes.startRedrive, { params: { id: dlq }, body: { ...redrive, requestId: drawUuid() } }, fetcher),
    onSettled: () => queries.invalidateQueries({ queryKey: ['redrives', dlq] }),
  });
}

export function useStartArchive(dlq: ResourceId) {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (archive: { readonly groups: string[] | null; readonly confirmedCount: number }) =>
      callApi(redriveRoutes.startArchive, { params: { id: dlq }, body: { ...archive, requestId: drawUuid() } }, fetcher),
    onSettled: () => queries.invalidateQueries({ queryKey: ['redrives', dlq] }),
  });
}

export function useRedriveAction(id: RedriveId) {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (kind: RedriveActionKind) => callApi(redriveRoutes.redriveAction, { params: { redrive: id }, body: { kind } }, fetcher),
    onSuccess: (detail) => queries.setQueryData(['redrive', id], detail),
    onSettled: () => queries.invalidateQueries({ queryKey: ['redrives'] }),
  });
}

/** Messages that may have been sent twice. */
export function usePossiblyTwice(id: RedriveId, count: number) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['redrive', id, 'possibly-twice', count],
    queryFn: ({ signal }) =>
      callApi(redriveRoutes.redriveMessages, { params: { redrive: id }, query: { possiblyTwice: 'true', limit: 100 }, signal }, fetcher),
    enabled: count > 0,
  });
}
