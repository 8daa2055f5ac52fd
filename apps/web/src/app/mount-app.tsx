import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '../styles/tokens.css';
import '../styles/parts.css';
import '../styles/shell.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProvider } from '../api/api-context.js';
import { guardedFetch } from '../auth/guarded-fetch.js';
import { GateProvider } from '../auth/session-context.js';
import { SessionGate } from '../auth/session-gate.js';
import { askAgain, sessionIn } from '../auth/session-queries.js';
import { worthRetrying } from '../api/queries.js';
import { LiveClient } from '../live/live-client.js';
import { LiveProvider } from '../live/live-context.js';
import type { OpenWire } from '../live/wire.js';
import { createAppRouter } from './router.js';
import { applyTheme, readViewSettings } from './view-settings.js';

/** What the pages need from outside. */
export interface AppEnvironment {
  readonly openWire: OpenWire;
  readonly fetcher: typeof fetch;
  /** This browser's clock, epoch milliseconds. */
  readonly now: () => number;
}

/** Starts Weir's pages in `root` and keeps their connection alive for as long as the document lives. */
export function mountApp(root: HTMLElement, { openWire, fetcher, now }: AppEnvironment): void {
  applyTheme(readViewSettings(Object.fromEntries(new URLSearchParams(window.location.search))).theme);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: worthRetrying, refetchOnWindowFocus: false } } });
  const gate = new SessionGate();
  const live = new LiveClient({
    openWire: (listener) =>
      openWire({
        ...listener,
        closed: (reason) => {
          // It may be the session that ended: whoever wants to know asks the server.
          void askAgain(queries);
          listener.closed(reason);
        },
      }),
    now,
    random: Math.random,
    after: (delay, task) => {
      const timer = setTimeout(task, delay);
      return () => clearTimeout(timer);
    },
  });
  live.start();
  // A network that returned or a screen that woke up is worth a try at once.
  window.addEventListener('online', live.retryNow);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') live.retryNow();
  });
  const guarded = guardedFetch(fetcher, gate, () => sessionIn(queries)?.csrfToken ?? null);
  const router = createAppRouter();
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queries}>
          <LiveProvider client={live}>
            <ApiProvider fetcher={guarded} now={live.now}>
              <GateProvider gate={gate}>
                <RouterProvider router={router} />
              </GateProvider>
            </ApiProvider>
          </LiveProvider>
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  );
}
