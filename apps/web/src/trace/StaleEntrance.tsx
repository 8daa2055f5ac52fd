import type { ResourceId } from '@weir/contract';
import { useResource } from '../api/queries.js';
import { ageSeconds, timePassed, visibleText } from '../format/index.js';
import { useNow } from '../live/live-context.js';

const MINUTE_MS = 60_000;

/** An address that names nothing an event can enter at any more: says so, and by what it was called if that is known. */
export function StaleEntrance({ from }: { readonly from: string }) {
  const { data, isPending } = useResource(from as ResourceId);
  const now = useNow(MINUTE_MS);
  if (isPending) return null;
  return (
    <p className="c v-stale stale-entrance" role="status">
      {data === undefined
        ? 'What this address names is not in the estate: it was deleted, or Weir never saw it.'
        : data.deletedAt === null
          ? `${visibleText(data.name)} is nothing that an event enters at.`
          : `${visibleText(data.name)} was deleted ${timePassed(ageSeconds(data.deletedAt, now))} ago.`}{' '}
      Choose where the event enters.
    </p>
  );
}
