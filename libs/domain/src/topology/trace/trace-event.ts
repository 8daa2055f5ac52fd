import type { TopologyEdge, TopologyNode, TraceAnswer, TraceHop } from '@weir/contract';
import type { CatalogueOf, CatalogueResource } from '../../model/catalogue.js';
import type { FanoutIndex } from '../estate/fanout-index.js';
import { placeOfArn } from '../estate/names.js';
import { pipeWork } from '../estate/pipe-state.js';
import { accountOf, letsSend, statementsOf } from '../graph/producers.js';
import { explainMatch, explainPolicyMatch, parseEventPattern, parseFilterPolicy } from '../matching/index.js';
import { transformInput, transformPipeInput } from '../transform/transform-input.js';
import { asBusEvent, contentOf, pipeBusEvent, type Parcel, snsEnvelope, sourceRecord, textOf } from './envelopes.js';
import { filterRecord } from './filter-record.js';
import { firstFailing, type Step, unreadable } from './step.js';

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
}

/**
 * Every path an event or message takes from where it enters to the last consumer Weir knows, by patterns, policies, filters and
 * transformations alone: nothing is sent. Where it does not go on, the hop says why.
 * @returns null when the map has no such node
 */
export function traceEvent(from: CatalogueResource, parcel: Parcel, sight: TraceSight): TraceAnswer | null {
  const node = sight.nodes.get(from.id);
  if (node === undefined) return null;
  const walk = new Walk(sight);
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

  answer(): TraceAnswer {
    const consumers = new Set(this.#hops.filter(({ outcome }) => outcome === 'arrived').map(({ node }) => node.id)).size;
    return { hops: this.#hops, consumers, truncated: this.#truncated, warnings: [...this.#warnings] };
  }

  /** Everything that leads on from a resource the parcel has reached. */
  #goOn(entry: CatalogueResource, parcel: Parcel, place: Place): void {
    let onward = 0;
    for (const edge of this.#edges.get(place.path.at(-1) ?? '') ?? []) {
      const via = edge.via === null ? undefined : this.sight.index.byId(edge.via.id);
      if (via === undefined) continue;
      if (edge.kind === 'subscription' && via.kind === 'subscription') this.#throughSubscription(via, edge, parcel, place);
      else if (edge.kind === 'rule' && via.kind === 'rule') this.#throughRule(via, edge, parcel, place);
      else if (edge.kind === 'pipe' && via.kind === 'pipe') this.#throughPipe(via, edge, parcel, place);
      else if (edge.kind === 'mapping' && (via.kind === 'consumer' || via.kind === 'delivery-stream'))
        this.#throughMapping(via, edge, parcel, place);
      else continue;
      onward += 1;
    }
    if (onward > 0) return;
    const ends = entry.kind === 'topic' || entry.kind === 'bus';
    this.#settle(place.hop, ends ? 'blocked' : 'arrived', ends ? `nothing takes from ${entry.name}` : null);
  }

  #throughSubscription(subscription: CatalogueOf<'subscription'>, edge: TopologyEdge, parcel: Parcel, place: Place): void {
    const { config } = subscription;
    if (config === null) return;
    if (config.state === 'pending')
      return void this.#stop(edge, place, { outcome: 'blocked', because: 'nobody has confirmed the subscription' });
    if (config.partial === true)
      return void this.#stop(edge, place, {
        outcome: 'unseen',
        because: 'its settings could not be read, so whether it filters is not known',
      });
    const parsed = config.filterPolicy === null ? null : parseFilterPolicy(config.filterPolicy, config.filterPolicyScope);
    if (parsed?.ok === false) return void this.#stop(edge, place, unreadable('its filter policy', parsed.problems));
    const explained = parsed === null ? null : explainPolicyMatch(parsed.policy, { attributes: parcel.attributes, body: parcel.content });
    if (explained?.matched === false)
      return void this.#stop(edge, place, {
        outcome: 'filtered',
        because: firstFailing(explained.because),
        reasons: [...explained.because],
      });
    const raw = config.rawDelivery || (config.protocol !== 'sqs' && config.protocol !== 'lambda');
    const content = raw ? parcel.content : snsEnvelope(parcel, config.topicArn, this.sight.at);
    this.#arrive(edge, place, { content, attributes: raw ? parcel.attributes : {} }, { reasons: explained ? [...explained.because] : [] });
  }

  #throughRule(rule: CatalogueOf<'rule'>, edge: TopologyEdge, parcel: Parcel, place: Place): void {
    const { config } = rule;
    const target = config?.targets?.find(({ id }) => id === edge.part);
    // A rule on a schedule is started by the clock, not by an event.
    if (!config || target === undefined || config.pattern === null) return;
    const parsed = parseEventPattern(config.pattern);
    if (!parsed.ok) return void this.#stop(edge, place, unreadable('its event pattern', parsed.problems));
    const event = asBusEvent(parcel.content, config.busArn, this.sight.at);
    const { matched, because } = explainMatch(parsed.pattern, event);
    const reasons = [...because];
    if (!matched) return void this.#stop(edge, place, { outcome: 'not-matched', because: firstFailing(because), reasons });
    if (config.state === 'DISABLED')
      return void this.#stop(edge, place, { outcome: 'blocked', because: 'the rule is switched off', reasons });
    const refusal = this.#crossing(config.busArn, target.arn, place);
    if (refusal !== null) return void this.#stop(edge, place, { outcome: 'blocked', because: refusal, reasons });
    const context = { ruleArn: rule.arn, ruleName: rule.name, ingestionTime: this.sight.at };
    const made = transformInput(target, event, context);
    if (!made.ok)
      return void this.#stop(
        edge,
        place,
        unreadable(
          'its input transformer',
          made.problems.map(({ field, message }) => ({ message: `${field} ${message}` })),
        ),
      );
    const warnings = made.warnings.map(({ message }) => message);
    const isBus = target.arn.includes(':event-bus/');
    const next = { content: isBus ? event : contentOf(made.text), attributes: {} };
    const crosses = isBus && accountIn(config.busArn) !== accountIn(target.arn);
    // Only from bus to bus does an event remember where it came from.
    const crossedFrom = isBus ? (crosses ? accountIn(config.busArn) : place.crossedFrom) : null;
    this.#arrive(edge, { ...place, crossedFrom }, next, {
      reasons,
      warnings,
      ...(!isBus && { payload: made.text }),
    });
  }

  #throughPipe(pipe: CatalogueOf<'pipe'>, edge: TopologyEdge, parcel: Parcel, place: Place): void {
    const { config } = pipe;
    if (config === null) return;
    const record = sourceRecord(parcel, config.sourceArn);
    const filtered = filterRecord(config.filters, record);
    if (filtered.stops !== null) return void this.#stop(edge, place, filtered.stops);
    const { reasons } = filtered;
    const work = pipeWork(config.currentState);
    if (work !== 'runs' && work !== 'runs-as-before')
      return void this.#stop(edge, place, {
        outcome: 'blocked',
        because: `the pipe is ${config.currentState.toLowerCase().replaceAll('_', ' ')}`,
        reasons,
      });
    const made = transformPipeInput(config.inputTemplate, record, {
      pipeArn: pipe.arn,
      pipeName: pipe.name,
      sourceArn: config.sourceArn,
      enrichmentArn: config.enrichmentArn,
      targetArn: config.targetArn,
      ingestionTime: this.sight.at,
    });
    if (!made.ok) return void this.#stop(edge, place, unreadable('its input template', made.problems));
    const warnings = made.warnings.map(({ message }) => message);
    if (work === 'runs-as-before') warnings.push(`AWS says ${config.currentState}: the pipe may pass nothing, or work by older settings.`);
    if (config.enrichmentArn !== null) warnings.push('Its enrichment may change the event in ways Weir cannot know.');
    const content = contentOf(made.text);
    if (!config.targetArn.includes(':event-bus/'))
      return void this.#arrive(edge, place, { content, attributes: {} }, { reasons, warnings, payload: made.text });
    if (config.asEvent?.source == null || config.asEvent.detailType === null)
      warnings.push('The pipe does not say what its events are called; AWS chooses their source or detail type.');
    const event = pipeBusEvent(content, config, pipe.name);
    this.#arrive(edge, place, { content: event, attributes: {} }, { reasons, warnings, payload: textOf(event) });
  }

  #throughMapping(reader: CatalogueOf<'consumer' | 'delivery-stream'>, edge: TopologyEdge, parcel: Parcel, place: Place): void {
    const { config } = reader;
    const filtered =
      reader.kind === 'consumer' && config?.type === 'event-source-mapping'
        ? filterRecord(config.filters, sourceRecord(parcel, config.sourceArn))
        : ({ stops: null, reasons: [] } as const);
    if (config?.state === 'Disabled' || config?.state === 'Disabling')
      return void this.#stop(edge, place, { outcome: 'blocked', because: 'the event source mapping is switched off' });
    if (filtered.stops !== null) return void this.#stop(edge, place, filtered.stops);
    this.#arrive(edge, place, parcel, { reasons: [...filtered.reasons] });
  }

  /** Why an event may not go from one bus to another; null: it may, as far as settings say. */
  #crossing(busArn: string, targetArn: string, place: Place): string | null {
    if (!targetArn.includes(':event-bus/')) return null;
    const own = accountIn(busArn);
    const other = accountIn(targetArn);
    if (own === other) return null;
    if (place.crossedFrom !== null) return 'an event that came from another account is not sent on to a third';
    const bus = this.sight.index.byArn(targetArn);
    if (bus?.kind !== 'bus' || bus.config === null) return null;
    const permits = statementsOf(bus.config.policy).some(
      (statement) => letsSend(statement) && statement.principals.some((who) => who === '*' || accountOf(who) === own),
    );
    return permits ? null : `the policy of ${bus.name} does not let account ${own ?? 'unknown'} put events`;
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
    const unseen =
      entry === undefined &&
      node.resourceId === null &&
      (node.kind === 'queue' || node.kind === 'topic' || node.kind === 'bus' || node.kind === 'stream');
    const hop = this.#add(place, node, edge, {
      ...step,
      payload,
      outcome: entry === undefined ? (unseen ? 'unseen' : 'arrived') : 'passed',
      because: unseen ? 'beyond what Weir can see' : null,
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

const accountIn = (arn: string): string | null => placeOfArn(arn).accountId;
