import type {
  ConsumerConfig,
  DeliveryStreamConfig,
  FanoutConfig,
  FanoutKind,
  QueueConfig,
  ResourceId,
  ResourceKind,
  StreamConfig,
} from '@weir/contract';
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
  /** Of one that reads a stream, and of one that others put into. */
  readonly 'delivery-stream': ConsumerConfig | DeliveryStreamConfig;
} & { readonly [Kind in Exclude<FanoutKind, 'delivery-stream'>]: Extract<FanoutConfig, { kind: Kind }> };

/** A resource as the catalogue keeps it: what it is, not how it does. `config` is null when it was never readable. */
export type CatalogueOf<Kind extends ResourceKind> = Kind extends ResourceKind
  ? CatalogueEntry & { readonly kind: Kind; readonly config: ConfigByKind[Kind] | null }
  : never;

export type CatalogueResource = CatalogueOf<ResourceKind>;
export type CatalogueQueue = CatalogueOf<'queue'>;
export type CatalogueStream = CatalogueOf<'stream'>;
export type CatalogueConsumer = CatalogueEntry & { readonly kind: 'consumer' | 'delivery-stream'; readonly config: ConsumerConfig | null };
/** What passes events on: topics, subscriptions, buses, rules, pipes, functions, schedule groups, delivery streams that others put into. */
export type CatalogueFanout = {
  [Kind in FanoutKind]: CatalogueEntry & { readonly kind: Kind; readonly config: Extract<FanoutConfig, { kind: Kind }> | null };
}[FanoutKind];

/** A delivery stream that reads a Kinesis stream is that stream's reader. */
export const isFanout = (entry: CatalogueResource): entry is CatalogueFanout =>
  entry.kind === 'delivery-stream' ? isPutInto(entry.config) : Object.hasOwn(FAMILIES_OF_KIND, entry.kind);

/** Whether something reads a stream or a queue: a mapping, a registered consumer, a delivery stream fed by a stream. */
export const isReader = (entry: CatalogueResource): entry is CatalogueConsumer =>
  entry.kind === 'consumer' || (entry.kind === 'delivery-stream' && !isPutInto(entry.config));

const isPutInto = (config: ConsumerConfig | DeliveryStreamConfig | null): config is DeliveryStreamConfig =>
  config !== null && 'kind' in config;
