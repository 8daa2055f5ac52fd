import { routes, type Resource, type ResourceId, type Sparklines } from '@weir/contract';
import { createContext, use, useMemo } from 'react';
import { BatchLoader } from './batch-loader.js';
import { callApi } from './call-api.js';

export type SparkSeries = Sparklines['items'][string] & { readonly from: number; readonly to: number };
export type DepthSparks = BatchLoader<ResourceId, SparkSeries>;

interface Api {
  readonly fetcher: typeof fetch;
  readonly depthSparks: DepthSparks;
}

const ApiContext = createContext<Api | null>(null);

const SPARK_HOURS = 6;
const HOUR_MS = 3_600_000;
const BATCH_WINDOW_MS = 40;
const BATCH_LIMIT = 100;

interface ApiProviderProps {
  readonly fetcher: typeof fetch;
  /** The server's clock. */
  readonly now: () => number;
  readonly children: React.ReactNode;
}

export function ApiProvider({ fetcher, now, children }: ApiProviderProps) {
  const api = useMemo<Api>(() => ({ fetcher, depthSparks: depthSparks(fetcher, now) }), [fetcher, now]);
  return <ApiContext value={api}>{children}</ApiContext>;
}

export function useApi(): Api {
  const api = use(ApiContext);
  if (api === null) throw new Error('an API user stands outside <ApiProvider>');
  return api;
}

function depthSparks(fetcher: typeof fetch, now: () => number): DepthSparks {
  return new BatchLoader<Resource['id'], SparkSeries>(
    async (ids) => {
      const to = Math.floor(now() / 60_000) * 60_000;
      const from = to - SPARK_HOURS * HOUR_MS;
      const answer = await callApi(routes.sparklines, { query: { ids: [...ids], metric: 'visible', from, to, points: 72 } }, fetcher);
      return new Map(
        ids.flatMap((id) => {
          const found = answer.items[id];
          return found ? [[id, { ...found, from, to }] as const] : [];
        }),
      );
    },
    BATCH_WINDOW_MS,
    BATCH_LIMIT,
  );
}
