import { hashOf } from '../hash-range.js';
import { RangeMap } from '../range-map.js';
import { addLoads, scaleLoad, writeUtilisation } from '../shard.js';
import { bestCut } from './best-cut.js';
import { suffixedKey } from './change.js';
import { ADVICE_LIMITS } from './limits.js';
import { atMost, utilisationOf, withoutKeys, type KeyMass, type ShardContent } from './shard-content.js';

/** Contents never change, and a plan looks at most of them again with every step. */
const DOMINANT = new WeakMap<ShardContent, KeyMass | null>();
const DIVISIBLE = new WeakMap<ShardContent, ShardContent>();

function remembered<Found>(memory: WeakMap<ShardContent, Found>, content: ShardContent, find: (content: ShardContent) => Found): Found {
  const known = memory.get(content);
  if (known !== undefined) return known;
  const found = find(content);
  memory.set(content, found);
  return found;
}

/**
 * The key that makes a hot shard hot by itself: alone it would make any shard hot, or no split takes enough off the child that gets it.
 * null: the heat can be divided.
 */
export function dominantKey(content: ShardContent): KeyMass | null {
  if (utilisationOf(content) < ADVICE_LIMITS.hot) return null;
  return remembered(DOMINANT, content, findDominantKey);
}

function findDominantKey(content: ShardContent): KeyMass | null {
  const heaviest = heaviestKey(content);
  if (heaviest === null || heaviest.salted) return null;
  if (writeUtilisation(heaviest.load) >= ADVICE_LIMITS.hot) return heaviest;
  // A key that carries little is not to blame for what cannot be cut.
  if (2 * writeUtilisation(heaviest.load) < utilisationOf(content)) return null;
  const cut = bestCut(content);
  const relieved = cut !== null && cut.worst <= (1 - ADVICE_LIMITS.leastRelief) * utilisationOf(content);
  return relieved ? null : heaviest;
}

export function heaviestKey({ keys }: ShardContent): KeyMass | null {
  return keys.reduce<KeyMass | null>(
    (heaviest, mass) => (heaviest === null || writeUtilisation(mass.load) > writeUtilisation(heaviest.load) ? mass : heaviest),
    null,
  );
}

/** Beyond so many times the fewest conceivable suffixes, more shards are the better help. */
const MOST_TIMES_LEAST = 4;

export interface Salting {
  readonly suffixes: number;
  /** Every shard that gets a suffix stays below the hot limit. False: the stream has too few shards for that. */
  readonly fits: boolean;
}

/**
 * The least number of suffixes with which every shard that gets one stays below the hot limit. Suffixes land by their hash, evenly only
 * in expectation, so each number is tried by hashing them and adding up what else the shards carry. Other dominant keys do not count: they
 * are salted as well. Where no number fits, each suffix is made light enough for two of them to meet on a shard, and shards are added later.
 */
export function leastSalting(contents: RangeMap<ShardContent>, home: ShardContent, mass: KeyMass): Salting {
  const weight = writeUtilisation(mass.load);
  const least = Math.max(2, Math.floor(weight / ADVICE_LIMITS.hot) + 1);
  const light = Math.ceil((2 * weight) / ADVICE_LIMITS.hot);
  const tooFewShards = { suffixes: Math.min(ADVICE_LIMITS.mostSuffixes, Math.max(least, light)), fits: false };
  const others = contents.entries.map((content) => withoutDominantKeys(content === home ? withoutKeys(home, [mass]) : content).load);
  const room = others.reduce((sum, load) => sum + Math.max(0, ADVICE_LIMITS.hot - writeUtilisation(load)), 0);
  if (room <= weight) return tooFewShards;
  const landed = new Map<number, number>();
  // Hundreds of suffixes may land just so that none is too many, yet nobody can bring a key in hundreds of parts together again.
  const most = Math.min(ADVICE_LIMITS.mostSuffixes, MOST_TIMES_LEAST * least);
  for (let suffixes = 1; suffixes <= most; suffixes++) {
    const place = contents.placeOf(hashOf(suffixedKey(mass.key, suffixes - 1)));
    landed.set(place, (landed.get(place) ?? 0) + 1);
    if (suffixes < least) continue;
    const cool = [...landed].every(([at, count]) => {
      const rest = others[at];
      return rest !== undefined && writeUtilisation(addLoads(rest, scaleLoad(mass.load, count / suffixes))) < ADVICE_LIMITS.hot;
    });
    if (cool) return { suffixes, fits: true };
  }
  return tooFewShards;
}

/** The same, were every load as great as it may be; null: the loads are exact. */
export function greatestSalting(contents: RangeMap<ShardContent>, home: ShardContent, mass: KeyMass): Salting | null {
  if (mass.span === undefined) return null;
  const most = new RangeMap(contents.entries.map(atMost));
  const there = most.ownerOf(home.range.start);
  const key = there?.keys.find((candidate) => candidate.key === mass.key);
  return there === null || key === undefined ? null : leastSalting(most, there, key);
}

/** What would be left of a content, were all its dominant keys salted elsewhere. */
export function withoutDominantKeys(content: ShardContent): ShardContent {
  return utilisationOf(content) < ADVICE_LIMITS.hot ? content : remembered(DIVISIBLE, content, findDivisible);
}

function findDivisible(content: ShardContent): ShardContent {
  const heavy = content.keys.filter(({ load, salted }) => !salted && writeUtilisation(load) >= ADVICE_LIMITS.hot);
  let rest = heavy.length === 0 ? content : withoutKeys(content, heavy);
  for (let mass = dominantKey(rest); mass !== null; mass = dominantKey(rest)) rest = withoutKeys(rest, [mass]);
  return rest;
}
