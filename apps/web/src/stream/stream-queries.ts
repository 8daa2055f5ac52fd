import { decodeHeatmap, routes, type FlatHeatmap, type HeatmapMetric, type ResourceId, type WhatIfQuestion } from '@weir/contract';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import { callApi, callForBytes } from '../api/call-api.js';
import type { Span } from '../queue/range.js';
import { appendColumns } from './heat-append.js';
import type { HeatAxis } from './heat-model.js';

const MINUTE_MS = 60_000;

/** A stream over HTTP: what a page has before the live view answers, and while it cannot. */
export function useStreamDetail(id: ResourceId) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['stream', id],
    queryFn: ({ signal }) => callApi(routes.stream, { params: { id }, signal }, fetcher),
    refetchInterval: MINUTE_MS,
  });
}

export interface HeatmapRequest {
  readonly id: ResourceId;
  readonly axis: HeatAxis;
  readonly metric: HeatmapMetric;
  readonly span: Span;
}

type Fetcher = typeof fetch;

function fetchHeatmap({ id, axis, metric, span }: HeatmapRequest, fetcher: Fetcher, signal: AbortSignal): Promise<FlatHeatmap> {
  return callForBytes(
    routes.heatmap,
    { params: { id }, query: { axis, metric, from: span.from, to: span.to, step: span.step, format: 'binary' }, signal },
    (bytes) => {
      const decoded = decodeHeatmap(bytes);
      return decoded.ok ? decoded.heatmap : null;
    },
    fetcher,
  );
}

/** Columns kept before the start of a live picture, so that what slides out of it does not leave a hole while it does. */
const COLUMNS_BEFORE = 4;

/** A heatmap that is fetched whole each minute: small ones, of coarse steps. */
export function heatmapQuery(request: HeatmapRequest, fetcher: Fetcher) {
  const { id, axis, metric, span } = request;
  return queryOptions({
    queryKey: ['heatmap-whole', id, axis, metric, span.from, span.to, span.step],
    queryFn: ({ signal }) => fetchHeatmap(request, fetcher, signal),
    staleTime: MINUTE_MS,
    gcTime: MINUTE_MS,
    placeholderData: (previous: FlatHeatmap | undefined, before) =>
      before?.queryKey[1] === id && before.queryKey[3] === metric && before.queryKey[6] === span.step ? previous : undefined,
  });
}

interface LoadedHeatmap {
  readonly flat: FlatHeatmap;
  /** The newest minute that was told of when it was fetched: another one means that there is more. */
  readonly minute: number | null;
  /** Nothing was added since it was fetched whole. */
  readonly isWhole: boolean;
}

/** What the server asks of AWS only while somebody looks: the hours before are fetched when somebody begins to, and there a minute later. */
const COMES_WITH_LOOKING: ReadonlySet<HeatmapMetric> = new Set(['read', 'readThrottled']);

/**
 * The heatmap of a span. One that ends now is fetched whole once; then, whenever `newestMinute` tells of a new column, only what is new or
 * may have changed. `held`: nothing is added, because someone measures in the picture. A `request` of null asks nothing.
 */
export function useHeatmap(request: HeatmapRequest | null, newestMinute: number | null, held: boolean) {
  const { fetcher } = useApi();
  const client = useQueryClient();
  const { id, axis, metric, span } = request ?? NOTHING_ASKED;
  const wholeKey = ['heatmap', id, axis, metric, span.step, span.to - span.from, span.live ? 'now' : span.to];
  const whole = useQuery({
    queryKey: wholeKey,
    queryFn: async ({ signal }): Promise<LoadedHeatmap | null> =>
      request === null ? null : { flat: await fetchHeatmap(request, fetcher, signal), minute: newestMinute, isWhole: true },
    enabled: request !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: MINUTE_MS,
    // Another range of the same picture stands in until its own columns come.
    placeholderData: (previous, before) =>
      before?.queryKey[1] === id && before.queryKey[2] === axis && before.queryKey[3] === metric ? previous : undefined,
  });
  const loaded = whole.isPlaceholderData ? null : (whole.data ?? null);
  useQuery({
    queryKey: ['heatmap-columns', ...wholeKey, newestMinute],
    enabled: span.live && !held && newestMinute !== null && loaded !== null && loaded.minute !== newestMinute,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      if (request === null || loaded === null) return null;
      const again = loaded.isWhole && COMES_WITH_LOOKING.has(request.metric);
      const fresh = await fetchHeatmap({ ...request, span: again ? span : newColumns(loaded.flat, newestMinute, span) }, fetcher, signal);
      const keepFrom = span.from - COLUMNS_BEFORE * span.step * 1000;
      client.setQueryData<LoadedHeatmap>(
        wholeKey,
        (known) => known && { flat: appendColumns(known.flat, fresh, keepFrom), minute: newestMinute, isWhole: false },
      );
      return newestMinute;
    },
  });
  return { heatmap: whole.data?.flat, error: whole.error, isStandIn: whole.isPlaceholderData };
}

const NOTHING_ASKED = { id: null, axis: null, metric: null, span: { from: 0, to: 0, step: 60, live: false } } as const;

/** From the first column that is new or may still have changed, to now. */
function newColumns(known: FlatHeatmap, newestMinute: number | null, span: Span): Span {
  const stepMs = known.stepSeconds * 1000;
  const end = known.from + known.columns * stepMs;
  const since = Math.min(newestMinute ?? end, end, known.provisionalFrom ?? end);
  const from = known.from + Math.max(0, Math.floor((since - known.from) / stepMs)) * stepMs;
  return { ...span, from, to: Math.max(span.to, from + stepMs) };
}

export interface HotKeysRequest {
  readonly id: ResourceId;
  readonly from: number;
  readonly to: number;
  readonly shard: string | null;
  readonly limit: number;
}

/** The heaviest keys of a stretch of time. Null asks nothing. */
export function useHotKeys(request: HotKeysRequest | null) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['hot-keys', request?.id, request?.from, request?.to, request?.shard, request?.limit],
    queryFn: ({ signal }) => {
      if (request === null) return null;
      const { id, from, to, shard, limit } = request;
      return callApi(routes.hotKeys, { params: { id }, query: { from, to, limit, ...(shard === null ? {} : { shard }) }, signal }, fetcher);
    },
    enabled: request !== null,
    staleTime: MINUTE_MS,
  });
}

export function useStreamShards(id: ResourceId, enabled: boolean) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['stream-shards', id],
    queryFn: ({ signal }) => callApi(routes.streamShards, { params: { id }, signal }, fetcher),
    staleTime: MINUTE_MS,
    enabled,
  });
}

/** What a change would do to every shard. */
export function useWhatIf(id: ResourceId) {
  const { fetcher } = useApi();
  return useMutation({
    mutationFn: (question: WhatIfQuestion) => callApi(routes.whatIf, { params: { id }, body: question }, fetcher),
  });
}
