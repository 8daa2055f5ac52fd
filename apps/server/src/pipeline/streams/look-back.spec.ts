import { weirConfig } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { expect, test } from 'vitest';
import { lookBack } from './look-back.js';
import { WatchedStream } from './watched-stream.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 10, 24, 12, 0);
const CONFIG = weirConfig.parse({});

function streamOf(shardMetrics: string[]): WatchedStream {
  const arn = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
  const stream = new WatchedStream({
    id: resourceIdOf(arn),
    kind: 'stream',
    arn,
    name: 'clicks',
    accountId: '111122223333',
    region: 'eu-west-1',
    tags: {},
    firstSeen: 0,
    lastSeen: NOON,
    deletedAt: null,
    config: {
      status: 'ACTIVE',
      mode: 'PROVISIONED',
      distribution: 'USER_PARTITION_KEY',
      retentionHours: 24,
      openShards: 1,
      maxRecordKibibytes: 1024,
      shardMetrics,
      encrypted: false,
      createdAt: null,
      problems: [],
    },
  });
  const shard = { shardId: 's0', range: { start: 0n, end: 1n }, parentShardId: null, adjacentParentShardId: null, open: true };
  stream.shards = [{ ...shard, ordinal: 0, firstSeen: 0, closedSeen: null, goneAt: null }];
  return stream;
}

const look = (stream: WatchedStream, isLookedAt: boolean, at: number) => {
  if (!stream.inFlight) stream.shardsProvisionalFrom = at - 5 * MINUTE;
  return lookBack(stream, isLookedAt, [], CONFIG, at);
};

test('who begins to look gets the day before, once; who comes back, what passed meanwhile', () => {
  const stream = streamOf(['IncomingBytes']);
  expect(look(stream, false, NOON)).toEqual([]);
  expect(look(stream, true, NOON)).toEqual([
    { from: NOON - 12 * HOUR, to: NOON - 5 * MINUTE },
    { from: NOON - 24 * HOUR - 5 * MINUTE, to: NOON - 12 * HOUR },
  ]);
  expect(look(stream, true, NOON + 5_000)).toEqual([]);
  expect(look(stream, false, NOON + HOUR)).toEqual([]);
  expect(look(stream, true, NOON + 3 * HOUR)).toEqual([{ from: NOON + HOUR - 5 * MINUTE, to: NOON + 3 * HOUR - 5 * MINUTE }]);
});

test('it waits for the first regular read, and for one under way', () => {
  const stream = streamOf(['IncomingBytes']);
  expect(lookBack(stream, true, [], CONFIG, NOON)).toEqual([]);
  stream.inFlight = true;
  stream.shardsProvisionalFrom = NOON;
  expect(look(stream, true, NOON)).toEqual([]);
  stream.inFlight = false;
  expect(look(stream, true, NOON)).toHaveLength(2);
});

test('of a stream whose shards have no metrics there is nothing to fetch', () => {
  expect(look(streamOf([]), true, NOON)).toEqual([]);
});
