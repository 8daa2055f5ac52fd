import type { DiscoveredConsumer, DiscoveredDeliveryStream, DiscoveredStream } from '@weir/domain';
import type { DeliveryStreamReader } from './delivery-streams.js';
import type { EventSourceMappingReader } from './event-source-mappings.js';
import type { KinesisReader, StreamFailure } from './kinesis.js';
import { serviceListing, type ServiceListing } from './service-listing.js';
import { tellOnce } from './tell-once.js';

export interface StreamDiscovery {
  /** Every stream that is listed; `config` and `shards` are null where they were refused. */
  readonly streams: readonly DiscoveredStream[];
  /**
   * Enhanced fan-out consumers and event source mappings, whose streams may be of other accounts. Mappings of queues are among them:
   * `config.sourceArn` says what is read.
   */
  readonly consumers: readonly DiscoveredConsumer[];
  /** All that Firehose has, those that read a Kinesis stream and those that others put into. */
  readonly deliveryStreams: readonly (DiscoveredConsumer | DiscoveredDeliveryStream)[];
  /** Failures that read alike are told once. */
  readonly failures: readonly StreamFailure[];
  /** Whether all there is of a kind was seen: only then is what is missing gone. */
  readonly complete: { readonly streams: boolean; readonly consumers: boolean; readonly deliveryStreams: boolean };
  /** How completely Kinesis and Firehose were seen. Lambda's listing is told by `discoverFanout`, which asks more of it. */
  readonly listings: readonly ServiceListing[];
}

/** Everything about streams of one account in one region. A service that is refused hides nothing of the others. Only an abort throws. */
export async function discoverStreams(
  readers: {
    readonly kinesis: KinesisReader;
    readonly mappings: EventSourceMappingReader;
    readonly deliveryStreams: DeliveryStreamReader;
  },
  signal?: AbortSignal,
): Promise<StreamDiscovery> {
  const [kinesis, mappings, firehose] = await Promise.all([
    readers.kinesis.discover(signal),
    readers.mappings.list(signal),
    readers.deliveryStreams.discover(signal),
  ]);
  const failures: readonly StreamFailure[] = [
    ...kinesis.failures,
    ...(mappings.failure === null
      ? []
      : [{ arn: null, service: 'lambda' as const, error: mappings.failure, hides: ['consumer'] as const }]),
    ...firehose.failures.map(({ arn, error }) => ({ arn, service: 'firehose' as const, error, hides: ['delivery-stream'] as const })),
  ];
  return {
    streams: kinesis.streams,
    consumers: [...kinesis.consumers, ...mappings.items],
    deliveryStreams: firehose.deliveryStreams,
    failures: tellOnce(failures),
    complete: {
      streams: kinesis.complete.streams,
      consumers: kinesis.complete.consumers && mappings.failure === null,
      deliveryStreams: firehose.failures.length === 0,
    },
    listings: [
      serviceListing('kinesis', kinesis.complete.streams && kinesis.complete.consumers, failures),
      serviceListing('firehose', firehose.failures.length === 0, failures),
    ],
  };
}
