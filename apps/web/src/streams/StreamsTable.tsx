import { Link, useNavigate } from '@tanstack/react-router';
import type { StreamOverview } from '@weir/contract';
import { useEffect, useRef } from 'react';
import { figure, isTrouble, moment, percent, timeLeft, timePassed, UNKNOWN_FIGURE, visibleText, type Zone } from '../format/index.js';
import { Badge } from '../parts/Badge.js';
import { MiniHeat } from '../stream/MiniHeat.js';
import { Name } from '../parts/Name.js';
import { placeOf } from '../parts/place-of.js';
import { shardNumber, withShardNames } from '../stream/hash-words.js';
import { boundedPercent, SOURCE_WORDS, TRIES_WORDS } from '../stream/stream-words.js';
import { heatOf } from './stream-order.js';

interface StreamsTableProps {
  /** In the order to show. */
  readonly rows: readonly StreamOverview[];
  readonly cursor: string | null;
  readonly now: number;
  readonly zone: Zone;
  /** Told when a row is under the pointer or has the focus: rows must not move then. */
  readonly setBusy: (busy: boolean) => void;
}

/** Every stream: where it is hot, how hot, who falls behind. There are tens of streams, not thousands: all rows exist. */
export function StreamsTable({ rows, cursor, now, zone, setBusy }: StreamsTableProps) {
  // A table that goes takes its pointer with it; no event says so.
  useEffect(() => () => setBusy(false), [setBusy]);
  return (
    <section className="panel tbl streams-table" aria-label="Streams" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th className="c-verdict">
              <span className="word">Verdict</span>
            </th>
            <th className="c-name">Stream</th>
            <th className="c-mini" title="Load by place on the hash axis and time">
              Heat
            </th>
            <th
              className="num c-use"
              title="Demand of the hottest shard, of what one shard takes; of the whole stream where shards are not known"
            >
              Load
            </th>
            <th className="num c-throttle" title="Records refused per second">
              Refused /s
            </th>
            <th className="num c-lag" title="Of the reader furthest behind">
              Lag
            </th>
            <th className="c-key lo">Top key</th>
            <th className="why lo">Why</th>
          </tr>
        </thead>
        <tbody
          onPointerEnter={() => setBusy(true)}
          onPointerLeave={() => setBusy(false)}
          onFocus={() => setBusy(true)}
          onBlur={() => setBusy(false)}
        >
          {rows.map((stream) => (
            <StreamRow key={stream.resource.id} stream={stream} atCursor={stream.resource.id === cursor} now={now} zone={zone} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface StreamRowProps {
  readonly stream: StreamOverview;
  readonly atCursor: boolean;
  readonly now: number;
  readonly zone: Zone;
}

function StreamRow({ stream, atCursor, now, zone }: StreamRowProps) {
  const { resource, miniature, refusedPerSecond, lag, topKey, loadSource } = stream;
  const { verdict } = resource;
  const navigate = useNavigate();
  const ref = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (atCursor) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [atCursor]);
  const tone = isTrouble(verdict.state) ? ` bad v-${verdict.state}` : '';
  const load = loadOf(stream);
  const open = (event: React.MouseEvent) => {
    const onLink = event.target instanceof Element && event.target.closest('a') !== null;
    if (!onLink) void navigate({ to: '/streams/$id', params: { id: resource.id } });
  };
  const why = visibleText(
    resource.deletedAt !== null
      ? `deleted ${moment(resource.deletedAt, now, zone)}`
      : verdict.because === '' || verdict.state === 'ok'
        ? withShardNames(verdict.because)
        : `${withShardNames(verdict.because)} · since ${moment(verdict.since, now, zone)}`,
  );
  return (
    <tr ref={ref} aria-selected={atCursor} className={atCursor ? 'sel' : ''} onClick={open}>
      <td className="c-verdict">
        <Badge state={verdict.state} word={resource.deletedAt === null ? verdict.state : 'deleted'} verdict={verdict} bare />
      </td>
      <td className="c-name">
        <span className="who">
          <Link to="/streams/$id" params={{ id: resource.id }}>
            <Name name={resource.name} />
          </Link>
          <bdi className="sys">{visibleText(resource.namesakes > 0 ? placeOf(resource) : modeWords(stream))}</bdi>
        </span>
      </td>
      <td className="c-mini" title={SOURCE_WORDS[loadSource]}>
        {miniature.rows.length === 0 ? (
          <span className="na">{SOURCE_WORDS[loadSource]}</span>
        ) : (
          <MiniHeat miniature={miniature} name={visibleText(resource.name)} />
        )}
      </td>
      <td className={`num c-use${(load?.share ?? 0) > 1 ? tone : ''}`} title={load?.title ?? 'not known'}>
        {load === null ? (
          <Nothing />
        ) : (
          <span className="whose">
            {wholePercent(load.share)}
            <small>{load.of}</small>
          </span>
        )}
      </td>
      <td className={`num c-throttle${(refusedPerSecond ?? 0) > 0 ? tone : ''}`}>
        {refusedPerSecond === null ? <Nothing /> : figure(refusedPerSecond)}
      </td>
      <td className="num c-lag" title={lag === null ? 'nobody reads' : visibleText(lag.consumer)}>
        {lag === null ? <Nothing /> : <Lag lag={lag} now={now} tone={tone} />}
      </td>
      <td className="c-key lo mono clip">
        {topKey === null ? (
          <span className="na">{UNKNOWN_FIGURE}</span>
        ) : (
          <bdi
            title={`${visibleText(topKey.key)}: ${boundedPercent(topKey.shareOfShardLimit).figure} ${boundedPercent(topKey.shareOfShardLimit).bound} of a shard’s limit`}
          >
            {visibleText(topKey.key)}
          </bdi>
        )}
      </td>
      <td className={`why clip lo${isTrouble(verdict.state) ? '' : ' quiet'}`} title={why}>
        {why}
      </td>
    </tr>
  );
}

interface ShownLoad {
  readonly share: number;
  /** Whose it is. */
  readonly of: string;
  readonly title: string;
}

/** The one load of a stream that is shown: of its hottest shard, or of the whole where shards are not known. */
function loadOf(stream: StreamOverview): ShownLoad | null {
  const share = heatOf(stream);
  if (share === null) return null;
  const { hottest } = stream;
  if (hottest?.writeUtilisation == null)
    return { share, of: 'all shards', title: 'what all shards together take of their limit; single shards are not known' };
  const { low, high } = hottest.utilisationBounds ?? { low: share, high: share };
  const bounds = wholePercent(low) === wholePercent(high) ? '' : `, between ${wholePercent(low)} and ${wholePercent(high)}: ${TRIES_WORDS}`;
  const of = `shard ${shardNumber(hottest.shardId)}`;
  return { share, of, title: `${of} is the hottest${bounds}` };
}

const Nothing = () => <span className="na">{UNKNOWN_FIGURE}</span>;
const wholePercent = (share: number): string => percent(share >= 0.01 ? Math.round(share * 100) / 100 : share);

function Lag({ lag, now, tone }: { readonly lag: NonNullable<StreamOverview['lag']>; readonly now: number; readonly tone: string }) {
  const behind = lag.milliseconds / 1000;
  const left = lag.loss === null ? null : Math.max(0, (lag.loss.earliestAt - now) / 1000);
  return (
    <span
      className={left === null ? '' : tone.trim()}
      title={left === null ? undefined : `loses data in ${timeLeft(left)} at the earliest`}
    >
      {behind < 1 ? `<1\u202fs` : timePassed(behind)}
    </span>
  );
}

function modeWords({ openShards, resource }: StreamOverview): string {
  const mode = resource.stream?.mode === 'ON_DEMAND' ? 'on demand' : '';
  const shards = openShards === null ? '' : `${openShards} ${openShards === 1 ? 'shard' : 'shards'}`;
  return [shards, mode].filter((part) => part !== '').join(', ');
}
