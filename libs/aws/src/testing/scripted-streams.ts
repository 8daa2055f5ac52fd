import { equalRanges } from '@weir/domain';
import { SCOPE } from './scripted-access.js';
import type { AskedAws, Reply } from './scripted-aws.js';

const HOME = `${SCOPE.region}:${SCOPE.accountId}`;
export const streamArnOf = (name: string): string => `arn:aws:kinesis:${HOME}:stream/${name}`;
export const consumerArnOf = (stream: string, name: string): string => `${streamArnOf(stream)}/consumer/${name}:1794000000`;
export const functionArnOf = (name: string): string => `arn:aws:lambda:${HOME}:function:${name}`;
export const deliveryStreamArnOf = (name: string): string => `arn:aws:firehose:${HOME}:deliverystream/${name}`;
export const uuidOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
export const refOf = (name: string): { readonly name: string; readonly arn: string } => ({ name, arn: streamArnOf(name) });

/** `count` open shards that cover the ring, as ListShards words them. */
export const rawShards = (count: number): object[] =>
  equalRanges(count).map(({ start, end }, index) => ({
    ShardId: `shardId-${String(index).padStart(12, '0')}`,
    HashKeyRange: { StartingHashKey: String(start), EndingHashKey: String(end) },
    SequenceNumberRange: { StartingSequenceNumber: '49600000000000000000000000000000000000000000000000000002' },
  }));

export const rawSummary = (name: string, changes: object = {}): object => ({
  StreamName: name,
  StreamARN: streamArnOf(name),
  StreamStatus: 'ACTIVE',
  StreamModeDetails: { StreamMode: 'PROVISIONED' },
  RetentionPeriodHours: 24,
  StreamCreationTimestamp: 1_794_000_000,
  EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
  EncryptionType: 'NONE',
  OpenShardCount: 2,
  ConsumerCount: 0,
  ...changes,
});

export const rawMapping = (changes: object = {}): object => ({
  UUID: uuidOf(1),
  EventSourceArn: streamArnOf('orders'),
  FunctionArn: functionArnOf('bill'),
  State: 'Enabled',
  BatchSize: 100,
  ParallelizationFactor: 2,
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  BisectBatchOnFunctionError: false,
  LastProcessingResult: 'OK',
  DestinationConfig: { OnFailure: {} },
  ...changes,
});

/** The stream a request is about, by name or by ARN. */
export function streamIn({ input }: AskedAws): string {
  const name = input['StreamName'] ?? input['StreamARN'];
  return typeof name === 'string' ? name.slice(name.lastIndexOf('/') + 1) : '';
}

/** These streams of two shards each, and nobody who reads them; `special` answers first where it has something to say. */
export const scriptedStreams =
  (names: readonly string[], special: (asked: AskedAws, earlier: number) => Reply | null = () => null) =>
  (asked: AskedAws, earlier: number): Reply => {
    const particular = special(asked, earlier);
    if (particular !== null) return particular;
    switch (asked.operation) {
      case 'ListStreams':
        return { body: { StreamNames: names, HasMoreStreams: false } };
      case 'DescribeStreamSummary':
        return { body: { StreamDescriptionSummary: rawSummary(streamIn(asked)) } };
      case 'DescribeLimits':
        return { body: { ShardLimit: 500, OpenShardCount: 2, OnDemandStreamCount: 0, OnDemandStreamCountLimit: 50 } };
      case 'ListShards':
        return { body: { Shards: rawShards(2) } };
      case 'ListStreamConsumers':
        return { body: { Consumers: [] } };
      case 'ListTagsForStream':
        return { body: { Tags: [{ Key: 'system', Value: 'orders' }], HasMoreTags: false } };
      case 'ListEventSourceMappings':
        return { body: { EventSourceMappings: [] } };
      default:
        return { body: { DeliveryStreamNames: [], HasMoreDeliveryStreams: false } };
    }
  };
