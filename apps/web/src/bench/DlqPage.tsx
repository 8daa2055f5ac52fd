import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { resourceId, type DeadLetterQueue, type ResourceId } from '@weir/contract';
import { ApiError } from '../api/call-api.js';
import { Mid } from '../app/ErrorPages.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { ResourceLink } from '../app/ResourceLink.js';
import { useZone } from '../app/view-settings.js';
import { moment, momentAndAge, timeLeft, timePassed, visibleText, type Zone, zoneName } from '../format/index.js';
import { leftSeconds, lossWords, lostWhatWords } from '../incidents/incident-words.js';
import { useNow } from '../live/live-context.js';
import { Badge } from '../parts/Badge.js';
import { DurationFigure, Fact } from '../parts/Figure.js';
import { Gauge } from '../parts/Gauge.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { RedrivePanel } from '../redrive/RedrivePanel.js';
import { useDeadLetterQueue, useLook } from './bench-queries.js';
import { benchSentence, orUnknown } from './bench-words.js';
import { LookPanel } from './LookPanel.js';
import '../queue/queue.css';
import '../incidents/incidents.css';
import '../incident/incident.css';
import './bench.css';

const crumb = (
  <Link className="crumb" to="/dlq">
    Dead letters /
  </Link>
);

/** The bench of one dead-letter queue: what fails into it and why, until when it is kept, and a safe way to put it back. */
export function DlqPage() {
  const { id } = useParams({ from: '/desk/dlq/$id' });
  const parsed = resourceId.safeParse(id);
  return parsed.success ? <KnownQueue key={parsed.data} id={parsed.data} /> : <UnknownQueue />;
}

function KnownQueue({ id }: { readonly id: ResourceId }) {
  const { data, error } = useDeadLetterQueue(id);
  if (data !== undefined) return <Bench queue={data} error={error} />;
  if (error instanceof ApiError && error.status === 404) return <UnknownQueue />;
  return (
    <Page name="Dead letters" title={crumb}>
      {error === null ? (
        <section className="panel">
          <SkeletonRows rows={12} />
        </section>
      ) : (
        <Mid title="This dead-letter queue could not be loaded">
          <p>{error.message} Weir tries again every ten seconds.</p>
        </Mid>
      )}
    </Page>
  );
}

function UnknownQueue() {
  return (
    <Page name="Unknown queue" title={crumb}>
      <Mid
        title="There is no such queue"
        actions={
          <Link className="btn" to="/dlq">
            All dead letters
          </Link>
        }
      >
        <p>No queue has this id. It may have been deleted, or the link is from another Weir.</p>
      </Mid>
    </Page>
  );
}

function Bench({ queue, error }: { readonly queue: DeadLetterQueue; readonly error: Error | null }) {
  const now = useNow();
  const zone = useZone();
  const navigate = useNavigate();
  const search = useSearch({ from: '/desk/dlq/$id' });
  const look = useLook(queue.id, search.q ?? '');
  useKeys({ Escape: () => void navigate({ to: '/dlq' }) });
  return (
    <Page
      name={`${visibleText(queue.name)}, dead letters`}
      className="bench"
      title={
        <>
          {crumb} <Name name={queue.name} />
        </>
      }
    >
      {error === null ? null : (
        <div className="strips">
          <Strip state="stale" title="The newest could not be fetched.">
            {error.message} What is shown is the last that was heard.
          </Strip>
        </div>
      )}
      <div className="incident-grid">
        <Head queue={queue} now={now} zone={zone} />
        <div className="col">
          <LookPanel queue={queue} look={look.data ?? null} error={look.error} isPending={look.isPending} now={now} zone={zone} />
        </div>
        <div className="col">
          <Loss queue={queue} now={now} zone={zone} />
          <RedrivePanel queue={queue} look={look.data ?? null} now={now} zone={zone} />
        </div>
      </div>
    </Page>
  );
}

function Head({ queue, now, zone }: { readonly queue: DeadLetterQueue; readonly now: number; readonly zone: Zone }) {
  const { verdict, incident, readAt } = queue;
  return (
    <header className="incident-head">
      <Glyph state={verdict.state} size={40} />
      <div className="title">
        <h2>
          <bdi>{visibleText(benchSentence(queue))}</bdi>
        </h2>
        <div className="meta">
          <Badge state={verdict.state} verdict={verdict} bare />
          <span>
            {visibleText(queue.accountName)} · {queue.region}
          </span>
          {readAt === null ? null : <span title={moment(readAt, now, zone)}>counted {momentAndAge(readAt, now, zone)}</span>}
          {incident === null ? null : (
            <Link className="link" to="/incidents/$id" params={{ id: incident }}>
              {incident}
            </Link>
          )}
          <Link className="link" to="/queues/$id" params={{ id: queue.id }}>
            The queue itself
          </Link>
        </div>
        <div className="bench-sources">
          <span className="t3">fails into it:</span>
          {queue.sources.map(({ id, kind, name }) => (
            <span key={`${kind ?? ''} ${name}`} className="cell-link">
              {id === null || kind === null ? <Name name={name} /> : <ResourceLink resource={{ id, kind, name }} />}
            </span>
          ))}
        </div>
      </div>
      <div className="facts bench-facts">
        <Fact figure={orUnknown(queue.visible)} label="waiting" />
        <Fact figure={orUnknown(queue.inFlight)} label="hidden" title="Received by somebody and not deleted yet, or being looked at" />
        <Fact figure={queue.oldestAgeSeconds === null ? '–' : timePassed(queue.oldestAgeSeconds)} label="oldest, since arrival" />
      </div>
    </header>
  );
}

function Loss({ queue, now, zone }: { readonly queue: DeadLetterQueue; readonly now: number; readonly zone: Zone }) {
  const { loss, retentionSeconds } = queue;
  if (loss === null) return null;
  const left = leftSeconds(loss, now);
  return (
    <section className={`panel loss-panel v-${queue.verdict.state} order-first`} aria-label="Time to loss">
      <div className="body countdown">
        <span className="over">{left === 0 ? 'The first may be lost already' : lostWhatWords(loss)}</span>
        <span className="fig">
          <DurationFigure seconds={left} rounding="left" />
        </span>
        {retentionSeconds === null ? null : (
          <Gauge share={left / retentionSeconds} label={`${timeLeft(left)} left of ${timeLeft(retentionSeconds)}`} colour="var(--c)" />
        )}
        <span className="t2 small">
          {lossWords(loss, now, zone, zoneName(zone))}
          {retentionSeconds === null ? '' : ` It keeps them ${timeLeft(retentionSeconds)}.`}
        </span>
      </div>
    </section>
  );
}
