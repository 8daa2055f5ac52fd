import type { ResourceId } from '@weir/contract';
import { type CatalogueResource, isReader, type Scope } from '@weir/domain';
import { WatchedConsumer, WatchedStream } from './watched-stream.js';

/** The streams a collector watches, with who reads them. What is deleted leaves. */
export class WatchedStreams {
  readonly #streams = new Map<ResourceId, WatchedStream>();
  readonly #consumers = new Map<ResourceId, WatchedConsumer>();
  #byStreamArn = new Map<string, WatchedConsumer[]>();
  #byArn = new Map<string, WatchedStream>();

  /** Takes the catalogue after discovery; what is known of readings stays. */
  setCatalogue(catalogue: readonly CatalogueResource[]): void {
    const present = catalogue.filter(({ deletedAt }) => deletedAt === null);
    const ids = new Set(present.map(({ id }) => id));
    for (const id of this.#streams.keys()) if (!ids.has(id)) this.#streams.delete(id);
    for (const id of this.#consumers.keys()) if (!ids.has(id)) this.#consumers.delete(id);
    for (const entry of present) {
      if (entry.kind === 'stream') {
        const known = this.#streams.get(entry.id);
        if (known) known.entry = entry;
        else this.#streams.set(entry.id, new WatchedStream(entry));
      } else if (isReader(entry)) {
        const known = this.#consumers.get(entry.id);
        if (known) known.entry = entry;
        else this.#consumers.set(entry.id, new WatchedConsumer(entry));
      }
    }
    this.#byStreamArn = Map.groupBy(this.#consumers.values(), ({ entry }) => entry.config?.sourceArn ?? '');
    this.#byArn = new Map([...this.#streams.values()].map((stream) => [stream.entry.arn, stream]));
  }

  all(): readonly WatchedStream[] {
    return [...this.#streams.values()];
  }

  ofScope(scope: Scope): readonly WatchedStream[] {
    return this.all().filter(({ entry }) => entry.accountId === scope.accountId && entry.region === scope.region);
  }

  stream(id: ResourceId): WatchedStream | undefined {
    return this.#streams.get(id);
  }

  byArn(arn: string): WatchedStream | undefined {
    return this.#byArn.get(arn);
  }

  consumer(id: ResourceId): WatchedConsumer | undefined {
    return this.#consumers.get(id);
  }

  consumersOf(stream: WatchedStream): readonly WatchedConsumer[] {
    return this.#byStreamArn.get(stream.entry.arn) ?? [];
  }

  streamOf(consumer: WatchedConsumer): WatchedStream | undefined {
    return this.byArn(consumer.entry.config?.sourceArn ?? '');
  }
}
