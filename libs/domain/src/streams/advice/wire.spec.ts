import { shardLoadAnswer, shardLoadQuestion, whatIfAnswer, type ShardLoadQuestion } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { GREATEST_HASH, hashOf } from '../hash-range.js';
import { crowd, evenShards, share } from '../testing/shard-loads.js';
import { adviseShards } from './advise-shards.js';
import { loadAnswerOf, readLoadQuestion, whatIfAnswerOf } from './wire.js';
import { whatIf } from './what-if.js';

const wireShards = (count: number) =>
  evenShards(count).map(({ shardId, range }) => ({ id: shardId, start: String(range.start), end: String(range.end) }));
const ask = (shards: ShardLoadQuestion['shards'], keys: ShardLoadQuestion['keys'] = []) =>
  readLoadQuestion({ mode: 'PROVISIONED', distribution: 'USER_PARTITION_KEY', shards, keys });
const key = (name: string, of: number) => ({ key: name, ...share(of) });

describe('shardLoadQuestion', () => {
  const good = { mode: 'PROVISIONED', distribution: 'AUTO', shards: wireShards(2), keys: [key('a', 0.5)] };
  const faultsOf = (body: unknown) => {
    const parsed = shardLoadQuestion.safeParse(body);
    return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  };

  it('understands modes as people write them, and what AWS takes for granted', () => {
    expect(faultsOf(good)).toEqual([]);
    const { mode, distribution } = shardLoadQuestion.parse({ ...good, mode: 'on-demand', distribution: undefined });
    expect([mode, distribution]).toEqual(['ON_DEMAND', 'USER_PARTITION_KEY']);
  });

  it.each<[string, object, RegExp]>([
    ['a mode that is none', { mode: 'FAST' }, /^mode: give PROVISIONED or ON_DEMAND/],
    ['no shards', { shards: [] }, /^shards: list the open shards/],
    ['a hash as a number', { shards: [{ id: 's', start: 0, end: '5' }] }, /^shards\.0\.start: give the hash as a decimal string/],
    ['a hash beyond the ring', { shards: [{ id: 's', start: '0', end: String(GREATEST_HASH + 1n) }] }, /^shards\.0\.end: .*2\^128-1/],
    ['a range backwards', { shards: [{ id: 's', start: '9', end: '5' }] }, /^shards\.0\.start: is above end/],
    ['one id twice', { shards: [...wireShards(1), ...wireShards(1)] }, /^shards\.1\.id: is the id of shards\.0 too/],
    ['a negative load', { keys: [{ ...key('a', 1), bytesPerSecond: -1 }] }, /^keys\.0\.bytesPerSecond: a load cannot be negative/],
    ['a load without end', { keys: [{ ...key('a', 1), recordsPerSecond: Infinity }] }, /^keys\.0\.recordsPerSecond: give a finite number/],
    ['an empty key', { keys: [key('', 1)] }, /^keys\.0\.key: a partition key has 1 to 256 characters/],
    ['a key too long', { keys: [key('x'.repeat(257), 1)] }, /^keys\.0\.key: a partition key has 1 to 256/],
  ])('refuses %s', (_, change, expected) => {
    expect(faultsOf({ ...good, ...change })[0]).toMatch(expected);
  });

  it('refuses a misspelt field rather than fall back on what it would have said', () => {
    const parsed = shardLoadQuestion.safeParse({ ...good, distributon: 'AUTO' });
    expect(parsed.error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['distributon'] }]);
  });

  it('counts characters, not their halves', () => {
    expect(faultsOf({ ...good, keys: [key('🜁'.repeat(256), 1)] })).toEqual([]);
  });
});

describe('readLoadQuestion', () => {
  it('refuses shards that overlap, naming both', () => {
    const [lower, upper] = wireShards(2);
    const read = ask([lower!, { ...upper!, start: '5' }]);
    expect(read).toMatchObject({ ok: false, faults: [{ field: 'shards.1.start' }] });
    expect(read.ok ? '' : read.faults[0]?.message).toContain('shard-1 and shard-0 both claim 5 to');
  });

  it('refuses shards that leave a part of the ring out, naming it', () => {
    const read = ask(wireShards(4).filter(({ id }) => id !== 'shard-2'));
    expect(read).toMatchObject({ ok: false, faults: [{ field: 'shards' }] });
    expect(read.ok ? '' : read.faults[0]?.message).toContain(`no shard covers ${wireShards(4)[2]!.start} to ${wireShards(4)[2]!.end}`);
  });

  it('overlooks a slit from rounding, unless a key falls into it', () => {
    const hash = hashOf('a');
    const around = (slit: bigint) => [
      { id: 'below', start: '0', end: String(slit - 1n) },
      { id: 'above', start: String(slit + 1n), end: String(GREATEST_HASH) },
    ];
    expect(ask(around(hash + 1n), [key('a', 1)])).toMatchObject({ ok: true });
    expect(ask(around(hash), [key('b', 1), key('a', 1)])).toMatchObject({ ok: false, faults: [{ field: 'keys.1.key' }] });
  });
});

describe('loadAnswerOf', () => {
  const answer = (shards: number, keys: ShardLoadQuestion['keys']) => {
    const read = ask(wireShards(shards), keys);
    if (!read.ok) throw new Error('refused');
    return shardLoadAnswer.parse(loadAnswerOf(adviseShards(read.question), read.question));
  };
  const wireKeys = (of: number) =>
    evenShards(4)
      .flatMap((shard) => crowd(shard, 200, of))
      .map(({ key: name, load }) => ({ key: name, ...load }));

  it('gives a split as a decimal hash inside its shard', () => {
    const warm = crowd(evenShards(4)[1]!, 3, 1.1).map(({ key: name, load }) => ({ key: name, ...load }));
    const { hotShards, advice } = answer(4, warm);
    expect(hotShards).toEqual(['shard-1']);
    expect(advice).toHaveLength(1);
    const { start, end } = evenShards(4)[1]!.range;
    expect(BigInt(advice[0]!.splitAt!) > start && BigInt(advice[0]!.splitAt!) <= end).toBe(true);
    expect(advice[0]?.after.map(({ shardId }) => shardId)).toEqual(['shard-1/lower', 'shard-1/upper']);
  });

  it('gives a salted key with its suffixes', () => {
    const { advice } = answer(4, [key('tenant-7', 1.8)]);
    expect(advice[0]).toMatchObject({ shardId: 'shard-2', remedy: 'salt', key: 'tenant-7', suffixes: 3 });
  });

  it('tells an even reshard for every hot shard, with what becomes of its range', () => {
    const { hotShards, advice } = answer(4, wireKeys(1));
    expect(advice.map(({ shardId }) => shardId)).toEqual(hotShards);
    expect(new Set(advice.map(({ remedy, shardCount }) => `${remedy} ${String(shardCount)}`))).toEqual(new Set(['reshard-evenly 6']));
    expect(advice.find(({ shardId }) => shardId === 'shard-0')?.after.map(({ shardId }) => shardId)).toEqual([
      'even-1-of-6',
      'even-2-of-6',
    ]);
  });
});

describe('whatIfAnswerOf', () => {
  it('marks what the change touches', () => {
    const result = whatIf({ shards: evenShards(2), keys: [{ key: 'a', load: share(0.5) }] }, { splitAt: 7n });
    if (!result.ok) throw new Error(result.reason);
    const { shards } = whatIfAnswer.parse(whatIfAnswerOf(result));
    expect(shards.map(({ id, start, touched }) => [id, start, touched])).toEqual([
      ['shard-0/lower', '0', true],
      ['shard-0/upper', '7', true],
      ['shard-1', String(1n << 127n), false],
    ]);
  });
});
