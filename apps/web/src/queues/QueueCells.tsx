import type { Reading, Resource } from '@weir/contract';
import { useDepthSpark } from '../api/queries.js';
import {
  drainWords,
  exactNumber,
  figure,
  isTrouble,
  moment,
  readingSource,
  timePassed,
  UNKNOWN_FIGURE,
  visibleText,
  ageSeconds,
  type Zone,
} from '../format/index.js';
import { isOldReading } from '../live/freshness.js';
import { Badge } from '../parts/Badge.js';
import { Name } from '../parts/Name.js';
import { placeOf } from '../parts/place-of.js';
import { Spark } from '../parts/Spark.js';
import type { ColumnId } from './column-ids.js';

interface CellProps {
  readonly resource: Resource;
  readonly now: number;
  readonly zone: Zone;
}

const Nothing = () => <span className="na">{UNKNOWN_FIGURE}</span>;

function FigureOf({
  reading,
  words,
  resource,
  now,
}: CellProps & { readonly reading: Reading | undefined; readonly words: (value: number) => string }) {
  if (reading === undefined || reading.value === null) return <Nothing />;
  const age = reading.at === null ? '' : `, ${timePassed(ageSeconds(reading.at, now))} ago`;
  return (
    <span
      className={isOldReading(reading, resource, now) ? 'old' : ''}
      title={`${exactNumber(reading.value)} · ${readingSource(reading)}${age}`}
    >
      {words(reading.value)}
    </span>
  );
}

/** Why, in words: the judge's sentence, and since when unless all is well. */
export function whyWords({ verdict, deletedAt }: Resource, now: number, zone: Zone): string {
  if (deletedAt !== null) return `deleted ${moment(deletedAt, now, zone)}`;
  if (verdict.because === '' || verdict.state === 'ok') return verdict.because;
  return `${verdict.because} · since ${moment(verdict.since, now, zone)}`;
}

function DepthSpark({ resource }: { readonly resource: Resource }) {
  const { data } = useDepthSpark(resource.id);
  if (data === undefined || data === null) return <span className="spark-room" />;
  const colour =
    isTrouble(resource.verdict.state) && resource.verdict.state !== 'poisoned' ? `var(--${resource.verdict.state})` : 'var(--ink-level)';
  return <Spark series={data} from={data.from} to={data.to} colour={colour} />;
}

function DeadLetters({ resource }: { readonly resource: Resource }) {
  const { deadLetter, deadLetterSources, config, deletedAt } = resource;
  if (deadLetter !== null)
    return deadLetter.visible === null ? (
      <Nothing />
    ) : (
      <span title={`${deadLetter.name}: ${exactNumber(deadLetter.visible)} held`}>{figure(deadLetter.visible)}</span>
    );
  if (config === null || deletedAt !== null) return <Nothing />;
  if (deadLetterSources.length > 0) return <span className="t3" title="This is a dead-letter queue" />;
  return (
    <span className="nodlq" title="No dead-letter queue: a message that cannot be processed is tried until it expires">
      no DLQ
    </span>
  );
}

/** The content of one cell. */
export function QueueCell({ column, resource, now, zone, suffix }: CellProps & { readonly column: ColumnId; readonly suffix: string }) {
  const { verdict, latest, rates, deletedAt, drain } = resource;
  switch (column) {
    case 'verdict':
      return <Badge state={verdict.state} word={deletedAt === null ? verdict.state : 'deleted'} verdict={verdict} bare />;
    case 'name':
      return (
        <span className="who">
          <a href={`/queues/${resource.id}${suffix}`}>
            <Name name={resource.name} />
          </a>
          <bdi className="sys">{visibleText(resource.namesakes > 0 ? placeOf(resource) : resource.system)}</bdi>
        </span>
      );
    case 'why': {
      const words = visibleText(whyWords(resource, now, zone));
      return <span title={words}>{words}</span>;
    }
    case 'spark':
      return <DepthSpark resource={resource} />;
    case 'depth':
      return <FigureOf resource={resource} now={now} zone={zone} reading={latest.visible} words={figure} />;
    case 'inFlight':
      return <FigureOf resource={resource} now={now} zone={zone} reading={latest.inFlight} words={figure} />;
    case 'age':
      return <FigureOf resource={resource} now={now} zone={zone} reading={latest.oldestAge} words={timePassed} />;
    case 'in':
      return rates.in === null ? <Nothing /> : figure(rates.in);
    case 'out':
      return rates.out === null ? <Nothing /> : figure(rates.out);
    case 'drain':
      return drain.kind === 'unknown' ? <Nothing /> : drain.kind === 'steady' && (rates.in ?? 0) === 0 ? '' : drainWords(drain);
    case 'dead':
      return <DeadLetters resource={resource} />;
    case 'account':
      return resource.accountName;
    case 'region':
      return resource.region;
  }
}

/** True when a cell is part of what is wrong, and takes the verdict's colour. */
export function isHot(column: ColumnId, { verdict, rates, drain, deadLetter }: Resource): boolean {
  switch (column) {
    case 'depth':
      return verdict.state === 'stopped' || verdict.state === 'stalled' || verdict.state === 'slow';
    case 'age':
      return verdict.state === 'stopped' || verdict.state === 'slow';
    case 'out':
      return isTrouble(verdict.state) && rates.out === 0 && (rates.in ?? 0) > 0;
    case 'drain':
      return isTrouble(verdict.state) && drain.kind === 'never';
    case 'dead':
      return verdict.state === 'poisoned' && (deadLetter?.visible ?? 0) > 0;
    default:
      return false;
  }
}
