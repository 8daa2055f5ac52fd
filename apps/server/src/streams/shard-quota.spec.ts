import type { Resource, StreamConfig } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { expect, test } from 'vitest';
import { shardQuotaOf } from './shard-quota.js';

const CONFIG: StreamConfig = {
  status: 'ACTIVE',
  mode: 'PROVISIONED',
  distribution: 'USER_PARTITION_KEY',
  retentionHours: 24,
  openShards: 8,
  shardLimit: 20,
  maxRecordKibibytes: 1_024,
  shardMetrics: [],
  encrypted: false,
  createdAt: null,
  problems: [],
};

function streamOf(
  name: string,
  config: Partial<StreamConfig>,
  place: Partial<Pick<Resource, 'accountId' | 'region' | 'deletedAt'>> = {},
): Pick<Resource, 'id' | 'accountId' | 'region' | 'deletedAt' | 'stream'> {
  const id = resourceIdOf(`arn:aws:kinesis:eu-west-1:111122223333:stream/${name}`);
  return { id, accountId: '111122223333', region: 'eu-west-1', deletedAt: null, stream: { ...CONFIG, ...config }, ...place };
}

const CLICKS = streamOf('clicks', {});

test('a stream may have what its account may have, less what the others of its region have', () => {
  const estate = [
    CLICKS,
    streamOf('orders', { openShards: 5 }),
    streamOf('devices', { openShards: 100, mode: 'ON_DEMAND' }),
    streamOf('elsewhere', { openShards: 100 }, { region: 'us-east-1' }),
    streamOf('theirs', { openShards: 100 }, { accountId: '444455556666' }),
    streamOf('gone', { openShards: 100 }, { deletedAt: 1 }),
  ];
  expect(shardQuotaOf(CLICKS, estate)).toBe(15);
});

test('never less than it has, for the others may have grown since', () => {
  expect(shardQuotaOf(CLICKS, [CLICKS, streamOf('orders', { openShards: 18 })])).toBe(8);
});

test('nothing is said where AWS did not say', () => {
  const { shardLimit: _, ...without } = CONFIG;
  expect(shardQuotaOf({ ...CLICKS, stream: without }, [CLICKS])).toBeNull();
});
