import type { ResourceId } from '@weir/contract';
import {
  type CatalogueResource,
  deadLetterArnsOf,
  type DeadLetterFacts,
  type DeadLetterSource,
  deadLetterFactsOf,
  deadLetterSourceOf,
  judgeQueue,
  type QueueFacts,
  type ResourceState,
  type VerdictTransition,
} from '@weir/domain';
import { type Judged, transitionsBetween } from './verdict-commits.js';
import { WatchedQueue } from './watched-queue.js';

/** The queues the collector watches, with the links between sources and dead-letter queues. */
export class WatchedQueues {
  readonly #queues = new Map<ResourceId, WatchedQueue>();
  readonly #byArn = new Map<string, ResourceId>();
  readonly #sources = new Map<ResourceId, WatchedQueue[]>();
  /** How many subscriptions, rules, pipes, … send what failed to a queue, by its ARN. */
  #senders: ReadonlyMap<string, number> = new Map();

  /** Takes the catalogue after discovery; what is known of a queue's readings stays as long as the queue is in there. */
  setCatalogue(catalogue: readonly CatalogueResource[]): void {
    this.#byArn.clear();
    this.#sources.clear();
    const queues = catalogue.filter((entry) => entry.kind === 'queue');
    const kept = new Set(queues.map(({ id }) => id));
    for (const id of this.#queues.keys()) if (!kept.has(id)) this.#queues.delete(id);
    for (const entry of queues) {
      const known = this.#queues.get(entry.id);
      if (known) known.entry = entry;
      else this.#queues.set(entry.id, new WatchedQueue(entry));
      this.#byArn.set(entry.arn, entry.id);
    }
    for (const queue of this.#queues.values()) {
      const target = queue.entry.deletedAt === null ? this.#deadLetterOf(queue) : undefined;
      if (!target) continue;
      const sources = this.#sources.get(target.entry.id);
      if (sources) sources.push(queue);
      else this.#sources.set(target.entry.id, [queue]);
    }
    this.noteSenders(catalogue);
  }

  /**
   * Takes who else sends failures to queues: discovered apart from the queues, it may be known when they are not, or before them.
   * What is watched stays as it is.
   */
  noteSenders(catalogue: readonly CatalogueResource[]): void {
    const senders = new Map<string, number>();
    for (const entry of catalogue) {
      if (entry.kind === 'queue' || entry.deletedAt !== null) continue;
      for (const arn of deadLetterArnsOf(entry)) senders.set(arn, (senders.get(arn) ?? 0) + 1);
    }
    this.#senders = senders;
  }

  get(id: ResourceId): WatchedQueue | undefined {
    return this.#queues.get(id);
  }

  byArn(arn: string): WatchedQueue | undefined {
    const id = this.#byArn.get(arn);
    return id && this.#queues.get(id);
  }

  all(): Iterable<WatchedQueue> {
    return this.#queues.values();
  }

  /** The queues whose dead letters are moved there. */
  sourcesOf(id: ResourceId): readonly WatchedQueue[] {
    return this.#sources.get(id) ?? [];
  }

  /** Whether anything at all sends its failures there. */
  isDeadLetterQueue({ entry }: WatchedQueue): boolean {
    return this.sourcesOf(entry.id).length > 0 || this.#senders.has(entry.arn);
  }

  /**
   * Judges these queues, and with them the sources of dead-letter queues among them: what arrives there is their verdict.
   * @param budgetOf oldest acceptable age of a live reading, seconds
   */
  judge(ids: Iterable<ResourceId>, budgetOf: (queue: WatchedQueue) => number, now: number): Judged {
    const affected = new Set<ResourceId>();
    for (const id of ids) {
      affected.add(id);
      for (const source of this.sourcesOf(id)) affected.add(source.entry.id);
    }
    const states: ResourceState[] = [];
    const transitions: VerdictTransition[] = [];
    // Many queues may share a dead-letter queue: its facts are put together once.
    const deadLetters = new Map<ResourceId, DeadLetterFacts>();
    for (const id of affected) {
      const queue = this.#queues.get(id);
      if (!queue) continue;
      const before = queue.verdict;
      const { verdict, ...measured } = judgeQueue(
        { ...this.#factsOf(queue, budgetOf, now), deadLetter: this.#deadLetterFactsOf(queue, budgetOf, now, deadLetters) },
        before,
        now,
      );
      queue.verdict = verdict;
      states.push({ resourceId: id, verdict, latest: queue.latest(), ...measured, liveBudgetSeconds: budgetOf(queue) });
      transitions.push(...transitionsBetween(id, before, verdict));
    }
    return { states, transitions };
  }

  #factsOf(queue: WatchedQueue, budgetOf: (queue: WatchedQueue) => number, now: number): QueueFacts {
    return {
      config: queue.entry.config,
      window: queue.window,
      live: queue.live,
      liveFailure: queue.liveFailure,
      liveBudgetSeconds: budgetOf(queue),
      deletedAt: queue.entry.deletedAt,
      deadLetter: null,
      sources: this.#deadLetterSourcesOf(queue, now),
      redriving: null,
      expectedPauseSeconds: null,
    };
  }

  #deadLetterSourcesOf({ entry }: WatchedQueue, now: number): readonly DeadLetterSource[] {
    const moved = this.sourcesOf(entry.id).flatMap(
      (source) => deadLetterSourceOf({ config: source.entry.config, window: source.window }, now) ?? [],
    );
    return [...moved, ...Array.from({ length: this.#senders.get(entry.arn) ?? 0 }, () => 'sent-anew' as const)];
  }

  #deadLetterFactsOf(
    queue: WatchedQueue,
    budgetOf: (queue: WatchedQueue) => number,
    now: number,
    known: Map<ResourceId, DeadLetterFacts>,
  ): DeadLetterFacts | null {
    const target = this.#deadLetterOf(queue);
    if (!target) return null;
    const facts = known.get(target.entry.id) ?? deadLetterFactsOf(this.#factsOf(target, budgetOf, now), now);
    known.set(target.entry.id, facts);
    return facts;
  }

  #deadLetterOf(queue: WatchedQueue): WatchedQueue | undefined {
    const arn = queue.entry.config?.redrive?.deadLetterTargetArn;
    return arn === undefined ? undefined : this.byArn(arn);
  }
}
