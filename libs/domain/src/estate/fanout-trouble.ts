import {
  BROKEN_STATES,
  LATE_STATES,
  type Resource,
  type ResourceKind,
  type Verdict,
  type VerdictState,
  type WallFanout,
} from '@weir/contract';
import { stateRank, worstFirst } from './severity-order.js';

const FANOUT_KINDS: ReadonlySet<ResourceKind> = new Set(['topic', 'subscription', 'bus', 'rule', 'pipe', 'function', 'schedule-group']);
/** Of these kinds a wall has a cell; what hangs on them counts within it. */
const CELL_KINDS: ReadonlySet<ResourceKind> = new Set(['topic', 'bus', 'pipe']);

/** What passes events on. The wall lists it in a panel of its own, so that it never pushes out queues. A delivery stream that reads a stream is a reader. */
export const isFanout = ({ kind, fanout }: Pick<Resource, 'kind' | 'fanout'>): boolean =>
  FANOUT_KINDS.has(kind) || fanout?.kind === 'delivery-stream';

/** Whether a resource has a cell in its system's tile. */
export const hasCell = (resource: Resource): boolean => !isFanout(resource) || CELL_KINDS.has(resource.kind);

export const isInTrouble = ({ verdict }: { readonly verdict: Pick<Verdict, 'state'> }): boolean =>
  BROKEN_STATES.includes(verdict.state) || LATE_STATES.includes(verdict.state);

/** In trouble, or switched off while events came, which is no fault by itself and yet keeps everything from its receivers. */
export const isNotDelivering = (resource: Resource): boolean =>
  isInTrouble(resource) || resource.verdict.reason === 'switched-off-while-busy';

/** The topic of a subscription, the bus of a rule. */
export function parentArnOf({ fanout }: Pick<Resource, 'fanout'>): string | null {
  if (fanout?.kind === 'subscription') return fanout.topicArn;
  return fanout?.kind === 'rule' ? fanout.busArn : null;
}

/** Everything that hangs on a topic or bus, by the ARN of that. */
export function byParent(resources: Iterable<Resource>): ReadonlyMap<string, readonly Resource[]> {
  const children = new Map<string, Resource[]>();
  for (const resource of resources) {
    const parent = parentArnOf(resource);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), resource]);
  }
  return children;
}

/** ARNs of topics and buses that are in trouble: what hangs on them and is in trouble too is the same trouble. */
export const troubledParents = (resources: Iterable<Resource>): ReadonlySet<string> =>
  new Set(
    [...resources]
      .filter((resource) => (resource.kind === 'topic' || resource.kind === 'bus') && isInTrouble(resource))
      .map(({ arn }) => arn),
  );

const hangsOn = (resource: Resource, parents: ReadonlySet<string>): boolean => parents.has(parentArnOf(resource) ?? '');

/** A subscription of a topic in trouble that the counters do not tell apart from the one it is in trouble for. */
export const mayBeTheOne = (resource: Resource, troubled: ReadonlySet<string>): boolean =>
  resource.verdict.reason === 'cannot-tell-which' && hangsOn(resource, troubled);

/**
 * One cause, one row: a subscription or rule in trouble is part of its topic's or bus's trouble, where that is in trouble; so is one that may
 * be the one in trouble, as far as the counters tell.
 */
export function isPartOfParent(resource: Resource, troubled: ReadonlySet<string>): boolean {
  return mayBeTheOne(resource, troubled) || (isNotDelivering(resource) && hangsOn(resource, troubled));
}

/** What does not deliver, worst first; what was switched off comes last. `listed`: ids that stand elsewhere on the wall. */
export function fanoutRows(resources: readonly Resource[], listed: ReadonlySet<string>, now: number): readonly WallFanout[] {
  const troubled = troubledParents(resources);
  const children = byParent(resources);
  const order = worstFirst(now);
  const rows = resources
    .filter(
      (resource) => isFanout(resource) && isNotDelivering(resource) && !isPartOfParent(resource, troubled) && !listed.has(resource.id),
    )
    .sort((a, b) => Number(isInTrouble(b)) - Number(isInTrouble(a)) || order(a, b) || (a.id < b.id ? -1 : 1));
  return rows.slice(0, MOST_ROWS).map((resource, rank) => {
    const parts = (children.get(resource.arn) ?? []).filter(isNotDelivering).sort(order);
    const [worst] = parts;
    const { id, kind, name, system, verdict } = resource;
    return {
      ...{ id, kind, name, system, verdict, rank },
      part: worst === undefined ? null : { name: worst.name, verdict: worst.verdict },
      otherParts: Math.max(0, parts.length - 1),
      among: rows.length,
    };
  });
}

/** No wall has room for more; `among` tells how many there are. */
const MOST_ROWS = 12;

const CALM_STATES: readonly VerdictState[] = ['ok', 'idle'];

/** What a cell shows: a topic or bus as bad, as little known and as switched off as the worst that hangs on it. */
export function cellState(resource: Resource, children: ReadonlyMap<string, readonly Resource[]>): VerdictState {
  const states = (children.get(resource.arn) ?? []).map(({ verdict }) => verdict.state).filter((state) => !CALM_STATES.includes(state));
  return states.reduce((worst, state) => (stateRank(state) < stateRank(worst) ? state : worst), resource.verdict.state);
}
