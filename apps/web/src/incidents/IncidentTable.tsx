import { Link, useNavigate } from '@tanstack/react-router';
import type { IncidentSummary } from '@weir/contract';
import { memo, useMemo, useRef } from 'react';
import { useZone } from '../app/view-settings.js';
import { ageSeconds, moment, timeLeft, timePassed, visibleText, type Zone } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { Severity } from '../parts/Severity.js';
import { RowWindow, useRowWindow } from '../parts/RowWindow.js';
import { PHONE, useMedia } from '../parts/use-media.js';
import { isUnanswered, leftWords, ownerWords, reachWords } from './incident-words.js';

const DESK_ROW = 52;
/** Two lines of text, one of facts and one of buttons for thumbs. */
const PHONE_ROW = 168;
const OVERSCAN = 6;
/** Ages and countdowns are told in minutes. */
const STEP_MS = 10_000;
/** What is lost later than this is no trouble of today. */
const SOON_MS = 86_400_000;

/** What can be done in a row of a phone, where there are no keys. */
export interface RowActions {
  readonly acknowledge: (incident: IncidentSummary) => void;
  readonly assign: (incident: IncidentSummary) => void;
  readonly snooze: (incident: IncidentSummary) => void;
}

interface IncidentTableProps {
  /** In the order to show. */
  readonly rows: readonly IncidentSummary[];
  readonly cursor: string | null;
  readonly selected: ReadonlySet<string>;
  readonly toggleSelected: (id: IncidentSummary['id']) => void;
  /** Told when a row is under the pointer or has the focus: rows must not move then. */
  readonly setBusy: (busy: boolean) => void;
  /** null: one may do nothing here. */
  readonly actions: RowActions | null;
}

/** Incidents of any number: only the rows in view exist. */
export function IncidentTable({ rows, cursor, selected, toggleSelected, setBusy, actions }: IncidentTableProps) {
  const scroller = useRef<HTMLElement>(null);
  const onPhone = useMedia(PHONE);
  const now = useNow(STEP_MS);
  const zone = useZone();
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const inView = useRowWindow({
    scroller,
    ids,
    cursor,
    rowHeight: onPhone ? PHONE_ROW : DESK_ROW,
    overscan: onPhone ? 4 : OVERSCAN,
    setBusy,
  });
  return (
    <section className="panel tbl inbox" ref={scroller} aria-label="Incidents" tabIndex={0}>
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th className="c-sev">Severity</th>
            <th className="c-what">Incident</th>
            <th className="c-since">Since</th>
            <th className="c-left">Lost in</th>
            <th className="c-owner">Owner</th>
            <th className="c-reach">Reach</th>
          </tr>
        </thead>
        <RowWindow rows={inView}>
          {(place) => {
            const incident = rows[place];
            return incident === undefined ? null : (
              <IncidentRow
                key={incident.id}
                incident={incident}
                place={place}
                now={now}
                zone={zone}
                atCursor={incident.id === cursor}
                selected={selected.has(incident.id)}
                toggleSelected={toggleSelected}
                actions={onPhone ? actions : null}
              />
            );
          }}
        </RowWindow>
      </table>
    </section>
  );
}

interface IncidentRowProps {
  readonly incident: IncidentSummary;
  readonly place: number;
  readonly now: number;
  readonly zone: Zone;
  readonly atCursor: boolean;
  readonly selected: boolean;
  readonly toggleSelected: (id: IncidentSummary['id']) => void;
  /** null: keys do it. */
  readonly actions: RowActions | null;
}

/** One incident. A click anywhere opens it; the link inside is for the browser's own ways of opening. */
const IncidentRow = memo(function IncidentRow({
  incident,
  place,
  now,
  zone,
  atCursor,
  selected,
  toggleSelected,
  actions,
}: IncidentRowProps) {
  const navigate = useNavigate();
  const { id, title, severity, severityBecause, root, since, loss, state } = incident;
  const open = (event: React.MouseEvent) => {
    const within = event.target instanceof Element ? event.target.closest('a, button') : null;
    const modified = event.ctrlKey || event.metaKey || event.shiftKey;
    if (within !== null && (modified || within instanceof HTMLButtonElement)) return;
    event.preventDefault();
    if (modified) toggleSelected(id);
    else void navigate({ to: '/incidents/$id', params: { id } });
  };
  const classes = [atCursor ? 'sel' : '', selected ? 'picked' : '', isUnanswered(incident) ? 'unanswered' : ''];
  return (
    <tr aria-rowindex={place + 2} aria-selected={selected} className={classes.filter(Boolean).join(' ')} onClick={open}>
      <td className="c-sev" title={visibleText(severityBecause)}>
        <Severity level={severity} />
      </td>
      <td className="c-what">
        <span className="what">
          <span title={root.verdict}>
            <Glyph state={root.verdict} size={18} />
          </span>
          <Link to="/incidents/$id" params={{ id }} className="cell-link">
            <Name name={title} />
          </Link>
          <span className="because">
            <span className={`c v-${root.verdict}`}>{root.verdict}</span> <bdi>{visibleText(root.because)}</bdi>
            <span className="t3">
              {' '}
              · {id} · <bdi>{visibleText(root.system)}</bdi>
              {incident.silenced ? ' · silenced' : ''}
            </span>
          </span>
        </span>
      </td>
      <td className="c-since">
        <b>{state === 'open' ? timePassed(ageSeconds(since, now)) : lasted(incident)}</b>
        <span className="t3">{moment(state === 'open' ? since : (incident.resolvedAt ?? since), now, zone)}</span>
      </td>
      <td className="c-left">
        {loss === null || state !== 'open' ? null : (
          <span className="v-poisoned" title={`at ${moment(loss.earliestAt, now, zone)}`}>
            <b className={loss.earliestAt - now < SOON_MS ? 'c' : ''}>{leftWords(loss, now)}</b>
          </span>
        )}
        {incident.unknownSince === null || state !== 'open' ? null : (
          <span className="c v-stale unseen">not seen for {timePassed(ageSeconds(incident.unknownSince, now))}</span>
        )}
      </td>
      <td className="c-owner">
        <span className={isUnanswered(incident) ? 'nobody' : ''}>{ownerWords(incident)}</span>
        {incident.snoozed === null || state !== 'open' ? null : (
          <span className="t3">snoozed, {timeLeft((incident.snoozed.until - now) / 1000)} left</span>
        )}
      </td>
      <td className="c-reach">{reachWords(incident)}</td>
      {actions === null || state !== 'open' ? null : (
        <td className="c-acts">
          <button
            type="button"
            className={incident.acknowledged === null ? 'btn primary' : 'btn'}
            disabled={incident.acknowledged !== null}
            onClick={() => actions.acknowledge(incident)}
          >
            {incident.acknowledged === null ? 'Acknowledge' : 'Acknowledged'}
          </button>
          <button type="button" className="btn" onClick={() => actions.assign(incident)}>
            Assign
          </button>
          <button type="button" className="btn" onClick={() => actions.snooze(incident)}>
            Snooze
          </button>
        </td>
      )}
    </tr>
  );
});

/** How long what is over took. */
const lasted = ({ since, resolvedAt }: IncidentSummary): string =>
  resolvedAt === null ? '' : `took ${timePassed((resolvedAt - since) / 1000)}`;
