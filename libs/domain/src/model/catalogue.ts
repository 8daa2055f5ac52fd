import type { ConsumerConfig, QueueConfig, ResourceId, ResourceKind, StreamConfig } from '@weir/contract';
import type { Scope } from './scope.js';

interface CatalogueEntry extends Scope {
  readonly id: ResourceId;
  readonly arn: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly deletedAt: number | null;
}

/** What AWS reports of a resource's settings, by kind. */
interface ConfigByKind extends Record<ResourceKind, unknown> {
  queue: QueueConfig;
  stream: StreamConfig;
  consumer: ConsumerConfig;
  'delivery-stream': ConsumerConfig;
}

/** A resource as the catalogue keeps it: what it is, not how it does. `config` is null when it was never readable. */
export type CatalogueOf<Kind extends ResourceKind> = Kind extends ResourceKind
  ? CatalogueEntry & { readonly kind: Kind; readonly config: ConfigByKind[Kind] | null }
  : never;

export type CatalogueResource = CatalogueOf<'queue' | 'stream' | 'consumer' | 'delivery-stream'>;
export type CatalogueQueue = CatalogueOf<'queue'>;
export type CatalogueStream = CatalogueOf<'stream'>;
export type CatalogueConsumer = CatalogueOf<'consumer' | 'delivery-stream'>;
