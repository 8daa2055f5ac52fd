import { Link } from '@tanstack/react-router';
import type { FanoutList, Resource, VerdictState } from '@weir/contract';
import { selectWall } from '@weir/domain';
import { useMemo } from 'react';
import { readShareWords, readWords } from '../fanout/read-share.js';
import { COUNTED_STATES, groupDigits, NARROW_SPACE, percent } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { useFanoutSum } from '../map/map-queries.js';
import { Glyph } from '../parts/Glyph.js';
import { countList, type CountList } from './count-list.js';
import { deliverySum, estateAnswer } from './estate-view.js';

const STEP_MS = 10_000;

/** The answer, and how many of each verdict; each count opens what it counts. */
export function Tally({ resources, whole }: { readonly resources: readonly Resource[]; readonly whole: boolean }) {
  const now = useNow(STEP_MS);
  const { data: fanout } = useFanoutSum();
  const { answer, counted, fanout: undelivered } = useMemo(() => selectWall(resources, now), [resources, now]);
  const { counts } = answer;
  return (
    <div className="tally">
      {COUNTED_STATES.filter((state) => counts[state] > 0).map((state) => (
        <CountLink key={state} state={state} list={countList(state, counted.get(state) ?? [])}>
          <Glyph state={state} size={15} silent />
          <b>{groupDigits(counts[state])}</b>
          {state}
        </CountLink>
      ))}
      <span className="sum">
        {estateAnswer(answer, undelivered[0]?.among ?? 0, whole)}
        {fanout === undefined ? null : <Due due={fanout.due} />}
      </span>
    </div>
  );
}

interface CountLinkProps {
  readonly state: VerdictState;
  readonly list: CountList | null;
  readonly children: React.ReactNode;
}

/** Leads to the list that has all of them, else marks them on the map. */
function CountLink({ state, list, children }: CountLinkProps) {
  return list === null ? (
    <Link className="count" to="/" search={{ find: state }}>
      {children}
    </Link>
  ) : (
    <Link className="count" to={list} search={{ q: `verdict:${state}` }}>
      {children}
    </Link>
  );
}

/** What topics and rules owed in the last hour, and what became of it. */
function Due({ due }: { readonly due: FanoutList['due'] }) {
  const { line, of, leftOut } = due;
  const sum = deliverySum(line);
  if (sum === null || sum.arrived === null) return null;
  const { low, high } = sum.arrived;
  const share = readShareWords(due);
  return (
    <>
      {' '}
      · <b>{readWords({ low: sum.expected, high: sum.expected }, due)}</b> deliveries due in 1{NARROW_SPACE}h ·{' '}
      <b>{high - low < 0.001 ? percent(low) : `${percent(low)} to ${percent(high)}`}</b> arrived · unexplained{' '}
      <b>{readWords({ low: share === null ? 0 : sum.unexplained.low, high: sum.unexplained.high }, due)}</b>
      {share === null ? null : <span className="t3">, {share}</span>}
      {leftOut === 0 ? null : (
        <span className="t3">
          , of the worst {groupDigits(of - leftOut)} of {groupDigits(of)}
        </span>
      )}
    </>
  );
}
