import { describe, expect, it } from 'vitest';
import { ringShare, shardName, shardNumber, shortHash, wholeHash, withShardNames } from './hash-words.js';

const TOP = ((1n << 128n) - 1n).toString();

describe('words for hashes', () => {
  it('places a hash on the ring', () => {
    expect(ringShare('0')).toBe(0);
    expect(ringShare((1n << 127n).toString())).toBe(0.5);
    expect(ringShare(TOP)).toBe(1);
  });
  it('keeps leading zeros, so that places can be compared', () => {
    expect(shortHash('0')).toBe('0x00…');
    expect(shortHash((1n << 120n).toString())).toBe('0x01…');
    expect(wholeHash(TOP)).toBe(`0x${'f'.repeat(32)}`);
    expect(wholeHash('255')).toBe(`0x${'0'.repeat(30)}ff`);
  });
  it('calls shards by their number, and leaves an id it does not know whole', () => {
    expect([shardNumber('shardId-000000000009'), shardName('shardId-000000000120')]).toEqual(['9', 'shard 120']);
    expect([shardNumber('shardId-000000000000'), shardName('other/shard')]).toEqual(['0', 'other/shard']);
  });
});

it('names shards within a text', () => {
  expect(withShardNames('shardId-000000000009 and shardId-000000000120/lower, not myshard')).toBe(
    'shard 9 and shard 120/lower, not myshard',
  );
});
