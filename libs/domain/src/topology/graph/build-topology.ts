import type { FlowState, Topology, TopologyEdge } from '@weir/contract';
import { type CatalogueConsumer, type CatalogueResource, isReader } from '../../model/catalogue.js';
import { deadLetterTargetOf, handoversOf } from '../estate/fanout-index.js';
import { around } from '../reach.js';
import type { TopologySight } from './topology-sight.js';
import { NodeBook } from './node-book.js';
import { flowOf, readingFlowOf } from './flow-state.js';
import { type Producer, producersIn } from './producers.js';

/**
 * One graph over all accounts and regions: who sends, topics and buses, queues and streams, who works on them, where failures end. What
 * joins them, subscriptions, rules, pipes and mappings, are edges with a verdict of their own.
 * @param root only what reaches this node or is reached from it
 */
export function buildTopology(sight: TopologySight, root?: string): Topology {
  const graph = new Graph(sight);
  for (const entry of sight.index.entries) if (entry.deletedAt === null) graph.add(entry);
  return graph.done(root);
}

const NODE_KINDS: ReadonlySet<CatalogueResource['kind']> = new Set([
  'queue',
  'stream',
  'topic',
  'bus',
  'function',
  'delivery-stream',
  'schedule-group',
]);

class Graph {
  readonly #nodes: NodeBook;
  readonly #edges = new Map<string, TopologyEdge>();
  /** Registered consumers that a mapping reads through: the mapping stands for them. */
  readonly #mapped: ReadonlySet<string>;

  constructor(private readonly sight: TopologySight) {
    this.#nodes = new NodeBook(sight);
    this.#mapped = new Set(sight.index.entries.flatMap((entry) => (entry.kind === 'consumer' ? (entry.config?.consumerArn ?? []) : [])));
  }

  add(entry: CatalogueResource): void {
    if (NODE_KINDS.has(entry.kind)) this.#nodes.of(entry);
    switch (entry.kind) {
      case 'subscription':
        this.#joinSubscription(entry);
        break;
      case 'rule':
        this.#joinRule(entry);
        break;
      case 'pipe':
        this.#joinPipe(entry);
        break;
      case 'schedule-group':
        for (const { arn } of handoversOf(entry))
          this.#join({ kind: 'schedule', entry, from: entry.id, to: this.#nodes.endpoint(arn, entry), part: arn });
        break;
      case 'consumer':
      case 'delivery-stream':
        if (isReader(entry)) this.#joinReader(entry);
        break;
      case 'topic':
      case 'bus':
        for (const producer of producersIn(entry.config?.policy ?? null, entry.accountId)) this.#joinProducer(producer, entry);
        if (entry.kind === 'bus' && entry.config?.type === 'partner') this.#joinPartner(entry);
        break;
      case 'queue':
      case 'stream':
      case 'function':
        break;
    }
    const deadLetters = deadLetterTargetOf(entry);
    if (deadLetters === null) return;
    const from = entry.kind === 'consumer' ? this.#readerNode(entry) : entry.id;
    if (from !== null) this.#redrive(entry, from, deadLetters, null);
  }

  done(root: string | undefined): Topology {
    const edges = [...this.#edges.values()];
    const keep = root === undefined ? null : this.#around(edges, root);
    const nodes = this.#nodes.all;
    const shown = keep === null ? [...nodes] : nodes.filter(({ id }) => keep.has(id));
    return {
      nodes: shown,
      edges: keep === null ? edges : edges.filter(({ from, to }) => keep.has(from) && keep.has(to)),
      changes: [...this.sight.changes],
      changesLeftOut: this.sight.changesLeftOut,
      leftOut: nodes.length - shown.length,
    };
  }

  /** Around a node, or around the ends of what is an edge: a subscription, rule or pipe. */
  #around(edges: readonly TopologyEdge[], root: string): ReadonlySet<string> {
    if (this.#nodes.has(root)) return around(edges, root);
    const own = edges.filter(({ via, kind }) => via?.id === root && kind !== 'redrive');
    return new Set(own.flatMap(({ from, to }) => [...around(edges, from), ...around(edges, to)]));
  }

  #joinSubscription(entry: Extract<CatalogueResource, { kind: 'subscription' }>): void {
    const { config } = entry;
    if (config === null) return;
    const to = this.#nodes.endpoint(config.endpoint, entry, config.protocol);
    const from = this.#nodes.endpoint(config.topicArn, entry);
    const filtered = config.filterPolicy !== null;
    const withoutDeadLetters = config.deadLetterTargetArn === null && config.partial !== true;
    this.#join({
      kind: 'subscription',
      entry,
      from,
      to,
      part: null,
      filtered,
      withoutDeadLetters,
      rate: this.#subscriptionRate(entry, config),
    });
    if (config.deadLetterTargetArn !== null) this.#redrive(entry, to, config.deadLetterTargetArn, null);
  }

  #joinRule(entry: Extract<CatalogueResource, { kind: 'rule' }>): void {
    const { config } = entry;
    if (config === null) return;
    const from = this.#nodes.endpoint(config.busArn, entry);
    const rate = this.sight.resource(entry.id)?.rates.in ?? null;
    for (const target of config.targets ?? []) {
      const to = this.#nodes.endpoint(
        target.arn,
        entry,
        target.apiDestination === null ? undefined : 'api-destination',
        target.apiDestination?.name,
      );
      const withoutDeadLetters = target.deadLetterTargetArn === null;
      this.#join({ kind: 'rule', entry, from, to, part: target.id, filtered: config.pattern !== null, withoutDeadLetters, rate });
      if (target.deadLetterTargetArn !== null) this.#redrive(entry, to, target.deadLetterTargetArn, target.id);
    }
  }

  #joinPipe(entry: Extract<CatalogueResource, { kind: 'pipe' }>): void {
    const { config } = entry;
    if (config === null) return;
    const to = this.#nodes.endpoint(config.targetArn, entry);
    this.#join({
      kind: 'pipe',
      entry,
      from: this.#nodes.endpoint(config.sourceArn, entry),
      to,
      part: null,
      filtered: (config.filters?.length ?? 0) > 0,
      rate: this.sight.resource(entry.id)?.rates.in ?? null,
    });
    if (config.deadLetterTargetArn !== null) this.#redrive(entry, to, config.deadLetterTargetArn, null);
    if (config.enrichmentArn !== null) this.#joinEnrichment(entry, config.sourceArn, config.enrichmentArn);
  }

  /** What a pipe calls with what it took before its target gets it. */
  #joinEnrichment(entry: Extract<CatalogueResource, { kind: 'pipe' }>, sourceArn: string, enrichmentArn: string): void {
    const api = /^arn:[^:]*:events:[^:]*:[^:]*:api-destination\/([^/]+)/.exec(enrichmentArn);
    this.#join({
      kind: 'enrichment',
      entry,
      from: this.#nodes.endpoint(sourceArn, entry),
      to: this.#nodes.endpoint(enrichmentArn, entry, api === null ? undefined : 'api-destination', api?.[1]),
      part: null,
      rate: this.sight.resource(entry.id)?.rates.in ?? null,
    });
  }

  /** A mapping reads a queue or stream for a function; a delivery stream and a registered consumer read for themselves. */
  #joinReader(entry: CatalogueConsumer): void {
    const { config } = entry;
    const to = this.#readerNode(entry);
    if (config === null || to === null) return;
    const source = this.sight.index.byArn(config.sourceArn);
    const read = source && this.sight.resource(source.id);
    const own = this.sight.resource(entry.id)?.verdict ?? null;
    const off = config.state === 'Disabled' || config.state === 'Disabling';
    const judged = source?.kind === 'queue' ? read?.verdict : own;
    const state = off ? (judged && flowOf(judged) === 'cut' ? 'cut' : 'off') : readingFlowOf(judged ?? null);
    this.#join({
      kind: 'mapping',
      entry,
      from: this.#nodes.endpoint(config.sourceArn, entry),
      to,
      part: null,
      state,
      because: off ? 'the mapping is switched off' : (judged?.because ?? null),
      rate: source?.kind === 'queue' ? (read?.rates.out ?? null) : perSecond(this.sight.resource(entry.id)?.latest.consumedRecords?.value),
      filtered: entry.kind === 'consumer' && (config.filters?.length ?? 0) > 0,
      withoutDeadLetters: source?.kind === 'queue' && source.config?.redrive == null,
    });
  }

  #readerNode(entry: CatalogueConsumer): string | null {
    if (entry.kind === 'delivery-stream') return entry.id;
    const { functionArn, type } = entry.config ?? {};
    if (functionArn) return this.#nodes.endpoint(unqualified(functionArn), entry);
    if (type === 'enhanced-fan-out' && this.#mapped.has(entry.arn)) return null;
    return this.#nodes.of(entry);
  }

  #joinProducer(producer: Producer, hub: CatalogueResource): void {
    const from = this.#nodes.producer(producer, hub);
    this.#join({
      kind: 'publish',
      entry: hub,
      from,
      to: hub.id,
      part: null,
      via: null,
      state: 'dark',
      because: 'AWS does not count who sends',
    });
  }

  #joinPartner(bus: CatalogueResource): void {
    const resource = this.sight.resource(bus.id);
    this.#join({
      kind: 'publish',
      entry: bus,
      from: this.#nodes.partner(bus),
      to: bus.id,
      part: null,
      via: null,
      state: flowOf(resource?.verdict ?? null),
      because: resource?.verdict.because ?? null,
      rate: resource?.rates.in ?? null,
    });
  }

  #redrive(entry: CatalogueResource, from: string, targetArn: string, part: string | null): void {
    const target = this.sight.index.byArn(targetArn);
    const seen = target && this.sight.resource(target.id);
    const arriving = seen?.growthPerSecond ?? null;
    const receives = (arriving ?? 0) > 0 || seen?.verdict.reason === 'dead-letters-arriving';
    this.#join({
      kind: 'redrive',
      entry,
      from,
      to: this.#nodes.endpoint(targetArn, entry),
      part,
      state: seen === undefined ? 'dark' : receives ? 'failing' : 'idle',
      because: receives ? (seen?.verdict.because ?? null) : null,
      rate: arriving === null ? null : Math.max(0, arriving),
    });
  }

  #join(edge: {
    readonly kind: TopologyEdge['kind'];
    readonly entry: CatalogueResource;
    readonly from: string;
    readonly to: string;
    readonly part: string | null;
    readonly via?: null;
    readonly state?: FlowState;
    readonly because?: string | null;
    readonly rate?: number | null;
    readonly filtered?: boolean;
    readonly withoutDeadLetters?: boolean;
  }): void {
    const { entry, kind, from, to, part } = edge;
    const verdict = edge.via === null || kind === 'redrive' ? null : (this.sight.resource(entry.id)?.verdict ?? null);
    const id = `${kind}:${entry.id}:${part ?? ''}:${from}:${to}`;
    this.#edges.set(id, {
      id,
      from,
      to,
      kind,
      via: edge.via === null ? null : { id: entry.id, kind: entry.kind, name: entry.name },
      part,
      verdict,
      state: edge.state ?? flowOf(verdict),
      because: edge.because ?? verdict?.because ?? null,
      since: verdict?.since ?? null,
      ratePerSecond: edge.rate ?? null,
      filtered: edge.filtered ?? false,
      withoutDeadLetters: edge.withoutDeadLetters ?? false,
      changedAt: this.#nodes.changedAt(entry.id),
    });
  }

  /** What arrives in a queue that nothing else feeds; else, where no filter chooses and nothing is wrong, what is published. */
  #subscriptionRate(
    entry: CatalogueResource,
    config: NonNullable<Extract<CatalogueResource, { kind: 'subscription' }>['config']>,
  ): number | null {
    const queue = this.sight.index.byArn(config.endpoint);
    const arriving = queue?.kind === 'queue' ? (this.sight.resource(queue.id)?.rates.in ?? null) : null;
    if (arriving !== null && this.sight.index.deliveriesTo(config.endpoint).length === 1) return arriving;
    const topic = this.sight.index.byArn(config.topicArn);
    const delivers = config.filterPolicy === null && config.partial !== true && this.sight.resource(entry.id)?.verdict.state === 'ok';
    return delivers && topic ? (this.sight.resource(topic.id)?.rates.in ?? null) : null;
  }
}

const perSecond = (perMinute: number | null | undefined): number | null => (perMinute == null ? null : perMinute / 60);

/** A function's ARN without its version or alias. */
const unqualified = (arn: string): string => arn.split(':').slice(0, 7).join(':');
