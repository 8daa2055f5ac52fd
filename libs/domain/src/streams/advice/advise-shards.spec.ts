import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalRanges, GREATEST_HASH, hashOf, holdsHash } from '../hash-range.js';
import { SHARD_WRITE_LIMIT, writeUtilisation, type Shard } from '../shard.js';
import { crowd, evenShards, keysOn, provisioned, share } from '../testing/shard-loads.js';
import { adviseShards } from './advise-shards.js';
import { changed } from './change.js';
import { ADVICE_LIMITS } from './limits.js';
import type { AdviceQuestion, ShardAdvice } from './shard-advice.js';
import { sumOf, utilisationOf } from './shard-content.js';
import { pictureOf } from './stream-load.js';

const shards = evenShards(4);
const [first, second, third, fourth] = shards as [Shard, Shard, Shard, Shard];
const everywhere = (of: number, count = 40) => shards.flatMap((shard) => crowd(shard, count, of));
const remedies = (question: AdviceQuestion) => adviseShards(question).steps.map(({ remedy }) => remedy);
const hottestAfter = ({ after }: ShardAdvice) => Math.max(...after.map(({ writeUtilisation: { estimate } }) => estimate));

describe('one key with most of the traffic', () => {
  const seed = provisioned(shards, [{ key: 'tenant-7', load: share(1.8) }, ...everywhere(0.05)]);

  it('is salted, never split, over the fewest suffixes that keep every shard cool', () => {
    const { hotShards, steps } = adviseShards(seed);
    expect(hotShards).toEqual(['shard-2']);
    expect(steps).toHaveLength(1);
    expect(steps[0]?.change).toEqual({ salt: { key: 'tenant-7', suffixes: 3 } });
    expect(hottestAfter(steps[0]!)).toBeCloseTo(0.65, 9);
    expect(steps[0]?.because).toContain('order of its records');
    const fewer = changed(pictureOf(seed).contents, { salt: { key: 'tenant-7', suffixes: 2 } });
    expect(fewer.ok && Math.max(...fewer.touched.map(utilisationOf))).toBeGreaterThan(ADVICE_LIMITS.hot);
  });

  it.each([
    ['at 90 % of a shard, alone', 0.9, 0],
    ['at 76 %, which is 90 % of its shard', 0.765, 0.085],
    ['at 85 %, with neighbours on both sides', 0.85, 0.1],
  ])('%s: no split is advised first', (_, of, rest) => {
    const question = provisioned(shards, [{ key: 'tenant-7', load: share(of) }, ...crowd(third, 30, rest)]);
    expect(remedies(question)).toEqual(['salt']);
  });

  it('is left whole below the hot limit', () => {
    expect(remedies(provisioned(shards, [{ key: 'tenant-7', load: share(0.5) }, ...everywhere(0.2)]))).toEqual(['none']);
  });

  it('on a stream too small for it gets suffixes and then shards', () => {
    const { steps } = adviseShards(provisioned(evenShards(1), [{ key: 'tenant-7', load: share(0.9) }]));
    expect(steps.map(({ remedy }) => remedy)).toEqual(['salt', 'split']);
    expect(hottestAfter(steps[1]!)).toBeLessThan(ADVICE_LIMITS.hot);
    expect(steps[0]?.because).toContain('too few shards');
  });

  it('counts by records as well as by bytes', () => {
    const { steps } = adviseShards(
      provisioned(shards, [{ key: 'tenant-7', load: { bytesPerSecond: 2_000, recordsPerSecond: 1_700 } }, ...everywhere(0.05)]),
    );
    expect(steps[0]?.remedy).toBe('salt');
    expect(steps[0]?.evidence.limitedBy).toBe('records');
    expect(steps[0]?.alternatives[0]).toContain('Aggregate');
  });

  it('too heavy for any number of suffixes gets the most there may be, and is told so', () => {
    const { steps } = adviseShards(provisioned(shards, [{ key: 'tenant-7', load: share(900) }]));
    expect(steps[0]?.change).toEqual({ salt: { key: 'tenant-7', suffixes: ADVICE_LIMITS.mostSuffixes } });
    const heavier = adviseShards(provisioned(shards, [{ key: 'tenant-7', load: share(4_000) }]));
    expect(heavier.steps.at(-1)?.because).toMatch(/suffix of a salted key|ask again/);
  });

  it('twice on one shard is salted twice', () => {
    const heavy = keysOn(second, 2, 'heavy').map((key) => ({ key, load: share(1.1) }));
    const { steps } = adviseShards(provisioned(evenShards(8), heavy));
    expect(steps.map(({ change }) => change !== null && 'salt' in change && change.salt.key)).toEqual(heavy.map(({ key }) => key));
    expect(hottestAfter(steps[1]!)).toBeLessThan(ADVICE_LIMITS.hot);
  });
});

describe('a stream of which little was seen', () => {
  const quiet = (high: number) =>
    provisioned(shards, [{ key: 'a', load: share(0.0003) }], {
      measured: new Map(shards.map(({ shardId }) => [shardId, share(0.0003)])),
      spans: new Map(shards.map(({ shardId }) => [shardId, { low: 0, high: high / 0.0003 }])),
    });
  const because = (high: number) =>
    adviseShards(quiet(high), { unsure: new Set(shards.map(({ shardId }) => shardId)) }).steps[0]?.because.replaceAll('\u202f', ' ');

  it('is not called cool where its shards may be hot', () => {
    expect(because(1.148)).toContain('too little was seen to tell');
    expect(because(0.3)).toContain('No shard is above 80 %');
  });
  it('takes more than nothing if it takes anything', () => expect(because(0.3)).toContain('takes <0.1 %'));
});

describe('heat that can be divided', () => {
  it('three warm keys sharing a shard by bad luck are split apart', () => {
    const warm = keysOn(second, 3, 'warm').map((key) => ({ key, load: share(0.35) }));
    const { hotShards, steps } = adviseShards(provisioned(shards, warm));
    expect(hotShards).toEqual(['shard-1']);
    expect(steps.map(({ remedy }) => remedy)).toEqual(['split']);
    expect(hottestAfter(steps[0]!)).toBeCloseTo(0.7, 9);
    expect(steps[0]?.after.map(({ shardId }) => shardId)).toEqual(['shard-1/lower', 'shard-1/upper']);
  });

  it('is split again where two children are not enough', () => {
    const warm = keysOn(second, 3, 'warm').map((key) => ({ key, load: share(0.6) }));
    const { steps } = adviseShards(provisioned(shards, warm), { stream: { name: 'orders', region: 'eu-west-1' } });
    expect(steps.map(({ remedy }) => remedy)).toEqual(['split', 'split']);
    expect(steps[1]?.shardIds).toEqual(['shard-1']);
    expect(steps[1]?.after).toHaveLength(3);
    expect(hottestAfter(steps[1]!)).toBeCloseTo(0.6, 9);
    expect(steps[0]?.commands[0]).toMatch(/^aws kinesis split-shard --region eu-west-1 --stream-name orders --shard-to-split shard-1 /);
    expect(steps[1]?.commands[0]).toContain('list-shards');
  });

  it('gradual skew splits the hot shards, not the stream', () => {
    const skewed = [...crowd(first, 40, 0.6), ...crowd(second, 40, 0.8), ...crowd(third, 40, 1), ...crowd(fourth, 40, 1.2)];
    const { hotShards, steps } = adviseShards(provisioned(shards, skewed));
    expect(hotShards).toEqual(['shard-3', 'shard-2', 'shard-1']);
    expect(steps.map(({ remedy, shardIds }) => `${remedy} ${shardIds.join()}`)).toEqual([
      'split shard-3',
      'split shard-2',
      'split shard-1',
    ]);
  });

  it('stops at the quota', () => {
    const { steps } = adviseShards(provisioned(shards, crowd(second, 40, 1.2)), { shardQuota: 4 });
    expect(steps.map(({ remedy }) => remedy)).toEqual(['none']);
    expect(steps[0]?.because).toContain('quota');
  });

  it('is more than an account may have shards for', () => {
    const { hotShards, steps } = adviseShards(provisioned(shards, crowd(second, 40, 30_000)));
    expect([hotShards, steps.map(({ remedy }) => remedy)]).toEqual([['shard-1'], ['none']]);
    expect(steps[0]?.because).toContain('20.0\u202fk shards');
  });

  it('in one hash is nothing to split', () => {
    const lonely = shards.map((shard) => ({ ...shard }));
    const hash = second.range.start + 5n;
    lonely.splice(
      1,
      1,
      { ...second, shardId: 'below', range: { start: second.range.start, end: hash - 1n } },
      { ...second, range: { start: hash, end: hash } },
      { ...second, shardId: 'above', range: { start: hash + 1n, end: second.range.end } },
    );
    const slices = [{ range: { start: hash, end: hash }, load: share(1.5) }];
    const { steps } = adviseShards(provisioned(lonely, [], { slices }));
    expect(steps[0]?.remedy).toBe('none');
    expect(steps[0]?.because).toContain('cannot be divided');
  });
});

describe('heat of the whole stream', () => {
  it('is resharded evenly to the fewest shards that are enough', () => {
    const { steps } = adviseShards(provisioned(shards, everywhere(1, 400)));
    expect(steps.map(({ remedy }) => remedy)).toEqual(['reshard-evenly']);
    expect(steps[0]?.change).toEqual({ shardCount: 6 });
    expect(steps[0]?.shardIds).toHaveLength(4);
    expect(hottestAfter(steps[0]!)).toBeLessThan(ADVICE_LIMITS.hot);
  });

  it('goes no further than AWS lets one call go, and says what follows', () => {
    const { steps } = adviseShards(provisioned(shards, everywhere(3, 400)));
    expect(steps.map(({ change }) => change)).toEqual([{ shardCount: 8 }]);
    expect(steps[0]?.because).toContain('at most double the shards; 1');
  });

  it('is split where no such call is left today', () => {
    expect(new Set(remedies(provisioned(shards, everywhere(1, 400))).values())).toEqual(new Set(['reshard-evenly']));
    const because = (updatesLeft: number) => adviseShards(provisioned(shards, everywhere(1, 400)), { updatesLeft }).steps[0]?.because;
    expect(because(3)).toContain('10 such calls in 24 hours; 3 are left');
    expect(adviseShards(provisioned(shards, everywhere(1, 400))).steps[0]?.because).toContain('how many are left is not known');
    const { steps } = adviseShards(provisioned(shards, everywhere(1, 400)), { updatesLeft: 0 });
    expect(steps.map(({ remedy }) => remedy)).toEqual(['split', 'split', 'split', 'split']);
  });

  it('never brings heavy keys together', () => {
    const { steps } = adviseShards(provisioned(shards, everywhere(1, 2)));
    for (const step of steps) expect(hottestAfter(step)).toBeLessThanOrEqual(1 + 1e-9);
    expect(hottestAfter(steps.at(-1)!)).toBeLessThan(ADVICE_LIMITS.hot);
  });
});

describe('a cold stream', () => {
  it('merges cold neighbours, each once, and says what it saves', () => {
    const cold = [...crowd(first, 5, 0.05), ...crowd(second, 5, 0.07), ...crowd(third, 5, 0.5), ...crowd(fourth, 5, 0.01)];
    const { hotShards, steps } = adviseShards(provisioned(shards, cold));
    expect(hotShards).toEqual([]);
    expect(steps.map(({ change }) => change)).toEqual([{ mergeWith: ['shard-0', 'shard-1'] }]);
    expect(hottestAfter(steps[0]!)).toBeCloseTo(0.12, 9);
    expect(steps[0]?.savingUsdPerMonth).toBeCloseTo(0.015 * 730, 9);
    expect(steps[0]?.because).toContain('$10.95');
  });

  it('merges none of which too little was seen to be sure that it is cold', () => {
    const cold = [...crowd(first, 5, 0.05), ...crowd(second, 5, 0.07), ...crowd(third, 5, 0.5), ...crowd(fourth, 5, 0.01)];
    const { steps } = adviseShards(provisioned(shards, cold), { unsure: new Set(['shard-1']) });
    expect(steps.map(({ remedy }) => remedy)).toEqual(['none']);
  });

  it('merges none that is cold by night only', () => {
    const cold = [...crowd(first, 5, 0.05), ...crowd(second, 5, 0.07), ...crowd(third, 5, 0.5), ...crowd(fourth, 5, 0.01)];
    const by = (...peaks: readonly number[]) => ({
      peaks: { hours: 24, utilisation: new Map(peaks.map((peak, index) => [`shard-${String(index)}`, peak])) },
    });
    expect(adviseShards(provisioned(shards, cold), by(0.1, 0.62)).steps.map(({ remedy }) => remedy)).toEqual(['none']);
    const { steps } = adviseShards(provisioned(shards, cold), by(0.1, 0.15));
    expect(steps.map(({ remedy }) => remedy)).toEqual(['merge']);
    expect(steps[0]?.because.replaceAll('\u202f', ' ')).toContain(
      'Each at its hottest of the 24 hours that are known, they took 25 % together.',
    );
  });

  it('pairs a run of cold shards as far as it goes', () => {
    const five = evenShards(5);
    const { steps } = adviseShards(
      provisioned(
        five,
        five.flatMap((shard) => crowd(shard, 3, 0.02)),
      ),
    );
    expect(steps.map(({ shardIds }) => shardIds)).toEqual([
      ['shard-0', 'shard-1'],
      ['shard-2', 'shard-3'],
    ]);
  });

  it('is left alone where nothing was measured, or neighbours are warm together, or there is heat to deal with', () => {
    expect(remedies(provisioned(shards, []))).toEqual(['none']);
    expect(remedies(provisioned(shards, everywhere(0.4)))).toEqual(['none']);
    expect(remedies(provisioned(evenShards(1), crowd(evenShards(1)[0]!, 5, 0.01)))).toEqual(['none']);
    expect(remedies(provisioned(shards, [...everywhere(0.01), ...crowd(second, 40, 1)]))).toEqual(['split']);
  });
});

describe('where advice is not applicable', () => {
  const load = [{ key: 'tenant-7', load: share(1.8) }, ...everywhere(0.05)];
  it('names the hot shard all the same, on demand', () => {
    const { hotShards, steps } = adviseShards(provisioned(shards, load, { mode: 'ON_DEMAND' }));
    expect(hotShards).toEqual(['shard-2']);
    expect(steps.map(({ remedy }) => remedy)).toEqual(['not-applicable']);
    expect(steps[0]?.because).toContain('cannot divide one key');
  });
  it('says why keys decide nothing under AUTO', () => {
    const { steps } = adviseShards(provisioned(shards, load, { mode: 'ON_DEMAND', distribution: 'AUTO' }));
    expect(steps.map(({ remedy }) => remedy)).toEqual(['not-applicable']);
    expect(steps[0]?.because).toContain('AUTO');
  });
  it('says so of a stream without heat too', () => {
    expect(remedies(provisioned(shards, [], { mode: 'ON_DEMAND' }))).toEqual(['not-applicable']);
  });
});

const load = fc.record({
  bytesPerSecond: fc.double({ min: 0, max: 2 * SHARD_WRITE_LIMIT.bytesPerSecond, noNaN: true }),
  recordsPerSecond: fc.double({ min: 0, max: 2 * SHARD_WRITE_LIMIT.recordsPerSecond, noNaN: true }),
});
const keys = fc.uniqueArray(fc.record({ key: fc.string({ minLength: 1, maxLength: 12 }), load }), {
  selector: ({ key }) => key,
  maxLength: 12,
});
const cuts = fc.uniqueArray(fc.bigInt({ min: 1n, max: GREATEST_HASH }), { maxLength: 8 });
const question = fc.tuple(keys, cuts, fc.boolean()).map(([loads, at, sliced]): AdviceQuestion => {
  const starts = [0n, ...at.sort((a, b) => (a < b ? -1 : 1))];
  const ring = starts.map((start, index) => ({
    ...first,
    shardId: `s${String(index)}`,
    range: { start, end: (starts[index + 1] ?? GREATEST_HASH + 1n) - 1n },
  }));
  const slices = sliced ? equalRanges(16).map((range, index) => ({ range, load: share((index % 5) / 20) })) : [];
  return provisioned(ring, loads, { slices });
});

describe('whatever the load', () => {
  it('a step foresees what the change does, and nothing written is lost', () => {
    fc.assert(
      fc.property(question, (given) => {
        let { contents } = pictureOf(given);
        const total = sumOf(contents.entries);
        for (const { change, after } of adviseShards(given).steps) {
          if (change === null) continue;
          const result = changed(contents, change);
          if (!result.ok) throw new Error(result.reason);
          contents = result.contents;
          for (const shard of after) {
            const there = contents.entries.find(({ shardId }) => shardId === shard.shardId);
            expect(shard.writeUtilisation.estimate).toBe(there && utilisationOf(there));
            expect(shard.writeUtilisation.low).toBeLessThanOrEqual(shard.writeUtilisation.estimate + 1e-9);
            expect(shard.writeUtilisation.high).toBeGreaterThanOrEqual(shard.writeUtilisation.estimate - 1e-9);
          }
          expect(sumOf(contents.entries).bytesPerSecond).toBeCloseTo(total.bytesPerSecond, 3);
          expect(sumOf(contents.entries).recordsPerSecond).toBeCloseTo(total.recordsPerSecond, 6);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('hot shards are those at or above the limit, each key counted where it lands', () => {
    fc.assert(
      fc.property(question, (given) => {
        const expected = given.shards.filter(({ range }) => {
          const own = given.keys.filter(({ key }) => holdsHash(range, hashOf(key)));
          return writeUtilisation(sumOf(own)) >= ADVICE_LIMITS.hot;
        });
        const { hotShards } = adviseShards({ ...given, slices: [] });
        expect([...hotShards].sort()).toEqual(expected.map(({ shardId }) => shardId).sort());
      }),
      { numRuns: 300 },
    );
  });

  it('no shard stays hot unless the last word says why', () => {
    fc.assert(
      fc.property(question, (given) => {
        const { steps } = adviseShards(given);
        let { contents } = pictureOf(given);
        for (const { change } of steps) {
          const result = change === null ? null : changed(contents, change);
          if (result?.ok === true) contents = result.contents;
        }
        const helpless = steps.some(({ remedy, because }) => remedy === 'none' || because.includes('is next'));
        const hot = contents.entries.filter((content) => utilisationOf(content) >= ADVICE_LIMITS.hot);
        expect(hot.length === 0 || helpless).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('every sentence is whole', () => {
    fc.assert(
      fc.property(question, (given) => {
        const { steps } = adviseShards(given);
        expect(steps.length).toBeGreaterThan(0);
        for (const { because, title } of steps) {
          expect(because).not.toMatch(/NaN|Infinity|null|undefined/);
          expect(title.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('at size', () => {
  it('answers for ten thousand shards and a hundred thousand keys', () => {
    const many = evenShards(10_000);
    const light = Array.from({ length: 99_000 }, (_, index) => ({ key: `k${String(index)}`, load: share(0.01) }));
    const heavy = Array.from({ length: 1_000 }, (_, index) => ({ key: `heavy-${String(index)}`, load: share(1.5) }));
    const { hotShards, steps } = adviseShards(provisioned(many, [...heavy, ...light]));
    expect(hotShards.length).toBeGreaterThan(900);
    expect(steps).toHaveLength(ADVICE_LIMITS.mostSteps + 1);
    expect(steps.at(-1)?.because).toContain('ask again');
  }, 30_000);
});
