import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { IncidentCounts, IncidentSummary, LiveProblem } from '@weir/contract';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { Mid } from '../app/ErrorPages.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { RefusalNote } from '../auth/RefusalNote.js';
import { useRefusal } from '../auth/session-queries.js';
import { groupDigits, visibleText } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { holdOrder, type HeldOrder } from '../queues/order.js';
import { ActionDialog, type DialogKind } from './ActionDialog.js';
import { FailedActions } from './FailedActions.js';
import { useAct, useIncidents } from './incident-queries.js';
import { byUrgency } from './incident-order.js';
import { countWords, isUnanswered, leftWords } from './incident-words.js';
import { IncidentAnnouncer } from './IncidentAnnouncer.js';
import { IncidentFilters } from './IncidentFilters.js';
import { IncidentTable, type RowActions } from './IncidentTable.js';
import { passesFilter, type IncidentsSearch } from './incidents-search.js';
import { NothingOpen, NothingPasses } from './NothingOpen.js';
import '../queue/queue.css';
import '../queues/queues.css';
import '../audit/audit.css';
import './incidents.css';

const RESORT_STEP_MS = 10_000;

/** The inbox: what is open, worst first, and what can be done about it without opening it. The address holds the whole view. */
export function IncidentsPage() {
  const search = useSearch({ from: '/desk/incidents' });
  const navigate = useNavigate({ from: '/incidents' });
  const state = search.state ?? 'open';
  const { incidents, counts, problem } = useIncidents(state);
  const list = useOrderedIncidents(incidents, search);
  const act = useAct();
  const refusal = useRefusal('respond', 'acknowledge, assign and snooze');
  const [dialog, setDialog] = useState<{ readonly kind: DialogKind; readonly on: readonly IncidentSummary[] } | null>(null);
  const cursor = search.at ?? null;
  const selected = useMemo(() => new Set(search.sel ?? []), [search.sel]);
  const change = (next: IncidentsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const toggleSelected = useCallback(
    (id: IncidentSummary['id']) =>
      void navigate({
        search: (before) => {
          const picked = before.sel ?? [];
          const next = picked.includes(id) ? picked.filter((other) => other !== id) : [...picked, id];
          return { ...before, sel: next.length === 0 ? undefined : next };
        },
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const move = (by: number) => {
    const place = list.rows.findIndex(({ id }) => id === cursor);
    const next = list.rows[Math.min(list.rows.length - 1, Math.max(0, place < 0 ? 0 : place + by))];
    if (next !== undefined) change({ at: next.id });
  };
  /** What a key is about: what is selected, or else where the cursor is. */
  const meant = list.rows.filter(({ id }) => (selected.size > 0 ? selected.has(id) : id === cursor));
  const ask = (kind: DialogKind, on = meant) => refusal === null && on.length > 0 && setDialog({ kind, on });
  const acknowledge = (on = meant) =>
    refusal === null && on.filter(isUnacknowledged).forEach((incident) => act(incident, { kind: 'acknowledge' }));
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => void (cursor !== null && navigate({ to: '/incidents/$id', params: { id: cursor } })),
    x: () => void (cursor !== null && toggleSelected(cursor)),
    a: () => acknowledge(),
    i: () => ask('assign'),
    z: () => ask('snooze'),
    Escape: () => change({ at: undefined, sel: undefined }),
  });
  const rowActions = useMemo<RowActions>(
    () => ({
      acknowledge: (incident) => act(incident, { kind: 'acknowledge' }),
      assign: (incident) => setDialog({ kind: 'assign', on: [incident] }),
      snooze: (incident) => setDialog({ kind: 'snooze', on: [incident] }),
    }),
    [act],
  );
  const clear = { severity: undefined, account: undefined, system: undefined, assignee: undefined, q: undefined };
  return (
    <Page
      name="Incidents"
      find={false}
      className="list-page incidents"
      title={
        <>
          Incidents <span className="crumb">{counts === null ? '' : groupDigits(counts.open)}</span>
        </>
      }
    >
      <FailedActions />
      {incidents === null ? (
        <NotThere problem={problem} />
      ) : (
        <>
          {problem === null ? null : (
            <div className="strips">
              <Strip state="stale" title={problem.title}>
                {visibleText(problem.detail)} What is shown is the last that was heard.
              </Strip>
            </div>
          )}
          <Answer counts={counts} incidents={incidents} open={state === 'open'} />
          <IncidentFilters search={search} change={change} incidents={incidents} counts={counts} />
          {list.rows.length > 0 ? (
            <IncidentTable
              rows={list.rows}
              cursor={cursor}
              selected={selected}
              toggleSelected={toggleSelected}
              setBusy={list.setBusy}
              actions={refusal === null ? rowActions : null}
            />
          ) : incidents.length > 0 ? (
            <NothingPasses search={search} total={incidents.length} clear={() => change(clear)} />
          ) : (
            <NothingOpen state={state} />
          )}
          <div className="below">
            {selected.size === 0 ? (
              list.rows.length === 0 ? (
                <span />
              ) : (
                <KeyHints refusal={refusal} />
              )
            ) : (
              <span>
                <b className="t1">{groupDigits(meant.length)} selected</b>
                <button
                  type="button"
                  className="btn primary"
                  onClick={() => acknowledge()}
                  disabled={refusal !== null || !meant.some(isUnacknowledged)}
                >
                  Acknowledge {groupDigits(meant.filter(isUnacknowledged).length)} <kbd>A</kbd>
                </button>
                <button type="button" className="btn" disabled={refusal !== null} onClick={() => ask('assign')}>
                  Assign <kbd>I</kbd>
                </button>
                <button type="button" className="btn" disabled={refusal !== null} onClick={() => ask('snooze')}>
                  Snooze <kbd>Z</kbd>
                </button>
                <button type="button" className="plain link" onClick={() => change({ sel: undefined })}>
                  Clear
                </button>
              </span>
            )}
            <span>
              {list.busy ? <span className="t3">order held while you point</span> : null}
              {list.rows.length < incidents.length ? `${groupDigits(list.rows.length)} of ${groupDigits(incidents.length)}` : null}
            </span>
          </div>
          <IncidentAnnouncer incidents={incidents} />
        </>
      )}
      <ActionDialog key={dialog?.kind ?? ''} kind={dialog?.kind ?? null} on={dialog?.on ?? []} act={act} close={() => setDialog(null)} />
    </Page>
  );
}

const isUnacknowledged = ({ state, acknowledged }: IncidentSummary): boolean => state === 'open' && acknowledged === null;

function NotThere({ problem }: { readonly problem: LiveProblem | null }) {
  return problem === null ? (
    <section className="panel">
      <SkeletonRows rows={10} />
    </section>
  ) : (
    <Mid title="Incidents could not be loaded">
      <p>{visibleText(problem.detail)} Weir keeps trying.</p>
    </Mid>
  );
}

interface AnswerProps {
  readonly counts: IncidentCounts | null;
  readonly incidents: readonly IncidentSummary[];
  readonly open: boolean;
}

const STEP_MS = 10_000;

/** How many, and what is lost first of what nobody has answered. */
function Answer({ counts, incidents, open }: AnswerProps) {
  const now = useNow(STEP_MS);
  const next = incidents
    .filter((incident) => open && incident.loss !== null && incident.state === 'open')
    .sort((a, b) => (a.loss?.earliestAt ?? 0) - (b.loss?.earliestAt ?? 0))[0];
  return (
    <p className="inbox-answer">
      <b>{counts === null ? ' ' : countWords(counts)}</b>{' '}
      {next?.loss == null ? null : (
        <span className="t2">
          First loss in <b className="t1 nowrap">{leftWords(next.loss, now)}</b>:{' '}
          <Link className="link" to="/incidents/$id" params={{ id: next.id }}>
            <bdi>{visibleText(next.root.name)}</bdi>
          </Link>
          {isUnanswered(next) ? ', not acknowledged' : ''}
        </span>
      )}
      <span className="more-links">
        <Link className="link" to="/silences">
          Silences
        </Link>
        <Link className="link" to="/settings/alarms">
          Alarm settings
        </Link>
      </span>
    </p>
  );
}

function KeyHints({ refusal }: { readonly refusal: string | null }) {
  if (refusal !== null) return <RefusalNote refusal={refusal} />;
  return (
    <span className="hints">
      <kbd>J</kbd>
      <kbd>K</kbd> move <kbd>Enter</kbd> open <kbd>X</kbd> select <kbd>A</kbd> acknowledge <kbd>I</kbd> assign <kbd>Z</kbd> snooze
    </span>
  );
}

/** What passes the filter, in the order that is held. */
function useOrderedIncidents(incidents: readonly IncidentSummary[] | null, search: IncidentsSearch) {
  const now = useNow(RESORT_STEP_MS);
  const [busy, setBusy] = useState(false);
  const [held, setHeld] = useState<HeldOrder | null>(null);
  const { state, severity, account, system, assignee, q } = search;
  const shownText = useDeferredValue(q);
  const question = JSON.stringify([state, severity, account, system, assignee, shownText]);
  const found = useMemo(
    () =>
      new Map<string, IncidentSummary>(
        (incidents ?? [])
          .filter((incident) => passesFilter(incident, { severity, account, system, assignee, q: shownText }))
          .map((incident) => [incident.id, incident]),
      ),
    [incidents, severity, account, system, assignee, shownText],
  );
  const order = useMemo(
    () => holdOrder(held, question, () => [...found.values()].sort(byUrgency).map(({ id }) => id), new Set(found.keys()), now, busy),
    [held, found, question, now, busy],
  );
  if (order !== held) setHeld(order);
  const rows = useMemo(() => order.ids.flatMap((id) => found.get(id) ?? []), [order, found]);
  return { rows, busy, setBusy };
}
