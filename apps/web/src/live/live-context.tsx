import type { Estate, LiveView, Resource } from '@weir/contract';
import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react';
import { Ticker } from './ticker.js';
import type { Connection, LiveClient, ViewState } from './live-client.js';

interface Live {
  readonly client: LiveClient;
  readonly ticker: Ticker;
}

const LiveContext = createContext<Live | null>(null);

export function LiveProvider({ client, children }: { readonly client: LiveClient; readonly children: React.ReactNode }) {
  const live = useMemo(() => ({ client, ticker: new Ticker(client.now) }), [client]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

function useLive(): Live {
  const live = use(LiveContext);
  if (live === null) throw new Error('a live component stands outside <LiveProvider>');
  return live;
}

export const useLiveClient = (): LiveClient => useLive().client;

export function useConnection(): Connection {
  const { client } = useLive();
  return useSyncExternalStore(client.onConnection, client.connection);
}

/** Watches a view for as long as the component is mounted. Equal views are watched once. */
export function useLiveView(view: LiveView): ViewState {
  const { client } = useLive();
  const key = JSON.stringify(view);
  const subscribe = useCallback((listener: () => void) => client.listen(key, JSON.parse(key) as LiveView, listener), [client, key]);
  return useSyncExternalStore(
    subscribe,
    useCallback(() => client.state(key), [client, key]),
  );
}

/** The server's clock, epoch milliseconds; the component is drawn anew each `everyMs` (a whole number of seconds). */
export function useNow(everyMs = 1000): number {
  const { ticker } = useLive();
  const subscribe = useCallback((listener: () => void) => ticker.subscribe(listener), [ticker]);
  return useSyncExternalStore(subscribe, () => ticker.now(everyMs));
}

const ESTATE_VIEW: LiveView = { view: 'estate' };

export interface EstateState {
  readonly estate: Estate | null;
  readonly problem: ViewState['problem'];
}

export function useEstate(): EstateState {
  const { document, problem } = useLiveView(ESTATE_VIEW);
  const entry = document?.['estate'];
  return { estate: entry !== undefined && 'scopes' in entry ? entry : null, problem };
}

/** The resources of a view's document; null while there is no document. */
export function useResources(view: Extract<LiveView, { view: 'resources' }>): { readonly resources: readonly Resource[] | null } {
  const { document } = useLiveView(view);
  const resources = useMemo(
    () => (document === null ? null : Object.values(document).filter((entry): entry is Resource => 'arn' in entry && 'verdict' in entry)),
    [document],
  );
  return { resources };
}
