import type { ConsumerConfig, FanoutConfig, FanoutKind, QueueConfig, StreamConfig } from '@weir/contract';
import type { Shard } from '../streams/shard.js';
import type { Scope } from './scope.js';

interface Discovered extends Scope {
  readonly arn: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A queue as discovery found it. `config` is null when it is listed but its settings were refused. */
export interface DiscoveredQueue extends Discovered {
  readonly kind: 'queue';
  readonly config: QueueConfig | null;
}

/** A Kinesis stream as discovery found it. `shards` is null when they were refused or incomplete: then nothing is known to be closed. */
export interface DiscoveredStream extends Discovered {
  readonly kind: 'stream';
  readonly config: StreamConfig | null;
  readonly shards: readonly Shard[] | null;
}

/** A reader of a stream: an enhanced fan-out consumer or event source mapping (`consumer`), or a Firehose delivery stream. */
export interface DiscoveredConsumer extends Discovered {
  readonly kind: 'consumer' | 'delivery-stream';
  readonly config: ConsumerConfig;
}

/** A delivery stream that others put into. */
export type DiscoveredDeliveryStream = Extract<DiscoveredFanout, { readonly kind: 'delivery-stream' }>;

/** What passes events on. `config` is null when it is listed but its settings were refused. */
export type DiscoveredFanout = {
  [Kind in FanoutKind]: Discovered & { readonly kind: Kind; readonly config: Extract<FanoutConfig, { kind: Kind }> | null };
}[FanoutKind];

/** Everything discovery finds. */
export type DiscoveredResource = DiscoveredQueue | DiscoveredStream | DiscoveredConsumer | DiscoveredFanout;
