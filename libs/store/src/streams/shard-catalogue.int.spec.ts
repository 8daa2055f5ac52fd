import { GREATEST_HASH, resourceIdOf, type Shard } from '@weir/domain';
import { beforeEach, expect, test } from 'vitest';
import type { Store } from '../store.js';
import { MINUTE, NOON, SCOPE, shardIdOf, shardsNumbering, streamNamed } from '../testing/fixtures.js';
import { query } from '../testing/query.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
let store: Store;
let url: string;
const clicks = resourceIdOf(streamNamed('clicks').arn);
beforeEach(async () => {
  ({ store, url } = await server.openStore());
  await store.catalogue.record(SCOPE, 'stream', [streamNamed('clicks')], NOON);
});

test('shards come back exactly, through a split and until they are no longer listed', async () => {
  const [whole] = shardsNumbering(1);
  if (!whole) throw new Error('one shard was asked for');
  const closed = { ...whole, open: false };
  const children: readonly Shard[] = [
    { ...whole, shardId: shardIdOf(2), range: { start: 3n, end: GREATEST_HASH }, parentShardId: shardIdOf(0) },
    { ...whole, shardId: shardIdOf(1), range: { start: 0n, end: 2n }, parentShardId: shardIdOf(0), adjacentParentShardId: 'shardId-9' },
  ];
  expect(await store.streams.shards(clicks)).toEqual([]);
  expect(await store.streams.recordShards(clicks, [whole], NOON)).toBe(true);
  expect(await store.streams.recordShards(clicks, [whole], NOON + MINUTE)).toBe(false);
  expect(await store.streams.recordShards(clicks, [...children, closed], NOON + 2 * MINUTE)).toBe(true);
  expect(await store.streams.recordShards(clicks, children, NOON + 3 * MINUTE)).toBe(true);
  expect(await store.streams.recordShards(clicks, children, NOON + 4 * MINUTE)).toBe(false);
  expect(await store.streams.shards(clicks)).toEqual([
    { ...closed, ordinal: 0, firstSeen: NOON, closedSeen: NOON + 2 * MINUTE, goneAt: NOON + 3 * MINUTE },
    { ...children[1], ordinal: 1, firstSeen: NOON + 2 * MINUTE, closedSeen: null, goneAt: null },
    { ...children[0], ordinal: 2, firstSeen: NOON + 2 * MINUTE, closedSeen: null, goneAt: null },
  ]);
});

test('recorders at the same time give no ordinal twice', async () => {
  const { store: other } = await server.openStore(url);
  const all = shardsNumbering(60);
  const changes = await Promise.all(
    [60, 20, 40, 60, 30, 50].map((count, index) => (index % 2 ? other : store).streams.recordShards(clicks, all.slice(0, count), NOON)),
  );
  expect(changes).toContain(true);
  await store.streams.recordShards(clicks, all, NOON + MINUTE);
  const shards = await store.streams.shards(clicks);
  expect(shards.map(({ ordinal }) => ordinal)).toEqual(all.map((_, index) => index));
  expect(new Set(shards.map(({ shardId }) => shardId))).toEqual(new Set(all.map(({ shardId }) => shardId)));
});

test('a hostile shard id is kept as it is, but for what PostgreSQL cannot hold', async () => {
  const [whole] = shardsNumbering(1);
  if (!whole) throw new Error('one shard was asked for');
  const hostile = { ...whole, shardId: `'); DROP TABLE stream_shard; --\0`, parentShardId: '{null,"\\"}' };
  await store.streams.recordShards(clicks, [hostile], NOON);
  expect(await store.streams.recordShards(clicks, [hostile], NOON + MINUTE)).toBe(false);
  expect((await store.streams.shards(clicks)).map(({ shardId, parentShardId }) => ({ shardId, parentShardId }))).toEqual([
    { shardId: `'); DROP TABLE stream_shard; --\uFFFD`, parentShardId: '{null,"\\"}' },
  ]);
});

test('shards of a stream that nobody discovered are refused', async () => {
  const unheardOf = resourceIdOf(streamNamed('unheard-of').arn);
  await expect(store.streams.recordShards(unheardOf, shardsNumbering(1), NOON)).rejects.toThrow(
    `nobody discovered the stream ${unheardOf}`,
  );
});

test('shards are no settings: a split is no change of the stream', async () => {
  const stream = streamNamed('clicks', { shards: shardsNumbering(2) });
  await store.catalogue.record(SCOPE, 'stream', [stream], NOON + MINUTE);
  await store.catalogue.record(SCOPE, 'stream', [{ ...stream, shards: shardsNumbering(3) }], NOON + 2 * MINUTE);
  expect(await query(url, 'SELECT change, after FROM resource_change')).toEqual([
    { change: 'added', after: { name: 'clicks', config: stream.config, tags: {} } },
  ]);
  const { shards: _, ...facts } = stream;
  expect(await store.catalogue.list()).toEqual([{ ...facts, id: clicks, firstSeen: NOON, lastSeen: NOON + 2 * MINUTE, deletedAt: null }]);
});
