import type { RuleConfig, TopologyEdge, TopologyNode, TraceAnswer, TraceHop } from '@weir/contract';
import { type CatalogueOf, type CatalogueResource, isReader } from '../../model/catalogue.js';
import type { FanoutIndex } from '../estate/fanout-index.js';
import { isMissing, type ListedAt } from '../estate/missing.js';
import { shortName, unqualifiedArn } from '../estate/names.js';
import { type Parcel, textOf } from './envelopes.js';
import { atItsTime, byPattern, byPipe, byReader, bySubscription, byTarget, handOver, type Onward } from './onward.js';
import type { Step } from './step.js';

/** More hops than this are no picture any more; a loop would make them without end. */
const MOST_HOPS = 400;
const DEEPEST = 24;
const MOST_PAYLOAD = 16_000;

export interface TraceSight {
  readonly index: FanoutIndex;
  readonly nodes: ReadonlyMap<string, TopologyNode>;
  readonly edges: readonly TopologyEdge[];
  /** ISO 8601: the time an event without one gets. */
  readonly at: string;
  readonly listedAt: ListedAt;
}

/**
 * Every path an event or message takes from where it enters to the last consumer Weir knows, by patterns, policies, filters and
 * transformations alone: nothing is sent. Where it does not go on, the hop says why. What no event sets off, a rule that goes by the clock alone,
 * is followed with the event of the clock.
 * @returns null when the map has no such node
 */
export function traceEvent(from: CatalogueResource, parcel: Parcel, sight: TraceSight): TraceAnswer | null {
  const walk = new Walk(sight);
  if (from.kind === 'rule' && goesByClock(from)) {
    walk.enterByClock(from, from.config);
    return walk.answer();
  }
  const node = sight.nodes.get(from.id);
  if (node === undefined) return null;
  walk.enter(from, node, parcel);
  return walk.answer();
}

interface Place {
  readonly hop: number;
  readonly depth: number;
  /** Ids of the nodes on the way here. */
  readonly path: readonly string[];
  /** The account whose bus the event came from, when it crossed one. */
  readonly crossedFrom: string | null;
}

class Walk {
  readonly #hops: TraceHop[] = [];
  readonly #warnings = new Set<string>();
  readonly #edges: ReadonlyMap<string, readonly TopologyEdge[]>;
  #truncated = false;

  constructor(private readonly sight: TraceSight) {
    this.#edges = Map.groupBy(sight.edges, ({ from }) => from);
  }

  enter(entry: CatalogueResource, node: TopologyNode, parcel: Parcel): void {
    const hop = this.#add(null, node, null, { outcome: 'passed', payload: textOf(parcel.content) });
    if (hop !== null) this.#goOn(entry, parcel, { hop, depth: 0, path: [node.id], crossedFrom: null });
  }

  enterByClock(rule: CatalogueOf<'rule'>, config: RuleConfig): void {
    const { event, ...step } = atItsTime(rule, config, this.sight.at);
    this.#warnings.add(`The event given here sets nothing off: ${rule.name} is started by the clock, and its own event is followed.`);
    const hop = this.#add(null, ruleNode(rule), null, step);
    if (hop === null || step.outcome !== 'passed') return;
    const place = { hop, depth: 0, path: [rule.id], crossedFrom: null };
    for (const edge of this.sight.edges) {
      const target = edge.kind === 'rule' && edge.via?.id === rule.id ? config.targets?.find(({ id }) => id === edge.part) : undefined;
      if (target === undefined) continue;
      const onward = handOver({ rule, busArn: config.busArn, target, crossedFrom: null }, event, [], this.sight);
      if (onward.stops !== null) this.#stop(edge, place, onward.stops);
      else this.#handOn(rule, edge, place, onward);
    }
  }

  answer(): TraceAnswer {
    const consumers = new Set(this.#hops.filter(({ outcome }) => outcome === 'arrived').map(({ node }) => node.id)).size;
    return { hops: this.#hops, consumers, truncated: this.#truncated, warnings: [...this.#warnings] };
  }

  /** Everything that leads on from a resource the parcel has reached. */
  #goOn(entry: CatalogueResource, parcel: Parcel, place: Place): void {
    let ways = 0;
    for (const edge of this.#edges.get(place.path.at(-1) ?? '') ?? []) {
      const via = edge.via === null ? undefined : this.sight.index.byId(edge.via.id);
      const onward = via && this.#onward(via, edge, parcel, place);
      if (via === undefined || onward == null) continue;
      ways += 1;
      if (onward.stops !== null) this.#stop(edge, place, onward.stops);
      else this.#handOn(via, edge, place, onward);
    }
    if (entry.kind === 'bus') ways += this.#rulesWithoutTargets(entry, parcel, place);
    if (ways > 0) return;
    const ends = entry.kind === 'topic' || entry.kind === 'bus';
    this.#settle(place.hop, ends ? 'blocked' : 'arrived', ends ? `nothing takes from ${entry.name}` : null);
  }

  /** What becomes of the parcel along an edge; null: it is no way for parcels. */
  #onward(via: CatalogueResource, edge: TopologyEdge, parcel: Parcel, place: Place): Onward | null {
    if (edge.kind === 'subscription' && via.kind === 'subscription') return bySubscription(via, parcel, this.sight);
    if (edge.kind === 'pipe' && via.kind === 'pipe') return byPipe(via, parcel, this.sight);
    if (edge.kind === 'mapping' && isReader(via)) return byReader(via, parcel, this.sight);
    if (edge.kind !== 'rule' || via.kind !== 'rule') return null;
    const target = via.config?.targets?.find(({ id }) => id === edge.part);
    // A rule on a schedule is started by the clock, not by an event.
    if (target === undefined || byPattern(via, parcel, this.sight.at) === null) return null;
    return byTarget(via, target, parcel, place.crossedFrom, this.sight);
  }

  /** Rules that lead nowhere on the map: what they make of the event is told all the same. */
  #rulesWithoutTargets(bus: CatalogueResource, parcel: Parcel, place: Place): number {
    let told = 0;
    for (const rule of this.sight.index.rulesOf(bus.arn)) {
      if ((rule.config?.targets?.length ?? 0) > 0) continue;
      const step = byPattern(rule, parcel, this.sight.at);
      if (step === null) continue;
      this.#add(place, ruleNode(rule), null, step);
      told += 1;
    }
    return told;
  }

  #handOn(via: CatalogueResource, edge: TopologyEdge, place: Place, { parcel, step, crossedFrom }: Extract<Onward, { stops: null }>): void {
    const gone = this.#goneBecause(via, edge);
    if (gone !== null) this.#stop(edge, place, { outcome: 'blocked', because: gone, reasons: step.reasons ?? [] });
    // Only from bus to bus does an event remember where it came from.
    else this.#arrive(edge, { ...place, crossedFrom: crossedFrom ?? null }, parcel, step);
  }

  /** Why there is nothing at the other end; null: there is, or it is not known. */
  #goneBecause(via: CatalogueResource, edge: TopologyEdge): string | null {
    const arn = this.sight.nodes.get(edge.to)?.arn ?? null;
    if (arn === null || this.sight.index.byArn(unqualifiedArn(arn)) !== undefined) return null;
    if (this.sight.index.wasDeleted(unqualifiedArn(arn))) return `${shortName(arn)} was deleted`;
    return isMissing(arn, { ...via, namedAt: via.firstSeen }, this.sight.listedAt) ? `${shortName(arn)} does not exist` : null;
  }

  #arrive(edge: TopologyEdge, place: Place, parcel: Parcel, step: Omit<Step, 'outcome'>): void {
    const node = this.sight.nodes.get(edge.to);
    if (node === undefined) return;
    const payload = step.payload ?? textOf(parcel.content);
    if (place.path.includes(node.id)) {
      this.#add(place, node, edge, { ...step, payload, outcome: 'loop', because: `it comes back to ${node.name}` });
      return;
    }
    const entry = node.arn === null ? undefined : this.sight.index.byArn(node.arn);
    const unseen = entry === undefined && node.resourceId === null && HELD_ELSEWHERE.has(node.kind);
    const hop = this.#add(place, node, edge, {
      ...step,
      payload,
      outcome: entry === undefined ? (unseen ? 'unseen' : 'arrived') : 'passed',
      because: unseen ? 'beyond what Weir can see' : (step.because ?? notKnown(node, entry)),
    });
    if (hop === null || entry === undefined) return;
    if (place.depth >= DEEPEST) {
      this.#truncated = true;
      return;
    }
    this.#goOn(entry, parcel, { ...place, hop, depth: place.depth + 1, path: [...place.path, node.id] });
  }

  #stop(edge: TopologyEdge, place: Place, step: Step): void {
    const node = this.sight.nodes.get(edge.to);
    if (node) this.#add(place, node, edge, step);
  }

  #settle(hop: number, outcome: TraceHop['outcome'], because: string | null): void {
    const known = this.#hops[hop];
    if (known) this.#hops[hop] = { ...known, outcome, because: because ?? known.because };
  }

  #add(place: Place | null, node: TopologyNode, edge: TopologyEdge | null, step: Step): number | null {
    if (this.#hops.length >= MOST_HOPS) {
      this.#truncated = true;
      return null;
    }
    const index = this.#hops.length;
    for (const warning of step.warnings ?? []) this.#warnings.add(warning);
    const payload = step.payload ?? null;
    this.#hops.push({
      index,
      parent: place?.hop ?? null,
      node,
      edgeId: edge?.id ?? null,
      via: edge?.via ?? null,
      outcome: step.outcome,
      because: step.because ?? null,
      reasons: step.reasons ?? [],
      payload: payload !== null && payload.length > MOST_PAYLOAD ? `${payload.slice(0, MOST_PAYLOAD)}…` : payload,
      warnings: step.warnings ?? [],
    });
    return index;
  }
}

/** What may have readers of its own: that it is known to nobody here is no end of the way. */
const HELD_ELSEWHERE: ReadonlySet<TopologyNode['kind']> = new Set(['queue', 'topic', 'bus', 'stream']);

/** A function is kept where something of its own account and region feeds it; of one that is not, only its name is known. */
const notKnown = (node: TopologyNode, entry: CatalogueResource | undefined): string | null =>
  entry === undefined && node.kind === 'function' && node.resourceId === null
    ? 'whether this function still exists was not looked at'
    : null;

/** Whether nothing but the clock sets a rule off. */
export const goesByClock = (rule: CatalogueOf<'rule'>): rule is CatalogueOf<'rule'> & { readonly config: RuleConfig } =>
  rule.config !== null && rule.config.schedule !== null && rule.config.pattern === null;

/** A rule as the end of a way, or its beginning. */
const ruleNode = (rule: CatalogueOf<'rule'>): TopologyNode => ({
  id: rule.id,
  kind: 'rule',
  resourceId: rule.id,
  name: rule.name,
  arn: rule.arn,
  accountId: rule.accountId,
  accountName: rule.accountId,
  region: rule.region,
  system: rule.name,
  tags: rule.tags,
  column: 'hubs',
  verdict: null,
  deadLetter: false,
  changedAt: null,
});
