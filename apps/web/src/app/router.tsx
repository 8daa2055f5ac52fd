import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  retainSearchParams,
  useNavigate,
  useSearch,
} from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { readAuditSearch } from '../audit/audit-search.js';
import { readBenchSearch } from '../bench/bench-search.js';
import { readFanoutSearch } from '../fanout/fanout-search.js';
import { readAuditLogSearch } from '../audit-log/audit-log-search.js';
import { Door } from '../auth/Door.js';
import { readLoginSearch } from '../auth/login-search.js';
import { readAlarmSettingsSearch } from '../alarms/alarm-settings-search.js';
import { readIncidentsSearch } from '../incidents/incidents-search.js';
import { readNotificationsSearch } from '../notifications/notifications-search.js';
import { readSilencesSearch } from '../silences/silences-search.js';
import { readLedgerSearch } from '../ledger/ledger-search.js';
import { readMapSearch } from '../map/map-search.js';
import { readRangeSearch } from '../queue/range.js';
import { readQueueSearch } from '../queues/queue-search.js';
import { readStreamSearch } from '../stream/stream-search.js';
import { readStreamsSearch } from '../streams/streams-search.js';
import { readWallSearch } from '../wall/wall-search.js';
import { readTraceSearch } from '../trace/trace-search.js';
import { PageFailed, UnknownPage } from './ErrorPages.js';
import { FinderProvider, useFinder } from './Finder.js';
import { HelpDialog } from './HelpDialog.js';
import { useKeys, type KeyBindings } from './keys.js';
import { PAGES } from './pages.js';
import { applyTheme, readViewSettings } from './view-settings.js';

const rootRoute = createRootRoute({
  validateSearch: readViewSettings,
  // Theme and zone stay while people move from page to page.
  search: { middlewares: [retainSearchParams(['theme', 'zone'])] },
  component: Root,
  notFoundComponent: UnknownPage,
});

function Root() {
  return (
    <FinderProvider>
      <GlobalKeys />
      <Outlet />
    </FinderProvider>
  );
}

/** Keys that work on every page; `/` belongs to the page's own filter where there is one. */
function GlobalKeys() {
  const [help, setHelp] = useState(false);
  const { theme } = useSearch({ from: '__root__' });
  const navigate = useNavigate();
  const finder = useFinder();
  useEffect(() => applyTheme(theme), [theme]);
  usePrintInLight(theme);
  const goTo: KeyBindings = Object.fromEntries(PAGES.map(({ key, to }) => [`g ${key}`, () => void navigate({ to })]));
  useKeys({
    ...goTo,
    '?': () => setHelp(true),
    '/': () => {
      const filter = document.querySelector<HTMLInputElement>('[data-filter]');
      if (filter === null) finder.open();
      else filter.focus();
    },
  });
  return <HelpDialog open={help} setOpen={setHelp} />;
}

/** Paper is light: printing a dark page would spend a cartridge. */
function usePrintInLight(theme: 'light' | undefined): void {
  useEffect(() => {
    const before = () => applyTheme('light');
    const after = () => applyTheme(theme);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, [theme]);
}

const wallRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/wall',
  validateSearch: readWallSearch,
  component: lazyRouteComponent(() => import('../wall/WallPage.js'), 'WallPage'),
});
const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: readLoginSearch,
  component: lazyRouteComponent(() => import('../auth/LoginPage.js'), 'LoginPage'),
});
const setUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: lazyRouteComponent(() => import('../auth/SetUpPage.js'), 'SetUpPage'),
});
const kioskRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/kiosk',
  component: lazyRouteComponent(() => import('../wall/KioskPage.js'), 'KioskPage'),
});
const deskRoute = createRoute({ getParentRoute: () => rootRoute, id: 'desk', component: Door });
const estateRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/',
  validateSearch: readMapSearch,
  component: lazyRouteComponent(() => import('../estate/EstatePage.js'), 'EstatePage'),
});
const incidentsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/incidents',
  validateSearch: readIncidentsSearch,
  component: lazyRouteComponent(() => import('../incidents/IncidentsPage.js'), 'IncidentsPage'),
});
const incidentRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/incidents/$id',
  component: lazyRouteComponent(() => import('../incident/IncidentPage.js'), 'IncidentPage'),
});
const notificationsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/notifications',
  validateSearch: readNotificationsSearch,
  component: lazyRouteComponent(() => import('../notifications/NotificationsPage.js'), 'NotificationsPage'),
});
const silencesRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/silences',
  validateSearch: readSilencesSearch,
  component: lazyRouteComponent(() => import('../silences/SilencesPage.js'), 'SilencesPage'),
});
const queuesRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/queues',
  validateSearch: readQueueSearch,
  component: lazyRouteComponent(() => import('../queues/QueuesPage.js'), 'QueuesPage'),
});
const queueRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/queues/$id',
  validateSearch: readRangeSearch,
  component: lazyRouteComponent(() => import('../queue/QueuePage.js'), 'QueuePage'),
});
const deadLettersRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/dlq',
  component: lazyRouteComponent(() => import('../dlq/DeadLettersPage.js'), 'DeadLettersPage'),
});
const deadLetterQueueRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/dlq/$id',
  validateSearch: readBenchSearch,
  component: lazyRouteComponent(() => import('../bench/DlqPage.js'), 'DlqPage'),
});
const streamsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/streams',
  validateSearch: readStreamsSearch,
  component: lazyRouteComponent(() => import('../streams/StreamsPage.js'), 'StreamsPage'),
});
const streamRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/streams/$id',
  validateSearch: readStreamSearch,
  component: lazyRouteComponent(() => import('../stream/StreamPage.js'), 'StreamPage'),
});
const fanoutRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/fanout',
  validateSearch: readFanoutSearch,
  component: lazyRouteComponent(() => import('../fanout/FanoutPage.js'), 'FanoutPage'),
});
const fanoutOneRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/fanout/$id',
  validateSearch: readLedgerSearch,
  component: lazyRouteComponent(() => import('../ledger/LedgerPage.js'), 'LedgerPage'),
});
const busesRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/bus',
  component: lazyRouteComponent(() => import('../bus/BusesPage.js'), 'BusesPage'),
});
const busRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/bus/$id',
  validateSearch: readLedgerSearch,
  component: lazyRouteComponent(() => import('../bus/BusPage.js'), 'BusPage'),
});
const auditRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('../audit/AuditPage.js'), 'AuditPage'),
});
const traceRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/trace',
  validateSearch: readTraceSearch,
  component: lazyRouteComponent(() => import('../trace/TracePage.js'), 'TracePage'),
});
const settingsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/SettingsPage.js'), 'SettingsPage'),
});

const alarmSettingsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/settings/alarms',
  validateSearch: readAlarmSettingsSearch,
  component: lazyRouteComponent(() => import('../alarms/AlarmSettingsPage.js'), 'AlarmSettingsPage'),
});

const usersRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/settings/users',
  component: lazyRouteComponent(() => import('../users/UsersPage.js'), 'UsersPage'),
});
const auditLogRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/audit-log',
  validateSearch: readAuditLogSearch,
  component: lazyRouteComponent(() => import('../audit-log/AuditLogPage.js'), 'AuditLogPage'),
});

const routeTree = rootRoute.addChildren([
  ...[wallRoute, kioskRoute, loginRoute, setUpRoute],
  deskRoute.addChildren([
    estateRoute,
    ...[incidentsRoute, incidentRoute, notificationsRoute, silencesRoute],
    ...[queuesRoute, queueRoute, deadLettersRoute, deadLetterQueueRoute],
    ...[fanoutRoute, fanoutOneRoute, busesRoute, busRoute],
    ...[streamsRoute, streamRoute],
    ...[traceRoute, auditRoute],
    ...[settingsRoute, alarmSettingsRoute, usersRoute, auditLogRoute],
  ]),
]);

export function createAppRouter() {
  return createRouter({
    routeTree,
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: UnknownPage,
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
