import { Link } from '@tanstack/react-router';
import type { IncidentDetail, SimilarIncident } from '@weir/contract';
import { momentAndAge, timePassed, visibleText, type Zone } from '../format/index.js';
import { Severity } from '../parts/Severity.js';

interface At {
  readonly now: number;
  readonly zone: Zone;
}

const SHARES: Readonly<Record<SimilarIncident['shares'], string>> = {
  'root-and-reason': 'same place, same reason',
  root: 'same place',
  reason: 'same reason',
};

/** Incidents of before, and what fixed them. */
export function SimilarPanel({ similar, now, zone }: At & { readonly similar: readonly SimilarIncident[] }) {
  if (similar.length === 0) return null;
  return (
    <section className="panel o6">
      <header>
        <h2>Happened before</h2>
      </header>
      <ul className="body similar">
        {similar.map(({ id, title, severity, openedAt, resolvedAt, shares, fix }) => (
          <li key={id}>
            <span className="top">
              <Severity level={severity} bare />
              <Link className="link" to="/incidents/$id" params={{ id }}>
                {id} <bdi>{visibleText(title)}</bdi>
              </Link>
            </span>
            <span className="t3">
              {SHARES[shares]} · {momentAndAge(openedAt, now, zone)}
              {resolvedAt === null ? ', still open' : `, took ${timePassed((resolvedAt - openedAt) / 1000)}`}
            </span>
            <span className={fix === null ? 't3' : 't1'}>
              {fix === null ? 'Nobody wrote what fixed it.' : `Fixed by: ${visibleText(fix)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What people put beside it, and where its alarms are set. */
export function LinksPanel({ incident, now, zone, add }: At & { readonly incident: IncidentDetail; readonly add: (() => void) | null }) {
  return (
    <section className="panel o7">
      <header>
        <h2>Links</h2>
        <span className="right">
          {add === null ? (
            'responders and admins add links'
          ) : (
            <button type="button" className="plain link" onClick={add}>
              Add a link
            </button>
          )}
        </span>
      </header>
      <ul className="body incident-links">
        {incident.links.map(({ title, url, by, at }) => (
          <li key={`${url} ${at}`}>
            <a className="link" href={url} target="_blank" rel="noreferrer noopener" title={visibleText(url)}>
              {visibleText(title)}
            </a>{' '}
            <span className="t3">
              {visibleText(by)}, {momentAndAge(at, now, zone)}
            </span>
          </li>
        ))}
        <li>
          <Link className="link" to="/settings/alarms" search={{ resource: incident.root.id }}>
            How these alarms are set
          </Link>
        </li>
      </ul>
    </section>
  );
}
