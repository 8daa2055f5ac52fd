import { describe, expect, it } from 'vitest';
import { DrawTally } from './draws.js';
import { HeavyHitters } from './heavy-hitters.js';
import { scaleSample, type Sample } from './scale-sample.js';
import { boundShare } from './share-bounds.js';
import { normal, seededRandom } from './testing/seeded-random.js';

type Random = () => number;
interface UserRecord {
  readonly key: string;
  readonly bytes: number;
}
/** What lies in one stored record. */
type Stored = readonly UserRecord[];

const lognormal = (random: Random, spread: number): number => Math.ceil(Math.min(1_048_576, 400 * Math.exp(spread * normal(random))));
const either = (random: Random, share: number, other: string): string => (random() < share ? 'hot' : other);

/** Shards whose records differ in every way that could mislead a bound. */
const SHARDS: Readonly<Record<string, (random: Random) => Stored>> = {
  'one key with 90 % of equal records': (random) => [{ key: either(random, 0.9, 'rest'), bytes: 1_000 }],
  'a hot key with many small records among few large ones': (random) =>
    random() < 0.8 ? [{ key: 'hot', bytes: 50 + 50 * random() }] : [{ key: 'rest', bytes: 4_000 * random() + 1_000 }],
  'a hot key with few large records among many small ones': (random) =>
    random() < 0.05 ? [{ key: 'hot', bytes: 20_000 * random() + 5_000 }] : [{ key: 'rest', bytes: 300 }],
  'sizes over three orders of magnitude': (random) => [{ key: either(random, 0.4, 'rest'), bytes: lognormal(random, 1.2) }],
  'a warm key of 3 %': (random) => [{ key: either(random, 0.03, 'rest'), bytes: 200 + 800 * random() }],
  'aggregates of one key each': (random) => {
    const key = either(random, 0.5, 'rest');
    return Array.from({ length: 1 + Math.floor(40 * random()) }, () => ({ key, bytes: 100 }));
  },
  'many keys beside the hot one': (random) => [
    { key: either(random, 0.3, `tenant-${Math.floor(5_000 * random())}`), bytes: 100 + 900 * random() },
  ],
};

const CONFIDENCE = 0.95;
const TRIALS = 150;

function sampleOf(draws: readonly Stored[], capacity: number): Pick<Sample, 'keys' | 'draws'> {
  const sketch = new HeavyHitters(capacity);
  const tally = new DrawTally();
  for (const stored of draws) {
    for (const { key, bytes } of stored) sketch.add(key, bytes, 1 / stored.length);
    tally.add(stored.reduce((sum, { bytes }) => sum + bytes, 0));
  }
  return { keys: sketch.summary(), draws: tally };
}

/** Of some stored records the share of the hot key, by bytes and by records. */
function trueShares(shard: readonly Stored[]): { bytes: number; records: number } {
  const { keys, draws } = sampleOf(shard, 20_000);
  const hot = keys.keys.find(({ key }) => key === 'hot')!;
  return { bytes: hot.bytes.high / draws.bytes.sum, records: hot.records.high / draws.records.sum };
}

/** Puts `count` of the elements, drawn without replacement, first. */
function drawFirst<Element>(elements: Element[], count: number, random: Random): Element[] {
  for (let at = 0; at < count; at++) {
    const other = at + Math.floor((elements.length - at) * random());
    [elements[at], elements[other]] = [elements[other]!, elements[at]!];
  }
  return elements.slice(0, count);
}

describe('scaleSample', () => {
  const load = { bytesPerSecond: 1_000_000, recordsPerSecond: 800 };

  describe.each(Object.keys(SHARDS))('of %s', (name) => {
    it.each([100, 1_000, 4_000])('has the true share within its bounds as often as it says, for %s of 5,000 records', (count) => {
      const random = seededRandom(count);
      const shard = Array.from({ length: 5_000 }, () => SHARDS[name]!(random));
      const truth = trueShares(shard);
      let [bytesHeld, recordsHeld] = [0, 0];
      for (let trial = 0; trial < TRIALS; trial++) {
        const { keys, draws } = sampleOf(drawFirst(shard, count, random), 50);
        const scaled = scaleSample({ keys, draws, load, unread: null, confidence: CONFIDENCE });
        const hot = scaled.find(({ key }) => key === 'hot') ?? {
          bytesShare: boundShare({ low: 0, high: keys.errorBytes }, draws.bytes, CONFIDENCE),
          recordsShare: boundShare({ low: 0, high: keys.errorRecords }, draws.records, CONFIDENCE),
        };
        if (hot.bytesShare.low <= truth.bytes && truth.bytes <= hot.bytesShare.high) bytesHeld++;
        if (hot.recordsShare.low <= truth.records && truth.records <= hot.recordsShare.high) recordsHeld++;
      }
      expect(bytesHeld / TRIALS).toBeGreaterThanOrEqual(CONFIDENCE);
      expect(recordsHeld / TRIALS).toBeGreaterThanOrEqual(CONFIDENCE);
    });
  });

  it('gives loads that can be acted on: within 2 % for a dominant key after ten seconds of a full shard', () => {
    const random = seededRandom(7);
    const draws = Array.from({ length: 10_000 }, () => SHARDS['one key with 90 % of equal records']!(random));
    const [hot] = scaleSample({ ...sampleOf(draws, 50), load, unread: null });
    expect(hot!.key).toBe('hot');
    expect(hot!.bytesShare.high - hot!.bytesShare.low).toBeLessThan(0.04);
    expect(hot!.bytesPerSecond.low / 1_000_000).toBeCloseTo(hot!.bytesShare.low);
    expect(hot!.recordsPerSecond.high / 800).toBeCloseTo(hot!.recordsShare.high);
  });

  describe('knowing what was not read', () => {
    const draws: Stored[] = [[{ key: 'hot', bytes: 600 }], [{ key: 'rest', bytes: 200 }], [{ key: 'hot', bytes: 200 }]];
    const sample = sampleOf(draws, 10);

    it('is exact when that is nothing', () => {
      const [hot] = scaleSample({ ...sample, load, unread: { bytes: 0, records: 0 } });
      expect(hot!.bytesShare).toEqual({ estimate: 0.8, low: 0.8, high: 0.8 });
      expect(hot!.bytesPerSecond).toEqual({ estimate: 800_000, low: 800_000, high: 800_000 });
      expect(hot!.recordsShare.low).toBeCloseTo(2 / 3);
      expect(hot!.recordsShare.high).toBeCloseTo(2 / 3);
    });

    it('gives a key all or none of it', () => {
      const [hot] = scaleSample({ ...sample, load, unread: { bytes: 1_000, records: 1 } });
      expect(hot!.bytesShare).toEqual({ estimate: 0.8, low: 0.4, high: 0.9 });
      expect(hot!.recordsShare).toMatchObject({ low: 0.5, high: 0.75 });
    });

    it('knows next to nothing from three records else', () => {
      const [hot] = scaleSample({ ...sample, load, unread: null });
      expect(hot!.bytesShare).toEqual({ estimate: 0.8, low: 0, high: 1 });
    });
  });
});
