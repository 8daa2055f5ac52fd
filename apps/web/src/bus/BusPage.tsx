import { Link, Navigate, useParams } from '@tanstack/react-router';
import { resourceId, type ResourceId } from '@weir/contract';
import { ApiError } from '../api/call-api.js';
import { useResource } from '../api/queries.js';
import { Mid } from '../app/ErrorPages.js';
import { Page } from '../app/Page.js';
import { pageOf } from '../app/resource-pages.js';
import { useResources } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { BusView } from './BusView.js';
import { crumb } from './crumb.js';

/** One event bus. */
export function BusPage() {
  const { id } = useParams({ from: '/desk/bus/$id' });
  const parsed = resourceId.safeParse(id);
  return parsed.success ? <KnownBus key={parsed.data} id={parsed.data} /> : <UnknownBus />;
}

function KnownBus({ id }: { readonly id: ResourceId }) {
  const { data, error } = useResource(id);
  const { resources } = useResources({ view: 'resources', ids: [id] });
  const resource = resources?.find((candidate) => candidate.id === id) ?? data;
  const page = resource === undefined ? null : pageOf(resource.kind);
  if (page !== null && page !== '/bus/$id') return <Navigate to={page} params={{ id }} replace />;
  if (resource !== undefined) return <BusView bus={resource} />;
  if (error instanceof ApiError && error.status === 404) return <UnknownBus />;
  return (
    <Page name="Bus" title={crumb}>
      {error === null ? (
        <section className="panel">
          <SkeletonRows rows={12} />
        </section>
      ) : (
        <Mid title="This bus could not be loaded">
          <p>{error.message} Weir tries again every minute.</p>
        </Mid>
      )}
    </Page>
  );
}

function UnknownBus() {
  return (
    <Page name="Unknown bus" title={crumb}>
      <Mid
        title="There is no such bus"
        actions={
          <Link className="btn" to="/bus">
            All buses
          </Link>
        }
      >
        <p>No bus has this id. It may have left Weir’s history, or the link is from another Weir.</p>
      </Mid>
    </Page>
  );
}
