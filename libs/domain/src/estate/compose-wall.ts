import { verdictState } from '@weir/contract';
import type {
  Estate,
  LiveEntry,
  Resource,
  ResourceId,
  ResourceMetric,
  VerdictState,
  WallAnswer,
  WallFanout,
  WallItem,
  WallSystem,
} from '@weir/contract';
import { byParent, cellState, fanoutRows, hasCell, isFanout, isInTrouble, isNotDelivering, parentArnOf } from './fanout-trouble.js';
import { rootCauses } from './root-causes.js';
import { worstFirst, worstOf } from './severity-order.js';

/** Rows on the wall; from 5 m nobody reads a sixth. */
export const WALL_ITEMS = 5;
const CLOSEST_ITEMS = 3;

export type Spark = WallItem['spark'];

export interface WallSelection {
  readonly items: readonly { readonly resource: Resource; readonly kind: WallItem['kind'] }[];
  readonly answer: WallAnswer;
  /** What each count of the answer stands for. */
  readonly counted: ReadonlyMap<VerdictState, readonly Resource[]>;
  readonly systems: readonly WallSystem[];
  /** What passes events on and does not deliver, unless it stands among the items. */
  readonly fanout: readonly WallFanout[];
}

/**
 * What the wall shows, before its sparklines are fetched: at most five troubles, else the three closest to trouble. Queues and streams come
 * before what passes events on, which stands in a panel of its own and is listed only where they have no trouble.
 */
export function selectWall(resources: Iterable<Resource>, now: number): WallSelection {
  const all = [...resources];
  const roots = rootCauses(all, now);
  const inTrouble = roots.filter(isInTrouble).sort(worstFirst(now));
  const stored = inTrouble.filter((resource) => !isFanout(resource));
  const troubles = stored.length > 0 ? stored : inTrouble;
  const shown = troubles.slice(0, WALL_ITEMS);
  const { counted, ...answer } = answerOf(all, roots);
  return {
    items:
      troubles.length > 0
        ? shown.map((resource) => ({ resource, kind: 'trouble' as const }))
        : closestToTrouble(roots).map((resource) => ({ resource, kind: 'closest' as const })),
    answer: { ...answer, more: Math.max(0, troubles.length - WALL_ITEMS) },
    counted,
    systems: systemsOf(all),
    fanout: fanoutRows(all, new Set(troubles.filter(isFanout).map(({ id }) => id)), now),
  };
}

/**
 * How many are how. A subscription counts with its topic and a rule with its bus, as in the tiles: where Weir cannot see one, the topic or
 * bus counts as not seen. By itself counts only what has a row of its own.
 */
function answerOf(all: readonly Resource[], roots: readonly Resource[]): Omit<WallAnswer, 'more'> & Pick<WallSelection, 'counted'> {
  const arns = new Set(all.map(({ arn }) => arn));
  const children = byParent(all);
  const hangs = (resource: Resource) => arns.has(parentArnOf(resource) ?? '');
  const countedAs = (resource: Resource) => {
    const withParts = cellState(resource, children);
    return isInTrouble({ verdict: { state: withParts } }) ? resource.verdict.state : withParts;
  };
  const counted = Map.groupBy(
    roots.filter((resource) => !hangs(resource) || isNotDelivering(resource)),
    countedAs,
  );
  const counts = Object.fromEntries(verdictState.options.map((state) => [state, counted.get(state)?.length ?? 0])) as WallAnswer['counts'];
  const whole = all.filter((resource) => !hangs(resource)).map((resource) => cellState(resource, children));
  return { counted, counts, seen: whole.filter((state) => state !== 'unknown' && state !== 'stale').length, total: whole.length };
}

/** Among healthy queues that people work on, those whose oldest message has waited longest: an empty wall would look dead. */
function closestToTrouble(roots: readonly Resource[]): readonly Resource[] {
  const age = (resource: Resource) => resource.latest.oldestAge?.value ?? -1;
  return roots
    .filter((resource) => resource.verdict.state === 'ok' && resource.deadLetterSources.length === 0 && !isFanout(resource))
    .sort((a, b) => age(b) - age(a) || (a.name < b.name ? -1 : 1))
    .slice(0, CLOSEST_ITEMS);
}

function systemsOf(resources: readonly Resource[]): readonly WallSystem[] {
  const children = byParent(resources);
  const bySystem = Map.groupBy(resources.filter(hasCell), (resource) => resource.system);
  return [...bySystem]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => ({
      name,
      worst: worstOf(members.map((resource) => cellState(resource, children))),
      cells: members
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1))
        .map((resource) => ({
          id: resource.id,
          name: resource.name,
          state: cellState(resource, children),
          deadLetter: resource.deadLetterSources.length > 0,
        })),
    }));
}

/** The queue whose depth tells the story of a row: its dead-letter queue when it is poisoned, else itself. */
export const sparkSubject = (resource: Resource): ResourceId =>
  resource.verdict.state === 'poisoned' && resource.deadLetter ? resource.deadLetter.id : resource.id;

/** What the small line of a row shows. */
export function sparkMetric({ kind, fanout }: Pick<Resource, 'kind' | 'fanout'>): ResourceMetric {
  if (kind === 'stream') return 'incomingRecords';
  if (kind === 'topic') return 'published';
  if (fanout?.kind === 'rule' && fanout.schedule !== null && fanout.pattern === null) return 'triggered';
  if (kind === 'bus' || kind === 'rule') return 'matched';
  if (kind === 'pipe') return 'events';
  if (fanout?.kind === 'delivery-stream') return 'hoseRecords';
  return kind === 'consumer' || kind === 'delivery-stream' ? 'lag' : 'visible';
}

export function composeWall(
  selection: WallSelection,
  estate: Estate,
  sparks: ReadonlyMap<ResourceId, Spark>,
  related: (id: ResourceId) => Resource | undefined,
): Record<string, LiveEntry> {
  const document: Record<string, LiveEntry> = { estate, answer: selection.answer };
  selection.items.forEach(({ resource, kind }, rank) => {
    document[`item:${resource.id}`] = composeItem(resource, kind, rank, sparks, related);
  });
  for (const row of selection.fanout) document[`fanout:${row.id}`] = row;
  for (const system of selection.systems) document[`system:${system.name}`] = system;
  return document;
}

function composeItem(
  resource: Resource,
  kind: WallItem['kind'],
  rank: number,
  sparks: ReadonlyMap<ResourceId, Spark>,
  related: (id: ResourceId) => Resource | undefined,
): WallItem {
  const deadLetter = resource.deadLetter;
  return {
    id: resource.id,
    rank,
    kind,
    name: resource.name,
    system: resource.system,
    verdict: resource.verdict,
    visible: resource.latest.visible ?? null,
    inFlight: resource.latest.inFlight ?? null,
    oldestAge: resource.latest.oldestAge ?? null,
    lag: resource.latest.lag ?? resource.latest.iteratorAge ?? null,
    refusedPerSecond: resource.latest.writeThrottled?.value == null ? null : resource.latest.writeThrottled.value / 60,
    incoming: isFanout(resource) ? { perSecond: resource.rates.in } : null,
    growthPerSecond: resource.growthPerSecond,
    drain: resource.drain,
    loss: nearestLoss(resource, deadLetter ? related(deadLetter.id) : undefined),
    deadLetters: deadLetter && { visible: deadLetter.visible, perMinute: deadLetter.arrivingPerMinute },
    spark: sparks.get(sparkSubject(resource)) ?? { points: [], absences: [], provisionalFrom: null },
  };
}

/** What is lost first: the queue's own messages, or those in its dead-letter queue. */
function nearestLoss(resource: Resource, deadLetterQueue: Resource | undefined): Resource['loss'] {
  const losses = [resource.loss, deadLetterQueue?.loss ?? null].filter((loss) => loss !== null);
  return losses.sort((a, b) => a.earliestAt - b.earliestAt)[0] ?? null;
}
