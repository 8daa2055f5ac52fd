import type { DeadLetterView, Resource, ResourceId, Verdict } from '@weir/contract';
import { isFanout, isReader, type CatalogueResource } from '../model/catalogue.js';
import type { ResourceState } from '../model/state.js';
import { deadLetterArnsOf } from '../topology/estate/fanout-index.js';
import { systemOf } from './system-of.js';

export interface EstateNaming {
  readonly accountNames: ReadonlyMap<string, string>;
  readonly systemTag: string;
  readonly namePrefix: string;
}

/**
 * The estate as people see it: catalogue and states composed into resources that know their dead-letter queues and sources.
 * Kept up by changes: a state that changes recomposes its resource and the queues that dead-letter into it, nothing else.
 */
export class EstateModel {
  readonly #naming: EstateNaming;
  readonly #catalogue = new Map<ResourceId, CatalogueResource>();
  readonly #states = new Map<ResourceId, ResourceState>();
  readonly #byArn = new Map<string, ResourceId>();
  /** Dead-letter queue → the queues, subscriptions, rules, … whose failures go there. */
  readonly #sources = new Map<ResourceId, ResourceId[]>();
  /** How many present resources bear a name, by kind and name. */
  readonly #names = new Map<string, number>();
  readonly #resources = new Map<ResourceId, Resource>();

  constructor(naming: EstateNaming) {
    this.#naming = naming;
  }

  /** Takes a whole new catalogue, after discovery. What is not in there is forgotten, its state too. */
  setCatalogue(catalogue: readonly CatalogueResource[]): void {
    this.#catalogue.clear();
    this.#byArn.clear();
    this.#sources.clear();
    this.#names.clear();
    this.#resources.clear();
    for (const entry of catalogue) {
      this.#catalogue.set(entry.id, entry);
      this.#byArn.set(entry.arn, entry.id);
      if (entry.deletedAt === null) this.#names.set(nameKey(entry), (this.#names.get(nameKey(entry)) ?? 0) + 1);
    }
    for (const id of this.#states.keys()) if (!this.#catalogue.has(id)) this.#states.delete(id);
    for (const entry of catalogue) {
      if (entry.deletedAt !== null) continue;
      for (const target of this.#deadLetterQueuesOf(entry)) this.#sources.set(target, [...(this.#sources.get(target) ?? []), entry.id]);
    }
    for (const entry of catalogue) this.#compose(entry);
  }

  /** Takes newer states; returns the ids of all resources that read differently now. */
  setStates(states: readonly ResourceState[]): ReadonlySet<ResourceId> {
    const touched = new Set<ResourceId>();
    for (const state of states) {
      this.#states.set(state.resourceId, state);
      touched.add(state.resourceId);
      for (const { id } of this.#queuesBefore(state.resourceId)) touched.add(id);
    }
    for (const id of touched) {
      const entry = this.#catalogue.get(id);
      if (entry) this.#compose(entry);
    }
    return touched;
  }

  get(id: ResourceId): Resource | undefined {
    return this.#resources.get(id);
  }

  /** What exists and what was deleted lately, as the catalogue has it. */
  catalogue(): Iterable<CatalogueResource> {
    return this.#catalogue.values();
  }

  all(): Iterable<Resource> {
    return this.#resources.values();
  }

  /** Live resources: those not deleted. */
  *present(): Iterable<Resource> {
    for (const resource of this.#resources.values()) if (resource.deletedAt === null) yield resource;
  }

  /** The queues that show how a dead-letter queue of theirs does. */
  #queuesBefore(id: ResourceId): readonly CatalogueResource[] {
    return (this.#sources.get(id) ?? []).flatMap((source) => this.#catalogue.get(source) ?? []).filter(({ kind }) => kind === 'queue');
  }

  /** The queues where failures go of what a resource takes or hands on. */
  #deadLetterQueuesOf(entry: CatalogueResource): readonly ResourceId[] {
    const ids = [...deadLetterArnsOf(entry)].flatMap((arn) => this.#byArn.get(arn) ?? []);
    return ids.filter((id) => this.#catalogue.get(id)?.kind === 'queue');
  }

  #deadLetterIdOf(entry: CatalogueResource): ResourceId | undefined {
    const arn = entry.kind === 'queue' ? entry.config?.redrive?.deadLetterTargetArn : undefined;
    return arn === undefined ? undefined : this.#byArn.get(arn);
  }

  /**
   * A reader of a stream or queue belongs where that does, and a subscription, which has no tags, where its topic does: their names are
   * systems of their own to nobody.
   */
  #systemOf(entry: CatalogueResource): string {
    const source = this.#catalogue.get(this.#byArn.get(sourceArnOf(entry) ?? '') ?? entry.id) ?? entry;
    const { name, tags } = Object.hasOwn(entry.tags, this.#naming.systemTag) ? entry : source;
    return systemOf(name, tags, this.#naming);
  }

  #compose(entry: CatalogueResource): void {
    const state = this.#states.get(entry.id);
    this.#resources.set(entry.id, {
      id: entry.id,
      kind: entry.kind,
      name: entry.name,
      arn: entry.arn,
      accountId: entry.accountId,
      accountName: this.#naming.accountNames.get(entry.accountId) ?? entry.accountId,
      region: entry.region,
      namesakes: Math.max(0, (this.#names.get(nameKey(entry)) ?? 0) - (entry.deletedAt === null ? 1 : 0)),
      system: this.#systemOf(entry),
      tags: entry.tags,
      firstSeen: entry.firstSeen,
      deletedAt: entry.deletedAt,
      verdict: state ? shown(state.verdict) : (this.#mappingVerdict(entry) ?? notYetJudged(entry)),
      latest: state?.latest ?? {},
      rates: state?.rates ?? { in: null, out: null },
      drain: state?.drain ?? { kind: 'unknown' },
      loss: state?.loss ?? null,
      deadLetter: this.#deadLetterView(entry),
      deadLetterSources: (this.#sources.get(entry.id) ?? []).flatMap((id) => this.#refOf(id)),
      liveBudgetSeconds: state?.liveBudgetSeconds ?? 0,
      growthPerSecond: state?.growthPerSecond ?? null,
      readers: state?.readers ? shown(state.readers) : null,
      config: entry.kind === 'queue' ? entry.config : null,
      stream: entry.kind === 'stream' ? entry.config : null,
      consumer: isReader(entry) ? entry.config : null,
      fanout: isFanout(entry) ? entry.config : null,
    });
  }

  /** AWS has no counters of a mapping that reads a queue, unless asked to: how it does is seen by its queue. null: it is none. */
  #mappingVerdict(entry: CatalogueResource): Verdict | null {
    if (entry.kind !== 'consumer' || entry.config === null) return null;
    const queue = this.#catalogue.get(this.#byArn.get(entry.config.sourceArn) ?? entry.id);
    if (queue?.kind !== 'queue') return null;
    const judgedAt = this.#states.get(queue.id)?.verdict.judgedAt ?? entry.lastSeen;
    const off = entry.config.state === 'Disabled' || entry.config.state === 'Disabling';
    return off
      ? { state: 'disabled', reason: 'switched-off', because: `nobody reads ${queue.name} by it`, since: entry.firstSeen, judgedAt }
      : { state: 'ok', reason: 'judged-by-queue', because: `${queue.name} shows how it does`, since: entry.firstSeen, judgedAt };
  }

  #refOf(id: ResourceId): Resource['deadLetterSources'] {
    const entry = this.#catalogue.get(id);
    return entry ? [{ id, kind: entry.kind, name: entry.name }] : [];
  }

  #deadLetterView(entry: CatalogueResource): DeadLetterView | null {
    const id = this.#deadLetterIdOf(entry);
    const target = id && this.#catalogue.get(id);
    if (!target || target.deletedAt !== null) return null;
    const state = this.#states.get(target.id);
    const growth = state?.growthPerSecond ?? null;
    return {
      id: target.id,
      name: target.name,
      visible: state?.latest.visible?.value ?? null,
      state: state?.verdict.state ?? null,
      arrivingPerMinute: growth === null ? null : Math.max(0, growth * 60),
    };
  }
}

const nameKey = ({ kind, name }: CatalogueResource): string => `${kind}/${name}`;

/** A verdict as people see it, without what the judge remembers for itself. */
const shown = ({ state, reason, because, since, judgedAt }: Verdict): Verdict => ({ state, reason, because, since, judgedAt });

/** A resource discovered a moment ago, before its first reading. */
function notYetJudged(entry: CatalogueResource): Verdict {
  return { state: 'unknown', reason: 'not-read-yet', because: 'no reading yet', since: entry.firstSeen, judgedAt: entry.firstSeen };
}

/** What a resource only takes from; undefined for what stands by itself. */
function sourceArnOf(entry: CatalogueResource): string | undefined {
  if (isReader(entry)) return entry.config?.sourceArn;
  return entry.kind === 'subscription' ? entry.config?.topicArn : undefined;
}
