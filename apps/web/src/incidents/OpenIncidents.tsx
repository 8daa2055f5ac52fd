import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { ageSeconds, timePassed, visibleText } from '../format/index.js';
import { Name } from '../parts/Name.js';
import { Severity } from '../parts/Severity.js';
import { byUrgency } from './incident-order.js';
import { useIncidents } from './incident-queries.js';
import { isUnanswered, leftWords, ownerWords } from './incident-words.js';
import './open-incidents.css';

const MOST_SHOWN = 3;

/** The worst that are open, as a part of the lists beside the map. Nothing while none is. */
export function OpenIncidents({ now }: { readonly now: number }) {
  const { incidents, counts } = useIncidents('open');
  const worst = useMemo(() => (incidents ?? []).toSorted(byUrgency).slice(0, MOST_SHOWN), [incidents]);
  if (worst.length === 0) return null;
  return (
    <section className="panel worst-list open-incidents" aria-label="Open incidents">
      <header>
        <h2>Incidents</h2>
        <span className="sub">{counts === null ? '' : `${counts.unacknowledged} of ${counts.open} not acknowledged`}</span>
        <span className="right">
          <Link className="link" to="/incidents">
            All
          </Link>
        </span>
      </header>
      <ol>
        {worst.map((incident) => (
          <li key={incident.id}>
            <Severity level={incident.severity} bare />
            <Link className="n" to="/incidents/$id" params={{ id: incident.id }}>
              <Name name={incident.title} />
            </Link>
            <span className="age">{timePassed(ageSeconds(incident.since, now))}</span>
            <span className="w">
              <span className={isUnanswered(incident) ? 't1' : ''}>{visibleText(ownerWords(incident))}</span>
              {incident.loss === null ? null : (
                <>
                  {' '}
                  · first lost in <b className="t1 nowrap">{leftWords(incident.loss, now)}</b>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
