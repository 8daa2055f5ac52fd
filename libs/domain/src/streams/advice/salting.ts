import { hashOf } from '../hash-range.js';
import { RangeMap } from '../range-map.js';
import { NO_LOAD, scaleLoad, writeUtilisation, type Load } from '../shard.js';
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

/**
 * A number of suffixes is called practical up to the greater of these: so many, and so many times the fewest conceivable. Hundreds may land just
 * so that none is too many, yet nobody can bring a key in hundreds of parts together again: more shards are the better help then.
 */
const PRACTICAL = { suffixes: 16, timesLeast: 4 } as const;

export interface Salting {
  readonly suffixes: number;
  /** Why some shard that gets a suffix is hot all the same; null: none is. */
  readonly obstacle: SaltObstacle | null;
}

export type SaltObstacle =
  /** All shards together have less room than the key takes: no number of suffixes fits. */
  | { readonly kind: 'too-few-shards' }
  /** There is room, yet no practical number of suffixes lands evenly enough. `enough`: the least number that does; null: none up to `mostSuffixes`. */
  | { readonly kind: 'lands-unevenly'; readonly enough: number | null };

/**
 * The least practical number of suffixes with which every shard that gets one stays below the hot limit. Suffixes land by their hash, evenly
 * only in expectation, so each number is tried by hashing them and adding up what else the shards carry. Other dominant keys do not count:
 * they are salted as well. Where no number fits, each suffix is made light enough for two of them to meet on a shard, and shards are added later.
 */
export function leastSalting(contents: RangeMap<ShardContent>, home: ShardContent, mass: KeyMass): Salting {
  const weight = writeUtilisation(mass.load);
  const least = Math.max(2, Math.floor(weight / ADVICE_LIMITS.hot) + 1);
  const light = Math.ceil((2 * weight) / ADVICE_LIMITS.hot);
  const withShards = Math.min(ADVICE_LIMITS.mostSuffixes, Math.max(least, light));
  const others = contents.entries.map((content) => withoutDominantKeys(content === home ? withoutKeys(home, [mass]) : content).load);
  const room = others.reduce((sum, load) => sum + Math.max(0, ADVICE_LIMITS.hot - writeUtilisation(load)), 0);
  if (room <= weight) return { suffixes: withShards, obstacle: { kind: 'too-few-shards' } };
  const enough = leastThatFits(contents, others, mass, least);
  const practical = Math.max(PRACTICAL.suffixes, PRACTICAL.timesLeast * least);
  return enough !== null && enough <= practical
    ? { suffixes: enough, obstacle: null }
    : { suffixes: withShards, obstacle: { kind: 'lands-unevenly', enough } };
}

/** @param others what the shards carry besides, by their place */
function leastThatFits(contents: RangeMap<ShardContent>, others: readonly Load[], mass: KeyMass, least: number): number | null {
  const landed = new Map<number, number>();
  for (let suffixes = 1; suffixes <= ADVICE_LIMITS.mostSuffixes; suffixes++) {
    const place = contents.placeOf(hashOf(suffixedKey(mass.key, suffixes - 1)));
    // It lands where no shard is known, and so do all greater numbers.
    if (place < 0) return null;
    landed.set(place, (landed.get(place) ?? 0) + 1);
    if (suffixes >= least && areCool(landed, others, scaleLoad(mass.load, 1 / suffixes))) return suffixes;
  }
  return null;
}

/** In plain numbers, and up to the first that is hot: a search looks at up to half a million shards. */
function areCool(landed: ReadonlyMap<number, number>, others: readonly Load[], suffix: Load): boolean {
  for (const [place, count] of landed) {
    const { bytesPerSecond, recordsPerSecond } = others[place] ?? NO_LOAD;
    const load = {
      bytesPerSecond: bytesPerSecond + count * suffix.bytesPerSecond,
      recordsPerSecond: recordsPerSecond + count * suffix.recordsPerSecond,
    };
    if (writeUtilisation(load) >= ADVICE_LIMITS.hot) return false;
  }
  return true;
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
