import type { ConsumerConfig, FanoutConfig, FanoutKind, QueueConfig, ResourceId, ResourceKind, StreamConfig } from '@weir/contract';
import { FAMILIES_OF_KIND } from '../series/fanout-families.js';
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
type ConfigByKind = {
  readonly queue: QueueConfig;
  readonly stream: StreamConfig;
  readonly consumer: ConsumerConfig;
  readonly 'delivery-stream': ConsumerConfig;
} & { readonly [Kind in FanoutKind]: Extract<FanoutConfig, { kind: Kind }> };

/** A resource as the catalogue keeps it: what it is, not how it does. `config` is null when it was never readable. */
export type CatalogueOf<Kind extends ResourceKind> = Kind extends ResourceKind
  ? CatalogueEntry & { readonly kind: Kind; readonly config: ConfigByKind[Kind] | null }
  : never;

export type CatalogueResource = CatalogueOf<ResourceKind>;
export type CatalogueQueue = CatalogueOf<'queue'>;
export type CatalogueStream = CatalogueOf<'stream'>;
export type CatalogueConsumer = CatalogueOf<'consumer' | 'delivery-stream'>;
/** What passes events on: topics, subscriptions, buses, rules, pipes, functions, schedule groups. */
export type CatalogueFanout = CatalogueOf<FanoutKind>;

export const isFanout = (entry: CatalogueResource): entry is CatalogueFanout => Object.hasOwn(FAMILIES_OF_KIND, entry.kind);
