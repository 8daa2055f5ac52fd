import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { resourceId, type Resource, type ResourceId } from '@weir/contract';
import { ApiError } from '../api/call-api.js';
import { useResource } from '../api/queries.js';
import { Mid } from '../app/ErrorPages.js';
import { Page } from '../app/Page.js';
import { useResources } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { chartsFor } from './queue-charts.js';
import { DuplicatesPanel } from './DuplicatesPanel.js';
import { QueueFacts } from './QueueFacts.js';
import { ConfigPanel, Countdown, DeadLetterPanel, ProblemsPanel } from './QueueSide.js';
import { RANGES } from './range.js';
import { SpanFrame } from './SpanFrame.js';
import { useFlowSpan } from './use-flow-span.js';

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
  const flow = useFlowSpan(search, {
    goTo: (next) => void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false }),
    back: () => void navigate({ to: '/queues' }),
  });
  const { now, zone } = flow;
  const isQueue = resource.kind === 'queue';
  const { config } = resource;
  const loss = resource.loss ?? deadLetterQueue?.loss ?? null;
  const losing = resource.loss === null ? deadLetterQueue : resource;
  return (
    <SpanFrame
      resource={resource}
      flow={flow}
      ranges={isQueue ? RANGES : null}
      charts={isQueue ? chartsFor(resource) : []}
      className="queue"
      crumb={crumb}
      facts={<QueueFacts resource={resource} now={now} />}
      side={
        <>
          {loss === null || losing === null ? null : (
            <Countdown loss={loss} retentionSeconds={losing.config?.retentionSeconds ?? null} where={losing.name} now={now} zone={zone} />
          )}
          {config === null || config.problems.length === 0 ? null : <ProblemsPanel problems={config.problems} />}
          {isQueue ? <DuplicatesPanel id={resource.id} /> : null}
          <DeadLetterPanel resource={resource} />
          <ConfigPanel resource={resource} zone={zone} />
        </>
      }
    >
      {isQueue ? null : <p className="t2">Weir knows this {resource.kind} by name; it draws no charts of it yet.</p>}
    </SpanFrame>
  );
}
