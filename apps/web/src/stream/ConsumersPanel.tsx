import type { StreamConsumer, StreamDetail } from '@weir/contract';
import { counted, exactNumber, readingSource, timeLeft, timePassed, UNKNOWN_FIGURE, visibleText } from '../format/index.js';
import { Badge } from '../parts/Badge.js';
import { Gauge } from '../parts/Gauge.js';
import { Name } from '../parts/Name.js';
import { CONSUMER_TYPES, retentionSecondsOf } from './stream-words.js';
import { withShardNames } from './hash-words.js';
import { lossWords } from './loss-words.js';

interface ConsumersPanelProps {
  readonly detail: StreamDetail;
  readonly now: number;
}

/** Everyone who reads, worst first as the server tells them: how far behind, and when data is lost for them. */
export function ConsumersPanel({ detail, now }: ConsumersPanelProps) {
  const { consumers, resource } = detail;
  const retention = retentionSecondsOf(resource);
  return (
    <section className="panel consumers">
      <header>
        <h2>Readers</h2>
        <span className="sub">{consumers.length === 0 ? '' : `${counted(consumers.length, 'position')} in the stream`}</span>
      </header>
      {consumers.length === 0 ? (
        <p className="body t2">Nobody reads this stream that AWS tells of.</p>
      ) : (
        <ul className="body">
          {consumers.map((consumer) => (
            <Consumer key={`${consumer.type}${consumer.id ?? consumer.name}`} consumer={consumer} retention={retention} now={now} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Consumer({
  consumer,
  retention,
  now,
}: {
  readonly consumer: StreamConsumer;
  readonly retention: number | null;
  readonly now: number;
}) {
  const { name, type, state, verdict, lag, lagGrowth, loss, facts } = consumer;
  const behind = lag.value === null ? null : lag.value / 1000;
  const left = loss === null ? null : Math.max(0, (loss.earliestAt - now) / 1000);
  return (
    <li>
      <div className="reader">
        <Badge state={verdict.state} verdict={verdict} bare />
        <Name name={name} />
        <span className="lag tab" title={lag.value === null ? readingSource(lag) : `${exactNumber(lag.value)} ms, ${readingSource(lag)}`}>
          {behind === null ? UNKNOWN_FIGURE : behind < 1 ? 'at the tip' : `${timePassed(behind)} behind`}
        </span>
      </div>
      <p className="t3">
        {CONSUMER_TYPES[type]}
        {state === null ? '' : `, ${state.toLowerCase()}`}
        {growthWords(lagGrowth)}
        {verdict.because === '' ? null : (
          <>
            {'. '}
            <bdi>{visibleText(withShardNames(verdict.because))}</bdi>
          </>
        )}
      </p>
      {loss === null || left === null ? null : (
        <p className={`loss c v-${left < 3_600 ? 'stopped' : 'slow'}`}>
          {lossWords(loss, verdict.state, now)}
          {retention === null || behind === null ? null : (
            <Gauge share={behind / retention} label={`${timePassed(behind)} behind of ${timeLeft(retention)} kept`} colour="var(--c)" />
          )}
        </p>
      )}
      {facts.length === 0 ? null : <p className="t3">{facts.map(visibleText).join(' · ')}</p>}
    </li>
  );
}

/** Lag gained per second: 1 s/s is a reader that stands still. */
function growthWords(growth: number | null): string {
  if (growth === null || Math.abs(growth) < 10) return '';
  return growth > 0 ? `, loses ${timePassed((growth / 1000) * 60)} a minute` : `, catches up ${timePassed((-growth / 1000) * 60)} a minute`;
}
