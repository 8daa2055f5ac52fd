import type { Resource, ResourceId, VerdictState } from '@weir/contract';
import { isPartOfParent, mayBeTheOne, troubledParents } from './fanout-trouble.js';
import { LOSS_MATTERS_WITHIN_MS, stateRank } from './severity-order.js';

/**
 * One cause, one row, one count: all that is not part of another's trouble. A dead-letter queue is part of its source's trouble when that
 * source fills it; on its own it stands only when no source of it does, or when it is about to lose what the row of its source does not
 * tell. A stream whose readers are its trouble is part of the reader that
 * is in it. A subscription is part of its topic, a rule of its bus.
 */
export function rootCauses(resources: readonly Resource[], now: number): readonly Resource[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const troubled = troubledParents(resources);
  return resources.filter(
    (resource) =>
      !isPartOfParent(resource, troubled) && !isFilledByTrouble(resource, byId, troubled, now) && !isReadTooSlowly(resource, byId),
  );
}

/** A failing source may have a dead-letter queue for some of what it hands on. */
const FILLING_STATES: readonly VerdictState[] = ['failing', 'dead-lettering'];

function isFilledByTrouble(
  { deadLetterSources, loss }: Resource,
  byId: ReadonlyMap<ResourceId, Resource>,
  troubled: ReadonlySet<string>,
  now: number,
): boolean {
  const sources = deadLetterSources.flatMap(({ id }) => byId.get(id) ?? []);
  // The row of a poisoned queue tells when its dead letters are lost.
  if (sources.some(({ verdict }) => verdict.state === 'poisoned')) return true;
  if (loss !== null && loss.earliestAt - now <= LOSS_MATTERS_WITHIN_MS) return false;
  return sources.some(
    (source) =>
      FILLING_STATES.includes(source.verdict.state) ||
      mayBeTheOne(source, troubled) ||
      // Its queue falls silent before the topic's counters say that its copies are the dead ones.
      (source.verdict.state === 'starved' && isPartOfParent(source, troubled)),
  );
}

function isReadTooSlowly(resource: Resource, byId: ReadonlyMap<ResourceId, Resource>): boolean {
  if (resource.kind !== 'stream' || !resource.verdict.reason.startsWith('readers-')) return false;
  return [...byId.values()].some(
    ({ consumer, verdict, deletedAt }) =>
      consumer?.sourceArn === resource.arn && deletedAt === null && stateRank(verdict.state) <= stateRank(resource.verdict.state),
  );
}
