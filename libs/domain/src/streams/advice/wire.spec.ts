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

  it('judges a part of the ring, and names what was left out', () => {
    const read = ask(wireShards(4).filter(({ id }) => id !== 'shard-2'));
    if (!read.ok) throw new Error('refused');
    expect(read.warnings).toHaveLength(1);
    expect(read.warnings[0]).toContain(`leave 25\u202f% of the ring out (${wireShards(4)[2]!.start} to ${wireShards(4)[2]!.end})`);
    expect(ask(wireShards(4))).toMatchObject({ ok: true, warnings: [], options: {} });
  });

  it('overlooks a slit from rounding, and says so when a key falls into it', () => {
    const hash = hashOf('a');
    const around = (slit: bigint) => [
      { id: 'below', start: '0', end: String(slit - 1n) },
      { id: 'above', start: String(slit + 1n), end: String(GREATEST_HASH) },
    ];
    expect(ask(around(hash + 1n), [key('a', 1)])).toMatchObject({ ok: true, warnings: [] });
    const read = ask(around(hash), [key('b', 1), key('a', 1)]);
    if (!read.ok) throw new Error('refused');
    expect(read.warnings).toEqual([expect.stringMatching(/^1 of 2 keys, .* lands on no shard of those listed and is left out\.$/)]);
    expect(read.question.keys.map(({ key: kept }) => kept)).toEqual(['b']);
  });
});

describe('advice on a part of the ring', () => {
  const adviseOn = (shards: ShardLoadQuestion['shards'], keys: ShardLoadQuestion['keys']) => {
    const read = ask(shards, keys);
    if (!read.ok) throw new Error('refused');
    return shardLoadAnswer.parse(loadAnswerOf(adviseShards(read.question, read.options), read.question, read.warnings));
  };
  const withKeys = (shard: number, of: number) =>
    crowd(evenShards(4)[shard]!, 200, of).map(({ key: name, load }) => ({ key: name, ...load }));

  it('splits as if the ring were whole', () => {
    const whole = adviseOn(wireShards(4), withKeys(1, 1.1));
    const part = adviseOn(wireShards(4).slice(1, 3), withKeys(1, 1.1));
    expect([part.hotShards, part.advice]).toEqual([whole.hotShards, whole.advice]);
  });

  it('counts no shards, for their number is not known: where all are hot it splits rather than reshard', () => {
    const keys = [1, 2].flatMap((shard) => withKeys(shard, 1));
    expect(new Set(adviseOn(wireShards(4).slice(1, 3), keys).advice.map(({ remedy }) => remedy))).toEqual(new Set(['split']));
  });

  it('salts a key whose suffixes land outside, and foresees nothing of them', () => {
    const [shard] = wireShards(4).filter(({ start, end }) => BigInt(start) <= hashOf('tenant-7') && hashOf('tenant-7') <= BigInt(end));
    const { advice } = adviseOn([shard!], [key('tenant-7', 1.8)]);
    expect(advice).toMatchObject([{ shardId: shard!.id, remedy: 'salt', key: 'tenant-7', after: [] }]);
    expect(advice[0]?.because).toContain('not all of them land on a shard that is known');
  });

  it('never merges across what was left out', () => {
    const shards = wireShards(4).filter(({ id }) => id !== 'shard-1');
    const { advice } = adviseOn(shards, withKeys(0, 0.05));
    expect(advice.map(({ remedy, shardId }) => [remedy, shardId])).toEqual([['merge', 'shard-2']]);
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
