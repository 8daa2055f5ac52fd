import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { auditedAction, type AuditLogEntry } from '@weir/contract';
import { useEffect } from 'react';
import { Mid } from '../app/ErrorPages.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { useRefusal } from '../auth/session-queries.js';
import { counted, fullDateTime, momentAndAge, visibleText, type Zone } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { useInView } from '../parts/use-in-view.js';
import { useTypedText } from '../parts/use-typed-text.js';
import { useAuditLog } from './audit-log-queries.js';
import { DAYS, type AuditLogSearch } from './audit-log-search.js';
import { ACTION_WORDS, ACTOR_WORDS, detailWords, pageOfSubject } from './entry-words.js';
import './audit-log.css';

const STEP_MS = 60_000;

/** Who did what to what, and when. The address holds what is looked for. */
export function AuditLogPage() {
  const refusal = useRefusal('administer', 'read the audit log');
  const search = useSearch({ from: '/desk/audit-log' });
  const log = useAuditLog(search, refusal === null);
  const entries = log.data?.pages.flatMap(({ items }) => items);
  return (
    <Page
      name="Audit log"
      title={
        <>
          <Link className="crumb" to="/settings">
            Settings /
          </Link>{' '}
          Audit log
        </>
      }
    >
      {refusal === null ? (
        <>
          <Filters search={search} />
          <section className="panel log" aria-label="Entries">
            {log.error === null ? null : (
              <p role="alert" className="body c v-stale">
                {log.error.message}
              </p>
            )}
            {entries === undefined && log.error === null ? <SkeletonRows rows={8} /> : null}
            {entries?.length === 0 ? (
              <p className="body t2">
                {Object.keys(search).some((name) => name !== 'theme' && name !== 'zone')
                  ? 'Nothing of that kind was done.'
                  : 'Nothing was done yet.'}
              </p>
            ) : null}
            <Entries entries={entries ?? []} />
            {log.hasNextPage ? <Older isPending={log.isFetchingNextPage} load={() => void log.fetchNextPage()} /> : null}
          </section>
        </>
      ) : (
        <Mid title="This page is for admins">
          <p>{refusal}</p>
        </Mid>
      )}
    </Page>
  );
}

function Filters({ search }: { readonly search: AuditLogSearch }) {
  const navigate = useNavigate({ from: '/audit-log' });
  const change = (next: AuditLogSearch) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const [who, typeWho] = useTypedText(search.who ?? '', (text) => change({ who: text === '' ? undefined : text }));
  const [subject, typeSubject] = useTypedText(search.subject ?? '', (text) => change({ subject: text === '' ? undefined : text }));
  return (
    <div className="log-filters fields" role="search">
      <label>
        Who
        <input data-filter value={who} maxLength={120} onChange={({ target }) => typeWho(target.value)} />
      </label>
      <label>
        What
        <select value={search.action ?? ''} onChange={({ target }) => change({ action: auditedAction.safeParse(target.value).data })}>
          <option value="">anything</option>
          {auditedAction.options.map((action) => (
            <option key={action} value={action}>
              {ACTION_WORDS[action]}
            </option>
          ))}
        </select>
      </label>
      <label>
        To what
        <input value={subject} maxLength={200} onChange={({ target }) => typeSubject(target.value)} />
      </label>
      <label>
        When
        <select
          value={search.days ?? ''}
          onChange={({ target }) => change({ days: target.value === '' ? undefined : Number(target.value) })}
        >
          <option value="">ever</option>
          {DAYS.map((days) => (
            <option key={days} value={days}>
              in the last {counted(days, 'day')}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Entries({ entries }: { readonly entries: readonly AuditLogEntry[] }) {
  const now = useNow(STEP_MS);
  const zone = useZone();
  return (
    <ol>
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} now={now} zone={zone} />
      ))}
    </ol>
  );
}

function Entry({ entry, now, zone }: { readonly entry: AuditLogEntry; readonly now: number; readonly zone: Zone }) {
  const { at, actor, action, subject, detail } = entry;
  const kind = ACTOR_WORDS[actor.kind];
  const particulars = detailWords(detail);
  return (
    <li>
      <time dateTime={new Date(at).toISOString()} title={fullDateTime(at, zone)} className="t2">
        {momentAndAge(at, now, zone)}
      </time>
      <div>
        <b>{visibleText(actor.name)}</b>
        {kind === '' ? '' : <span className="t3"> ({kind})</span>} {ACTION_WORDS[action]}
        {subject === null ? null : (
          <>
            : <Subject entry={entry} subject={subject} />
          </>
        )}
        {particulars === '' ? null : <p className="t3">{visibleText(particulars)}</p>}
      </div>
    </li>
  );
}

function Subject({ entry, subject }: { readonly entry: AuditLogEntry; readonly subject: string }) {
  const page = pageOfSubject(entry);
  if (page === null) return <bdi>{visibleText(subject)}</bdi>;
  return page === '/incidents/$id' ? (
    <Link className="link" to={page} params={{ id: subject }}>
      {subject}
    </Link>
  ) : (
    <Link className="link" to={page}>
      <bdi>{visibleText(subject)}</bdi>
    </Link>
  );
}

/** Fetches what is older when it comes into view, or when asked to. */
function Older({ isPending, load }: { readonly isPending: boolean; readonly load: () => void }) {
  const [ref, inView] = useInView<HTMLParagraphElement>();
  useEffect(() => {
    if (inView && !isPending) load();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once each time it comes into view; what it loads pushes it out again
  }, [inView, isPending]);
  return (
    <p className="body" ref={ref}>
      <button type="button" className="btn" disabled={isPending} onClick={load}>
        {isPending ? 'Loading…' : 'Older entries'}
      </button>
    </p>
  );
}
