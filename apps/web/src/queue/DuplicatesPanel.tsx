import { useQuery } from '@tanstack/react-query';
import { routes, type Duplicates, type ResourceId } from '@weir/contract';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';
import { figure, groupDigits, timePassed } from '../format/index.js';
import { SkeletonRows } from '../parts/Skeleton.js';

const HOURS = 3;
const MINUTE_MS = 60_000;

/** How often messages are received again, why, and what consumers have to stand. */
export function DuplicatesPanel({ id }: { readonly id: ResourceId }) {
  const { fetcher } = useApi();
  const { data, error } = useQuery({
    queryKey: ['duplicates', id],
    queryFn: ({ signal }) => callApi(routes.duplicates, { params: { id }, query: { hours: HOURS }, signal }, fetcher),
    refetchInterval: MINUTE_MS,
  });
  return (
    <section className="panel" aria-labelledby="duplicates-title">
      <header>
        <h2 id="duplicates-title">Received again</h2>
        <span className="sub">last {HOURS} h</span>
      </header>
      {data === undefined ? (
        error === null ? (
          <SkeletonRows rows={2} />
        ) : (
          <p className="body t2">It could not be read: {error.message}</p>
        )
      ) : (
        <Told duplicates={data} />
      )}
    </section>
  );
}

function Told({ duplicates }: { readonly duplicates: Duplicates }) {
  const { sent, received, deleted, deduplicated, heldSeconds, visibilityTimeoutSeconds, knownMinutes, unknownMinutes } = duplicates;
  return (
    <div className="body duplicates">
      <p>{duplicates.sentence}</p>
      {duplicates.advice === null ? null : <p className="t2">{duplicates.advice}</p>}
      <dl>
        <Figure name="sent" value={groupDigits(sent)} />
        <Figure name="received" value={groupDigits(received)} />
        <Figure name="deleted" value={groupDigits(deleted)} />
        {deduplicated === null ? null : <Figure name="repeated sends dropped" value={groupDigits(deduplicated)} />}
        {heldSeconds === null ? null : (
          <Figure
            name="in flight, each time"
            value={`≤ ${heldSeconds < 1 ? `${figure(heldSeconds)}\u202fs` : timePassed(heldSeconds)}${
              visibilityTimeoutSeconds === null ? '' : ` of ${timePassed(visibilityTimeoutSeconds)}`
            }`}
          />
        )}
      </dl>
      {unknownMinutes === 0 ? null : (
        <p className="t3">
          Of {groupDigits(knownMinutes + unknownMinutes)} minutes {groupDigits(unknownMinutes)} are not known.
        </p>
      )}
    </div>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="fig">{value}</dd>
    </div>
  );
}
