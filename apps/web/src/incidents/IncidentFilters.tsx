import {
  severity as severities,
  type IncidentCounts,
  type IncidentState,
  type IncidentSummary,
  type Severity as Level,
} from '@weir/contract';
import { useMemo, useState } from 'react';
import { groupDigits, visibleText } from '../format/index.js';
import { Icon } from '../parts/Icon.js';
import { Severity } from '../parts/Severity.js';
import { useTypedText } from '../parts/use-typed-text.js';
import { NOBODY, toggleSeverity, type IncidentsSearch } from './incidents-search.js';

const STATES: readonly (readonly [IncidentState, string])[] = [
  ['open', 'Open'],
  ['resolved', 'Resolved'],
  ['merged', 'Merged'],
];
const LEVELS: readonly Level[] = [...severities.values].sort();

interface IncidentFiltersProps {
  readonly search: IncidentsSearch;
  readonly change: (next: IncidentsSearch) => void;
  /** Of the chosen state, unfiltered. */
  readonly incidents: readonly IncidentSummary[];
  readonly counts: IncidentCounts | null;
}

/** Everything the list can be narrowed by, each with what there is to choose from. */
export function IncidentFilters({ search, change, incidents, counts }: IncidentFiltersProps) {
  const state = search.state ?? 'open';
  const [typed, type] = useTypedText(search.q ?? '', (q) => change({ q: q === '' ? undefined : q }));
  const choices = useMemo(() => choicesOf(incidents), [incidents]);
  const [unfolded, unfold] = useState(false);
  const inState = useMemo(() => Map.groupBy(incidents, ({ severity }) => severity), [incidents]);
  return (
    <div className={unfolded || isNarrowed(search) ? 'bar' : 'bar folded'}>
      <button type="button" className="btn filter-toggle" aria-expanded={unfolded} onClick={() => unfold(!unfolded)}>
        <Icon name="funnel" size={14} /> Filter
      </button>
      <div className="filter" role="search">
        <Icon name="loupe" size={14} />
        <input
          data-filter
          aria-label="Filter incidents"
          placeholder="name or INC-…"
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
        <kbd>/</kbd>
      </div>
      <div className="seg severities" role="group" aria-label="Severity">
        {LEVELS.map((level) => (
          <button
            key={level}
            type="button"
            aria-pressed={search.severity?.includes(level) === true}
            onClick={() => change({ severity: toggleSeverity(search.severity, level) })}
          >
            <Severity level={level} />
            <b className="tab">{groupDigits(inState.get(level)?.length ?? 0)}</b>
          </button>
        ))}
      </div>
      <div className="seg states" role="group" aria-label="Which incidents">
        {STATES.map(([known, label]) => (
          <button
            key={known}
            type="button"
            aria-pressed={known === state}
            onClick={() => change({ state: known === 'open' ? undefined : known, at: undefined, sel: undefined })}
          >
            {label} {known === 'open' && counts !== null ? <span className="t3 tab">{groupDigits(counts.open)}</span> : null}
          </button>
        ))}
      </div>
      <Choice label="Account" value={search.account} of={choices.accounts} change={(account) => change({ account })} />
      <Choice label="System" value={search.system} of={choices.systems} change={(system) => change({ system })} />
      <Choice label="Owner" value={search.assignee} of={choices.owners} change={(assignee) => change({ assignee })} />
    </div>
  );
}

/** Something but the severities is chosen: what narrows a list stands above it. */
const isNarrowed = ({ state, account, system, assignee, q }: IncidentsSearch): boolean =>
  [state, account, system, assignee, q].some((value) => value !== undefined);

interface Choices {
  readonly accounts: readonly string[];
  readonly systems: readonly string[];
  readonly owners: readonly string[];
}

function choicesOf(incidents: readonly IncidentSummary[]): Choices {
  const named = incidents.flatMap(({ assignee }) => assignee ?? []);
  return {
    accounts: unique(incidents.map(({ root }) => root.accountName)),
    systems: unique(incidents.flatMap(({ systems }) => systems)),
    owners: [...(named.length < incidents.length ? [NOBODY] : []), ...unique(named)],
  };
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly of: readonly string[];
  readonly change: (value: string | undefined) => void;
}

function Choice({ label, value, of, change }: ChoiceProps) {
  // What the address asks for stays to be seen, though nothing has it now.
  const shown = value === undefined || of.includes(value) ? of : [value, ...of];
  return (
    <select
      className="choice"
      aria-label={label}
      value={value ?? ''}
      onChange={({ target }) => change(target.value === '' ? undefined : target.value)}
    >
      <option value="">{label}: any</option>
      {shown.map((one) => (
        <option key={one} value={one}>
          {visibleText(one)}
        </option>
      ))}
    </select>
  );
}
