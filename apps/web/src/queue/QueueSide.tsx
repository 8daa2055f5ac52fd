import { Link } from '@tanstack/react-router';
import type { DeadLetterView, LossCountdown, QueueConfig, Resource } from '@weir/contract';
import { ResourceLink } from '../app/ResourceLink.js';
import { kindName } from '../fanout/kind-words.js';
import { bytes, counted, figure, fullDateTime, groupDigits, timeLeft, visibleText, type Zone } from '../format/index.js';
import { DurationFigure } from '../parts/Figure.js';
import { Gauge } from '../parts/Gauge.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { lossSentence, receivesWords } from './queue-sentence.js';

interface CountdownProps {
  readonly loss: LossCountdown;
  /** The whole retention of the queue that loses them; null when it is not known. */
  readonly retentionSeconds: number | null;
  readonly where: string;
  readonly now: number;
  readonly zone: Zone;
}

/** Time left, what is lost, when exactly and why, and a gauge of the whole retention. */
export function Countdown({ loss, retentionSeconds, where, now, zone }: CountdownProps) {
  const left = Math.max(0, (loss.earliestAt - now) / 1000);
  return (
    <section className="panel v-poisoned">
      <header>
        <h2>Time to loss</h2>
        <span className="sub clip">in {visibleText(where)}</span>
      </header>
      <div className="body countdown">
        <span className="fig">
          <DurationFigure seconds={left} rounding="left" />
        </span>
        {retentionSeconds === null ? null : (
          <Gauge share={left / retentionSeconds} label={`${timeLeft(left)} left of ${timeLeft(retentionSeconds)}`} colour="var(--c)" />
        )}
        <p className="t2">{left === 0 ? 'The first messages may be lost already.' : lossSentence(loss, now, zone)}</p>
      </div>
    </section>
  );
}

/** What of a resource it is that fails into a queue, where its kind alone does not say so. */
const SOURCE_WORDS: Readonly<Partial<Record<Resource['kind'], string>>> = { rule: 'target of a rule', consumer: 'event source mapping' };

/** Where failures go, and where they come from. */
export function DeadLetterPanel({ resource }: { readonly resource: Resource }) {
  const { deadLetter, deadLetterSources, config } = resource;
  if (deadLetterSources.length > 0) {
    return (
      <section className="panel">
        <header>
          <h2>Dead letters from</h2>
          <span className="sub">{counted(deadLetterSources.length, 'source')}</span>
          <span className="right">
            <Link className="link" to="/dlq/$id" params={{ id: resource.id }}>
              Look into it
            </Link>
          </span>
        </header>
        <ul className="body links">
          {deadLetterSources.map((source) => (
            <li key={source.id}>
              <ResourceLink resource={source} className="link" />{' '}
              <span className="t2">{SOURCE_WORDS[source.kind] ?? kindName(source.kind)}</span>
            </li>
          ))}
        </ul>
      </section>
    );
  }
  if (config === null) return null;
  return (
    <section className="panel">
      <header>
        <h2>Dead letters</h2>
        {deadLetter?.id == null ? null : (
          <span className="right">
            <Link className="link" to="/dlq/$id" params={{ id: deadLetter.id }}>
              Look into them
            </Link>
          </span>
        )}
      </header>
      <div className="body">
        {deadLetter !== null ? (
          <DeadLetterTarget deadLetter={deadLetter} config={config} />
        ) : config.redrive !== null ? (
          <p className="t2">
            Failures go to a queue Weir does not see: <span className="mono wrap">{config.redrive.deadLetterTargetArn}</span>
          </p>
        ) : (
          <p>
            <span className="nodlq">no DLQ</span> <span className="t2">A message that cannot be processed is tried until it expires.</span>
          </p>
        )}
      </div>
    </section>
  );
}

function DeadLetterTarget({ deadLetter, config }: { readonly deadLetter: DeadLetterView; readonly config: QueueConfig }) {
  return (
    <p className="dlq-line">
      <Glyph state={deadLetter.state ?? 'unknown'} />
      <Link className="link" to="/queues/$id" params={{ id: deadLetter.id }}>
        <Name name={deadLetter.name} />
      </Link>
      <span className="t2">
        {deadLetter.visible === null ? 'not visible to Weir' : `holds ${figure(deadLetter.visible)}`}
        {config.redrive === null ? '' : `, ${receivesWords(config.redrive.maxReceiveCount)}`}
      </span>
    </p>
  );
}

/** What SQS says about the queue itself. */
export function ConfigPanel({ resource, zone }: { readonly resource: Resource; readonly zone: Zone }) {
  const { config, tags } = resource;
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    ['Account', `${resource.accountName} ${resource.accountId}`],
    ['Region', resource.region],
    ['System', <bdi key="system">{visibleText(resource.system)}</bdi>],
    ...(config === null
      ? []
      : ([
          ['Type', config.fifo ? 'FIFO' : 'standard'],
          ['Visibility timeout', timeLeft(config.visibilityTimeoutSeconds)],
          ['Retention', timeLeft(config.retentionSeconds)],
          ['Delay', config.delaySeconds === 0 ? 'none' : timeLeft(config.delaySeconds)],
          ['Receives before DLQ', config.redrive === null ? 'no DLQ' : groupDigits(config.redrive.maxReceiveCount)],
          ['Largest message', bytes(config.maximumMessageBytes)],
          ['Created', config.createdAt === null ? 'not known' : fullDateTime(config.createdAt, zone)],
        ] as const)),
    ['Seen by Weir since', fullDateTime(resource.firstSeen, zone)],
  ];
  return (
    <section className="panel">
      <header>
        <h2>Settings at AWS</h2>
      </header>
      <dl className="body pairs">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {Object.keys(tags).length === 0 ? null : (
        <ul className="tags" aria-label="Tags">
          {Object.entries(tags).map(([key, value]) => (
            <li key={key}>
              <bdi>{visibleText(key)}</bdi>
              <bdi>{visibleText(value)}</bdi>
            </li>
          ))}
        </ul>
      )}
      <p className="arn mono">{visibleText(resource.arn)}</p>
    </section>
  );
}

/** What could not be understood of the settings. */
export function ProblemsPanel({ problems }: { readonly problems: readonly string[] }) {
  return (
    <section className="panel v-slow">
      <header>
        <h2 className="c">{counted(problems.length, 'setting')} not understood</h2>
      </header>
      <ul className="body problems">
        {problems.map((problem) => (
          <li key={problem}>
            <bdi>{visibleText(problem)}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}
