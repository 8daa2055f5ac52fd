import { Link } from '@tanstack/react-router';
import { alarmRule, type IncidentState } from '@weir/contract';
import { Mid } from '../app/ErrorPages.js';
import { counted, groupDigits, visibleText } from '../format/index.js';
import { useEstate } from '../live/live-context.js';
import { RULE_WORDS } from './incident-words.js';
import type { IncidentsSearch } from './incidents-search.js';

/** Says what is watched: an empty list alone could mean that nobody looks. */
export function NothingOpen({ state }: { readonly state: IncidentState }) {
  const { estate } = useEstate();
  if (state !== 'open')
    return (
      <section className="panel">
        <Mid title={state === 'resolved' ? 'Nothing was resolved yet' : 'Nothing was merged'}>
          <p>
            {state === 'resolved'
              ? 'What is over stands here, with how long it took and what mended it.'
              : 'An incident that went into another stands here, and leads there.'}
          </p>
        </Mid>
      </section>
    );
  const watched =
    estate === null
      ? null
      : Object.values(estate.counts)
          .flatMap((byState) => Object.values(byState))
          .reduce((sum, count) => sum + count, 0);
  return (
    <section className="panel">
      <Mid
        title="Nothing is open"
        actions={
          <Link className="btn" to="/settings/alarms">
            How alarms are set
          </Link>
        }
      >
        <p>
          Weir watches {watched === null ? 'the estate' : `${groupDigits(watched)} ${watched === 1 ? 'thing' : 'things'}`} for{' '}
          {counted(alarmRule.options.length, 'rule')}:
        </p>
        <ul className="checked">
          {alarmRule.options.map((rule) => (
            <li key={rule}>{RULE_WORDS[rule]}</li>
          ))}
        </ul>
      </Mid>
    </section>
  );
}

interface NothingPassesProps {
  readonly search: IncidentsSearch;
  readonly total: number;
  readonly clear: () => void;
}

/** Names the filters to drop. */
export function NothingPasses({ search, total, clear }: NothingPassesProps) {
  const { severity, account, system, assignee, q } = search;
  const filters = [
    ...(severity === undefined ? [] : [`severity ${severity.join(' or ')}`]),
    ...(account === undefined ? [] : [`account ${account}`]),
    ...(system === undefined ? [] : [`system ${system}`]),
    ...(assignee === undefined ? [] : [`owner ${assignee}`]),
    ...(q === undefined ? [] : [`“${q.trim()}”`]),
  ];
  return (
    <section className="panel">
      <Mid
        title={`No incident with ${visibleText(filters.join(' and '))}`}
        actions={
          <button type="button" className="btn primary" onClick={clear}>
            Clear the filter, show {groupDigits(total)}
          </button>
        }
      >
        <p>Incidents are searched by title, by the name of what broke, and by number.</p>
      </Mid>
    </section>
  );
}
