import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { resourceId, type Resource, type ResourceId } from '@weir/contract';
import { ApiError } from '../api/call-api.js';
import { useResource } from '../api/queries.js';
import { Announcer } from '../app/Announcer.js';
import { Mid } from '../app/ErrorPages.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { visibleText } from '../format/index.js';
import { IncidentLine } from '../incidents/IncidentLine.js';
import { useNow, useResources } from '../live/live-context.js';
import { Badge } from '../parts/Badge.js';
import { Name } from '../parts/Name.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { ChartLoader } from './ChartLoader.js';
import { chartsFor } from './queue-charts.js';
import { judgedWords, verdictSentence } from './queue-sentence.js';
import { QueueFacts } from './QueueFacts.js';
import { ConfigPanel, Countdown, DeadLetterPanel, ProblemsPanel } from './QueueSide.js';
import { spanOf, type RangeSearch } from './range.js';
import { RangeBar } from './RangeBar.js';
import { usePause } from './use-pause.js';
import './queue.css';

const crumb = (
  <Link className="crumb" to="/queues">
    Queues /
  </Link>
);

/** One queue: its verdict in a sentence, then figures, then the past. */
export function QueuePage() {
  const { id } = useParams({ from: '/desk/queues/$id' });
  const parsed = resourceId.safeParse(id);
  return parsed.success ? <KnownQueue key={parsed.data} id={parsed.data} /> : <UnknownQueue />;
}

function KnownQueue({ id }: { readonly id: ResourceId }) {
  const { data, error } = useResource(id);
  const deadLetterId = data?.deadLetter?.id;
  const related = { view: 'resources' as const, ids: deadLetterId === undefined ? [id] : [id, deadLetterId] };
  const { resources } = useResources(related);
  const resource = resources?.find((candidate) => candidate.id === id) ?? data;
  const deadLetterQueue = resources?.find((candidate) => candidate.id === resource?.deadLetter?.id) ?? null;
  if (resource !== undefined) return <QueueView resource={resource} deadLetterQueue={deadLetterQueue} />;
  if (error instanceof ApiError && error.status === 404) return <UnknownQueue />;
  return (
    <Page name="Queue" title={crumb}>
      {error === null ? (
        <section className="panel">
          <SkeletonRows rows={12} />
        </section>
      ) : (
        <Mid title="This queue could not be loaded">
          <p>{error.message} Weir tries again every minute.</p>
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
          <Link className="btn" to="/queues">
            All queues
          </Link>
        }
      >
        <p>No queue has this id. It may have left Weir’s history, or the link is from another Weir.</p>
      </Mid>
    </Page>
  );
}

interface QueueViewProps {
  readonly resource: Resource;
  readonly deadLetterQueue: Resource | null;
}

function QueueView({ resource, deadLetterQueue }: QueueViewProps) {
  const search = useSearch({ from: '/desk/queues/$id' });
  const navigate = useNavigate({ from: '/queues/$id' });
  const zone = useZone();
  const now = useNow();
  const pause = usePause(now);
  const span = spanOf(search, pause.at ?? now);
  const change = (next: RangeSearch) => {
    pause.resume();
    void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false });
  };
  const toggleTable = () => change({ table: search.table === true ? undefined : true });
  useKeys({ 'Shift+t': toggleTable, Escape: () => void navigate({ to: '/queues' }) });
  const { config, verdict } = resource;
  const loss = resource.loss ?? deadLetterQueue?.loss ?? null;
  const losing = resource.loss === null ? deadLetterQueue : resource;
  return (
    <Page
      name={visibleText(resource.name)}
      className="queue"
      title={
        <>
          {crumb} <Name name={resource.name} className="" />
        </>
      }
    >
      <p className="lead">
        <Badge state={verdict.state} word={resource.deletedAt === null ? verdict.state : 'deleted'} verdict={verdict} />
        <span>
          <bdi>{visibleText(resource.name)}</bdi> {visibleText(verdictSentence(resource, now, zone))}{' '}
          <span className="t3">{judgedWords(verdict.judgedAt, now)}</span>
        </span>
      </p>
      <IncidentLine resource={resource.id} now={now} zone={zone} />
      <QueueFacts resource={resource} now={now} />
      {resource.kind === 'queue' ? (
        <RangeBar search={search} span={span} zone={zone} pausedSeconds={pause.seconds} togglePause={pause.toggle} change={change} />
      ) : null}
      <div className="columns">
        <div className="charts">
          {resource.kind === 'queue' ? (
            chartsFor(resource).map((spec) => (
              <ChartLoader
                key={spec.id}
                spec={spec}
                resource={resource}
                span={span}
                now={now}
                zone={zone}
                asTable={search.table === true}
                zoom={(from, to) => change({ from, to, range: undefined })}
                setDragging={pause.drag}
              />
            ))
          ) : (
            <p className="t2">Weir knows this {resource.kind} by name; it draws no charts of it yet.</p>
          )}
        </div>
        <aside className="side">
          {loss === null || losing === null ? null : (
            <Countdown loss={loss} retentionSeconds={losing.config?.retentionSeconds ?? null} where={losing.name} now={now} zone={zone} />
          )}
          {config === null || config.problems.length === 0 ? null : <ProblemsPanel problems={config.problems} />}
          <DeadLetterPanel resource={resource} />
          <ConfigPanel resource={resource} zone={zone} />
        </aside>
      </div>
      <Announcer resources={[resource]} />
    </Page>
  );
}
