import type { ResourceId } from '@weir/contract';
import { type CatalogueFanout, type CatalogueResource, isFanout, type Scope, scopeKey, type ScopeKey } from '@weir/domain';
import { type Surroundings, WatchedFanout } from './watched-fanout.js';

/** What passes events on, as a collector watches it. What is deleted leaves. */
export class WatchedFanouts {
  readonly #all = new Map<ResourceId, WatchedFanout>();
  #byScope: ReadonlyMap<ScopeKey, readonly WatchedFanout[]> = new Map();
  #byArn: ReadonlyMap<string, WatchedFanout> = new Map();
  /** By the ARN of the topic or bus they hang on. */
  #dependents: ReadonlyMap<string, readonly WatchedFanout[]> = new Map();

  /** Takes the catalogue after discovery; what is known of readings stays. */
  setCatalogue(catalogue: readonly CatalogueResource[]): void {
    const present = catalogue.filter(({ deletedAt }) => deletedAt === null);
    const ids = new Set(present.map(({ id }) => id));
    for (const id of this.#all.keys()) if (!ids.has(id)) this.#all.delete(id);
    for (const entry of present) {
      if (!isFanout(entry)) continue;
      const known = this.#all.get(entry.id);
      if (known) known.entry = entry;
      else this.#all.set(entry.id, new WatchedFanout(entry));
    }
    this.#byScope = Map.groupBy(this.#all.values(), ({ entry }) => scopeKey(entry));
    this.#dependents = Map.groupBy(
      [...this.#all.values()].filter(({ entry }) => sourceArnOf(entry) !== null),
      ({ entry }) => sourceArnOf(entry) ?? '',
    );
    this.#byArn = new Map([...this.#all.values()].map((fanout) => [fanout.entry.arn, fanout]));
    this.#noteSurroundings();
  }

  all(): readonly WatchedFanout[] {
    return [...this.#all.values()];
  }

  get(id: ResourceId): WatchedFanout | undefined {
    return this.#all.get(id);
  }

  ofScope(scope: Scope): readonly WatchedFanout[] {
    return this.#byScope.get(scopeKey(scope)) ?? [];
  }

  /** What is seen through it: the subscriptions of a topic, the rules of a bus. */
  dependentsOf({ entry }: WatchedFanout): readonly WatchedFanout[] {
    return this.#dependents.get(entry.arn) ?? [];
  }

  /** What it is seen through, the topic of a subscription or the bus of a rule; undefined: nothing, or it is not known. */
  sourceOf({ entry }: WatchedFanout): WatchedFanout | undefined {
    return this.#byArn.get(sourceArnOf(entry) ?? '');
  }

  #noteSurroundings(): void {
    const named = new Map<string, number>();
    const nameOf = ({ entry }: WatchedFanout): string => `${scopeKey(entry)} ${entry.name}`;
    for (const fanout of this.#all.values()) if (fanout.kind === 'rule') named.set(nameOf(fanout), (named.get(nameOf(fanout)) ?? 0) + 1);
    for (const fanout of this.#all.values()) {
      const surroundings: Surroundings = {
        filtered: this.dependentsOf(fanout).some(({ entry }) => entry.kind === 'subscription' && entry.config?.filterPolicy != null),
        sharesName: fanout.kind === 'rule' && (named.get(nameOf(fanout)) ?? 0) > 1,
      };
      fanout.surroundings = surroundings;
    }
  }
}

/** What a subscription or rule hangs on; null: nothing, or it is not known. */
function sourceArnOf(entry: CatalogueFanout): string | null {
  if (entry.kind === 'subscription') return entry.config?.topicArn ?? null;
  return entry.kind === 'rule' ? (entry.config?.busArn ?? null) : null;
}
