import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { channelRoutes, incidentId, type NotificationEntry } from '@weir/contract';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { fullDateTime, momentAndAge, visibleText, type Zone } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { Glyph } from '../parts/Glyph.js';
import { Severity } from '../parts/Severity.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { useChannels } from '../settings/channel-queries.js';
import { fateWords, STATE_WORDS } from './entry-words.js';
import { type NotificationsSearch, STATES } from './notifications-search.js';
import '../audit-log/audit-log.css';
import './notifications.css';

const STEP_MS = 10_000;
const EVERY_MS = 15_000;
const PAGE = 100;

function useNotifications({ channel, incident, state }: NotificationsSearch) {
  const { fetcher } = useApi();
  return useInfiniteQuery({
    queryKey: ['notifications', { channel, incident, state }],
    queryFn: ({ signal, pageParam }) =>
      callApi(
        channelRoutes.notifications,
        { query: { channel, incident, state: state === undefined ? undefined : [state], limit: PAGE, cursor: pageParam }, signal },
        fetcher,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: EVERY_MS,
  });
}

/** Who was told of what, when, and whether it arrived. The address holds what is looked for. */
export function NotificationsPage() {
  const search = useSearch({ from: '/desk/notifications' });
  const log = useNotifications(search);
  const now = useNow(STEP_MS);
  const zone = useZone();
  const entries = log.data?.pages.flatMap(({ items }) => items);
  const isNarrowed = search.channel !== undefined || search.incident !== undefined || search.state !== undefined;
  return (
    <Page
      name="Notifications"
      title={
        <>
          <Link className="crumb" to="/incidents">
            Incidents /
          </Link>{' '}
          Notifications
        </>
      }
    >
      <Filters search={search} />
      <section className="panel log told" aria-label="Notifications">
        {log.error === null ? null : (
          <p role="alert" className="body c v-stale">
            {log.error.message} What is shown is the last that was heard.
          </p>
        )}
        {entries === undefined && log.error === null ? <SkeletonRows rows={8} /> : null}
        {entries?.length === 0 ? (
          <p className="body t2">
            {isNarrowed ? 'Nothing of that kind was told.' : 'Nobody was told of anything yet. The settings say who is told, and how.'}
          </p>
        ) : null}
        <ol>
          {entries?.map((entry) => (
            <Entry key={entry.id} entry={entry} now={now} zone={zone} />
          ))}
        </ol>
        {log.hasNextPage ? (
          <p className="body">
            <button type="button" className="btn" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
              {log.isFetchingNextPage ? 'Loading older ones…' : 'Older ones'}
            </button>
          </p>
        ) : null}
      </section>
    </Page>
  );
}

function Filters({ search }: { readonly search: NotificationsSearch }) {
  const navigate = useNavigate({ from: '/notifications' });
  const { data } = useChannels();
  const change = (next: NotificationsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const names = [...new Set([...(data?.items.map(({ name }) => name) ?? []), ...(search.channel === undefined ? [] : [search.channel])])];
  return (
    <div className="log-filters fields" role="search">
      <label>
        Through
        <select value={search.channel ?? ''} onChange={({ target }) => change({ channel: target.value === '' ? undefined : target.value })}>
          <option value="">any channel</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {visibleText(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        What became of it
        <select value={search.state ?? ''} onChange={({ target }) => change({ state: STATES.find((state) => state === target.value) })}>
          <option value="">anything</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {STATE_WORDS[state].word}
            </option>
          ))}
        </select>
      </label>
      <label>
        Incident
        <input
          data-filter
          key={search.incident ?? ''}
          defaultValue={search.incident ?? ''}
          placeholder="INC-2041"
          maxLength={16}
          onBlur={({ target }) => change({ incident: incidentId.safeParse(target.value.trim().toUpperCase()).data })}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter') currentTarget.blur();
          }}
        />
      </label>
    </div>
  );
}

function Entry({ entry, now, zone }: { readonly entry: NotificationEntry; readonly now: number; readonly zone: Zone }) {
  const { word, glyph } = STATE_WORDS[entry.state];
  return (
    <li>
      <time dateTime={new Date(entry.plannedAt).toISOString()} title={fullDateTime(entry.plannedAt, zone)}>
        {momentAndAge(entry.plannedAt, now, zone)}
      </time>
      <div>
        <span className={`c v-${glyph} told-state`}>
          <Glyph state={glyph} size={13} silent /> {word}
        </span>{' '}
        <b>{visibleText(entry.channel)}</b> <span className="t2">{entry.kind}</span>{' '}
        {entry.severity === null ? null : <Severity level={entry.severity} />}{' '}
        {entry.incident === null ? (
          <bdi>{visibleText(entry.title)}</bdi>
        ) : (
          <Link className="link" to="/incidents/$id" params={{ id: entry.incident }}>
            <bdi>{visibleText(entry.title)}</bdi>
          </Link>
        )}
        <p className="t3">
          {visibleText(fateWords(entry, now, zone))}; {visibleText(entry.because)}
        </p>
      </div>
    </li>
  );
}
