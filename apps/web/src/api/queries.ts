import { routes, type ResourceId, type ResourceMetric } from '@weir/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from './api-context.js';
import { ApiError, callApi } from './call-api.js';

const MINUTE_MS = 60_000;

/** A refusal stays a refusal; only what may have been an accident is tried again. */
export function worthRetrying(failures: number, error: Error): boolean {
  return failures < 3 && !(error instanceof ApiError && error.status >= 400 && error.status < 500);
}

/** Six hours of depth of one queue, fetched together with its neighbours and again each minute. */
export function useDepthSpark(id: ResourceId) {
  const { depthSparks } = useApi();
  return useQuery({ queryKey: ['depth-spark', id], queryFn: () => depthSparks.get(id), staleTime: MINUTE_MS, refetchInterval: MINUTE_MS });
}

export function useResource(id: ResourceId) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['resource', id],
    queryFn: ({ signal }) => callApi(routes.resource, { params: { id }, signal }, fetcher),
    refetchInterval: MINUTE_MS,
  });
}

const SPEND_EVERY_MS = 30_000;

/** What each API cost this month. Live views leave this breakdown out. */
export function useSpend() {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['spend'],
    queryFn: async ({ signal }) => (await callApi(routes.estate, { signal }, fetcher)).cost,
    refetchInterval: SPEND_EVERY_MS,
  });
}

export interface SeriesRequest {
  readonly id: ResourceId;
  readonly metrics: readonly ResourceMetric[];
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** The metrics of one chart over a span, in their order. While the next minute loads, the last picture stays. */
export function useSeries({ id, metrics, from, to, step }: SeriesRequest) {
  const { fetcher } = useApi();
  const names = metrics.join();
  return useQuery({
    queryKey: ['series', id, names, from, to, step],
    queryFn: ({ signal }) =>
      Promise.all(metrics.map((metric) => callApi(routes.series, { params: { id }, query: { metric, from, to, step }, signal }, fetcher))),
    // Only of the same queue and chart: another queue's line would be a lie, however short.
    placeholderData: (previous, before) => (before?.queryKey[1] === id && before.queryKey[2] === names ? previous : undefined),
    staleTime: MINUTE_MS,
  });
}

const FOUND_AT_MOST = 12;

export function useFoundResources(text: string) {
  const { fetcher } = useApi();
  const q = text.trim();
  return useQuery({
    queryKey: ['find', q],
    queryFn: ({ signal }) => callApi(routes.resources, { query: { q, limit: FOUND_AT_MOST }, signal }, fetcher),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
  });
}
