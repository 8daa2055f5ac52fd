import { equalRanges, resourceIdOf } from '@weir/domain';

const ARN = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
export const CLICKS_ID = resourceIdOf(ARN);

/** A stream of two shards. */
export const CLICKS = {
  kind: 'stream' as const,
  accountId: '111122223333',
  region: 'eu-west-1',
  arn: ARN,
  name: 'clicks',
  tags: {},
  config: {
    status: 'ACTIVE',
    mode: 'PROVISIONED' as const,
    distribution: 'USER_PARTITION_KEY' as const,
    retentionHours: 24,
    openShards: 2,
    maxRecordKibibytes: 1024,
    shardMetrics: ['ALL'],
    encrypted: false,
    createdAt: null,
    problems: [],
  },
  shards: equalRanges(2).map((range, index) => ({
    shardId: `shardId-00000000000${String(index)}`,
    range,
    parentShardId: null,
    adjacentParentShardId: null,
    open: true,
  })),
};
