import { Link, Navigate, useParams } from '@tanstack/react-router';
import { resourceId, type Resource, type ResourceId } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { ApiError } from '../api/call-api.js';
import { useResource } from '../api/queries.js';
import { Mid } from '../app/ErrorPages.js';
import { Page } from '../app/Page.js';
import { pageOf } from '../app/resource-pages.js';
import { useResources } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { DeliveryStreamView } from '../functions/DeliveryStreamView.js';
import { FunctionView } from '../functions/FunctionView.js';
import { ScheduleGroupView } from '../functions/ScheduleGroupView.js';
import { crumb } from './crumb.js';
import { LedgerView } from './LedgerView.js';

/** A topic, rule, pipe, function or schedule group. */
export function LedgerPage() {
  const { id } = useParams({ from: '/desk/fanout/$id' });
  const parsed = resourceId.safeParse(id);
  return parsed.success ? <Known key={parsed.data} id={parsed.data} /> : <Unknown />;
}

function Known({ id }: { readonly id: ResourceId }) {
  const { data, error } = useResource(id);
  const { resources } = useResources({ view: 'resources', ids: [id] });
  const resource = resources?.find((candidate) => candidate.id === id) ?? data;
  if (resource !== undefined) return <Shown resource={resource} />;
  if (error instanceof ApiError && error.status === 404) return <Unknown />;
  return (
    <Page name="Fan-out" title={crumb}>
      {error === null ? (
        <section className="panel">
          <SkeletonRows rows={12} />
        </section>
      ) : (
        <Mid title="This could not be loaded">
          <p>{error.message} Weir tries again every minute.</p>
        </Mid>
      )}
    </Page>
  );
}

/** A subscription is told on its topic's page, anything of another kind on its own. */
function Shown({ resource }: { readonly resource: Resource }) {
  if (resource.fanout?.kind === 'subscription')
    return <Navigate to="/fanout/$id" params={{ id: resourceIdOf(resource.fanout.topicArn) }} replace />;
  const page = pageOf(resource.kind);
  if (page !== null && page !== '/fanout/$id') return <Navigate to={page} params={{ id: resource.id }} replace />;
  if (resource.kind === 'function') return <FunctionView resource={resource} />;
  if (resource.kind === 'delivery-stream') return <DeliveryStreamView resource={resource} />;
  if (resource.kind === 'schedule-group') return <ScheduleGroupView resource={resource} />;
  return <LedgerView resource={resource} />;
}

function Unknown() {
  return (
    <Page name="Unknown" title={crumb}>
      <Mid
        title="There is no such topic, rule, pipe or function"
        actions={
          <Link className="btn" to="/fanout">
            All fan-out
          </Link>
        }
      >
        <p>Nothing has this id. It may have left Weir’s history, or the link is from another Weir.</p>
      </Mid>
    </Page>
  );
}
