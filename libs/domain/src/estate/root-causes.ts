import type { Resource, ResourceId, VerdictState } from '@weir/contract';
import { isPartOfParent, troubledParents } from './fanout-trouble.js';
import { stateRank } from './severity-order.js';

/**
 * One cause, one row, one count: all that is not part of another's trouble. A dead-letter queue is part of its source's trouble when that
 * source is poisoned; on its own it stands only when no source of it is. A stream whose readers are its trouble is part of the reader that
 * is in it. A subscription is part of its topic, a rule of its bus.
 */
export function rootCauses(resources: readonly Resource[]): readonly Resource[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const troubled = troubledParents(resources);
  return resources.filter((resource) => !isPartOfAnother(resource, byId, troubled));
}

const FILLING_STATES: readonly VerdictState[] = ['poisoned'];

function isPartOfAnother(resource: Resource, byId: ReadonlyMap<ResourceId, Resource>, troubled: ReadonlySet<string>): boolean {
  if (isPartOfParent(resource, troubled)) return true;
  if (resource.deadLetterSources.some(({ id }) => FILLING_STATES.includes(byId.get(id)?.verdict.state ?? 'ok'))) return true;
  if (resource.kind !== 'stream' || !resource.verdict.reason.startsWith('readers-')) return false;
  return [...byId.values()].some(
    ({ consumer, verdict, deletedAt }) =>
      consumer?.sourceArn === resource.arn && deletedAt === null && stateRank(verdict.state) <= stateRank(resource.verdict.state),
  );
}
