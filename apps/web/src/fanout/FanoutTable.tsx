import { Link, useNavigate } from '@tanstack/react-router';
import type { FanoutOverview } from '@weir/contract';
import { useEffect, useRef } from 'react';
import {
  ageSeconds,
  figure,
  fullDateTime,
  isTrouble,
  moment,
  timePassed,
  UNKNOWN_FIGURE,
  visibleText,
  type Zone,
} from '../format/index.js';
import { Badge } from '../parts/Badge.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { notDelivered } from './ledger-parts.js';
import { belowWord, inWord } from './ledger-words.js';
import { readShareWords, readWords } from './read-share.js';
import { wrongWords } from './wrong-words.js';
import { kindName } from './kind-words.js';
import { LedgerBar } from './LedgerBar.js';

interface FanoutTableProps {
  /** In the order to show. */
  readonly rows: readonly FanoutOverview[];
  /** What tells namesakes apart, by id. */
  readonly apart: ReadonlyMap<string, string>;
  readonly cursor: string | null;
  readonly now: number;
  readonly zone: Zone;
  /** Told when a row is under the pointer or has the focus: rows must not move then. */
  readonly setBusy: (busy: boolean) => void;
}

const SHOWN_AT_MOST = 600;

/** What passes events on, row by row. An account may hold hundreds of rules, seldom more: beyond the worst 600 the filter helps. */
export function FanoutTable({ rows, apart, cursor, now, zone, setBusy }: FanoutTableProps) {
  // A table that goes takes its pointer with it; no event says so.
  useEffect(() => () => setBusy(false), [setBusy]);
  const shown = rows.slice(0, SHOWN_AT_MOST);
  return (
    <section className="panel tbl fanout-table" aria-label="Fan-out" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th className="c-verdict">
              <span className="word">Verdict</span>
            </th>
            <th className="c-name">Name</th>
            <th className="c-kind md">Kind</th>
            <th className="num c-in" title="Published, matched or polled per second">
              In /s
            </th>
            <th className="num c-subs lo" title="Subscriptions of a topic, targets of a rule, schedules of a group">
              To
            </th>
            <th className="c-ledger" title="What became of every copy that was due">
              Last hour
            </th>
            <th className="num c-missed" title="Failed, dead-lettered and unexplained in the last hour">
              Not delivered
            </th>
            <th className="c-worst lo">Worst subscriber</th>
            <th className="c-edited lo">Edited</th>
            <th className="why lo">Why</th>
          </tr>
        </thead>
        <tbody
          onPointerEnter={() => setBusy(true)}
          onPointerLeave={() => setBusy(false)}
          onFocus={() => setBusy(true)}
          onBlur={() => setBusy(false)}
        >
          {shown.map((item) => (
            <FanoutRow key={item.id} item={item} apart={apart.get(item.id)} atCursor={item.id === cursor} now={now} zone={zone} />
          ))}
        </tbody>
      </table>
      {shown.length === rows.length ? null : <p className="body t2">The {SHOWN_AT_MOST} worst. Filter by name to see others.</p>}
    </section>
  );
}

interface FanoutRowProps {
  readonly item: FanoutOverview;
  /** What tells it from its namesakes. */
  readonly apart: string | undefined;
  readonly atCursor: boolean;
  readonly now: number;
  readonly zone: Zone;
}

function FanoutRow({ item, apart, atCursor, now, zone }: FanoutRowProps) {
  const { id, kind, name, system, verdict, subscribers, inPerSecond, line, worstSubscriber, changedAt } = item;
  const share = line === null ? null : readShareWords(item);
  const navigate = useNavigate();
  const ref = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (atCursor) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [atCursor]);
  const missed = line === null ? null : notDelivered(line);
  const open = (event: React.MouseEvent) => {
    const onLink = event.target instanceof Element && event.target.closest('a') !== null;
    if (!onLink) void navigate({ to: '/fanout/$id', params: { id } });
  };
  const why = visibleText(
    verdict.because === '' || !isTrouble(verdict.state)
      ? verdict.because
      : `${verdict.because} · since ${moment(verdict.since, now, zone)}`,
  );
  return (
    <tr ref={ref} aria-selected={atCursor} className={atCursor ? 'sel' : ''} onClick={open}>
      <td className="c-verdict">
        <Badge state={verdict.state} verdict={verdict} bare />
      </td>
      <td className="c-name">
        <span className="who">
          <Link to="/fanout/$id" params={{ id }}>
            <Name name={name} />
          </Link>
          <Name name={apart ?? system} className="sys" />
        </span>
      </td>
      <td className="c-kind md">{kindName(kind)}</td>
      <td className="num c-in" title={`${inWord(kind)} per second`}>
        {inPerSecond === null ? <Nothing /> : figure(inPerSecond)}
      </td>
      <td className={`num c-subs lo${subscribers === 0 && kind === 'rule' ? ' quiet' : ''}`} title={`${belowWord(kind)}s`}>
        {kind === 'pipe' ? 1 : figure(subscribers)}
      </td>
      <td className="c-ledger">{line === null ? <WentWrong counted={item.counted} /> : <LedgerBar line={line} read={item} />}</td>
      <td
        className={`num c-missed${missed !== null && missed.low > 0 && isTrouble(verdict.state) ? ` bad v-${verdict.state}` : ''}`}
        title={share ?? undefined}
      >
        {missed === null ? <Nothing /> : readWords(missed, item)}
      </td>
      <td className="c-worst lo">
        {worstSubscriber === null || !isTrouble(worstSubscriber.verdict.state) ? null : (
          <span className="worst-of" title={visibleText(worstSubscriber.verdict.because)}>
            <Glyph state={worstSubscriber.verdict.state} size={13} />
            <Name name={worstSubscriber.name} className="" />
          </span>
        )}
      </td>
      <td className="c-edited lo" title={changedAt === null ? undefined : fullDateTime(changedAt, zone)}>
        {changedAt === null ? null : `${timePassed(ageSeconds(changedAt, now))} ago`}
      </td>
      <td className={`why clip lo${isTrouble(verdict.state) ? '' : ' quiet'}`} title={why}>
        {why}
      </td>
    </tr>
  );
}

/** In place of a ledger: what went wrong in the newest minute that is known. */
function WentWrong({ counted }: Pick<FanoutOverview, 'counted'>) {
  const words = wrongWords(counted);
  return words === null ? (
    <Nothing />
  ) : (
    <span className="t2" title={`${words}, in the newest minute that is known`}>
      {words}
    </span>
  );
}

const Nothing = () => <span className="na">{UNKNOWN_FIGURE}</span>;
