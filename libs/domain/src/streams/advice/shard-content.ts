import { adjoins, overlapOf, widthOf, type HashRange } from '../hash-range.js';
import { addLoads, lessLoad, NO_LOAD, scaleLoad, writeUtilisation, type Load } from '../shard.js';
import type { Bounds } from '../sketch/key-summary.js';

/** The load of one key: it sits at one hash and cannot be divided. */
export interface KeyMass {
  readonly key: string;
  readonly hash: bigint;
  readonly load: Load;
  /** By how much `load` may be too great; what is too much then belongs to other keys of the same shard. */
  readonly error: Load;
  /** By how much it may be too small; what is missing then is among the others of the same shard. Left out: by nothing. */
  readonly shortfall?: Load;
  /** As of what is spread. */
  readonly span?: Bounds;
  /** It is one of the suffixes of a key that advice has salted. */
  readonly salted: boolean;
}

/** Load known only to lie somewhere in a range. */
export interface SpreadMass {
  readonly range: HashRange;
  readonly load: Load;
  /** The load in truth is from `low` to `high` times what is said, all masses of one shard alike. Left out: exactly what is said. */
  readonly span?: Bounds;
}

/** A range of the ring, now or to be, with what is written to it. */
export interface ShardContent {
  readonly shardId: string;
  readonly range: HashRange;
  /** By hash. */
  readonly keys: readonly KeyMass[];
  /** By where they start; inside the range. */
  readonly spreads: readonly SpreadMass[];
  readonly load: Load;
  /** Between these the load lies for certain, given that what was measured is right. */
  readonly low: Load;
  readonly high: Load;
}

export const utilisationOf = ({ load }: ShardContent): number => writeUtilisation(load);

/** All that is known to be in a range: its load is as exact as theirs. */
export function contentOf(shardId: string, range: HashRange, keys: readonly KeyMass[], spreads: readonly SpreadMass[]): ShardContent {
  const load = sumOf([...keys, ...spreads]);
  return { shardId, range, keys, spreads, load, ...spanned(keys, spreads) };
}

/**
 * The part of a content in a range. What is spread is taken to lie evenly; the bounds allow for it lying all on one side of a cut, and
 * for keys having been counted too heavy on either side.
 */
export function partOf(content: ShardContent, range: HashRange, shardId: string): ShardContent {
  if (range.start === content.range.start && content.range.end === range.end) return { ...content, shardId };
  const first = placeOfHash(content.keys, range.start);
  const last = placeOfHash(content.keys, range.end + 1n);
  const keys = content.keys.slice(first, last);
  const cuts = content.spreads.flatMap((spread) => cutOf(spread, range));
  const part = contentOf(
    shardId,
    range,
    keys,
    cuts.map(({ part: inside }) => inside),
  );
  const inside = sumOf(cuts.filter(({ whole }) => !whole).map(({ part: fragment }) => leastOf(fragment)));
  const outside = sumOf(cuts.map(({ part: { span }, rest }) => mostOf({ load: rest, span })));
  const others = [...content.keys.slice(0, first), ...content.keys.slice(last)];
  const overcounted = sumOf(keys.map(({ error, span }) => leastOf({ load: error, span })));
  const missingThere = sumOf(others.map(({ shortfall = NO_LOAD, span }) => leastOf({ load: shortfall, span })));
  const overcountedThere = sumOf(others.map(({ error, span }) => mostOf({ load: error, span })));
  const missing = sumOf(keys.map(({ shortfall = NO_LOAD, span }) => mostOf({ load: shortfall, span })));
  const whole = spanned(content.keys, content.spreads);
  return {
    ...part,
    low: [inside, overcounted, missingThere, lessLoad(whole.low, content.low)].reduce(lessLoad, part.low),
    high: [outside, overcountedThere, missing, lessLoad(content.high, whole.high)].reduce(addLoads, part.high),
  };
}

type Spanned = { readonly load: Load; readonly span?: Bounds | undefined };
const leastOf = ({ load, span }: Spanned): { load: Load } => ({ load: span === undefined ? load : scaleLoad(load, span.low) });
const mostOf = ({ load, span }: Spanned): { load: Load } => ({ load: span === undefined ? load : scaleLoad(load, span.high) });

/** Between what masses come to, were each as light, and as heavy, as it may be. */
function spanned(keys: readonly KeyMass[], spreads: readonly SpreadMass[]): Pick<ShardContent, 'low' | 'high'> {
  const masses = [...keys, ...spreads];
  if (masses.some(({ span }) => span !== undefined)) return { low: sumOf(masses.map(leastOf)), high: sumOf(masses.map(mostOf)) };
  const load = sumOf(masses);
  return { low: load, high: load };
}

/** A key's load at its least and at its greatest. */
export const boundsOfMass = ({ load, error, shortfall = NO_LOAD, span }: KeyMass): { readonly low: Load; readonly high: Load } => ({
  low: leastOf({ load: lessLoad(load, error), span }).load,
  high: mostOf({ load: addLoads(load, shortfall), span }).load,
});

/** The content, were all that is in it as heavy as it may be. */
export function atMost(content: ShardContent): ShardContent {
  const keys = content.keys.map(({ span, ...mass }) => ({ ...mass, load: mostOf({ load: mass.load, span }).load }));
  const spreads = content.spreads.map(({ span, ...mass }) => ({ ...mass, load: mostOf({ load: mass.load, span }).load }));
  return contentOf(content.shardId, content.range, keys, spreads);
}

/** Two contents as one. Neighbouring pieces of what was spread stay apart: together they are as even as they were. */
export function joined(lower: ShardContent, upper: ShardContent, shardId: string): ShardContent {
  return {
    shardId,
    range: { start: lower.range.start, end: upper.range.end },
    keys: [...lower.keys, ...upper.keys],
    spreads: [...lower.spreads, ...upper.spreads],
    load: addLoads(lower.load, upper.load),
    low: addLoads(lower.low, upper.low),
    high: addLoads(lower.high, upper.high),
  };
}

export const areNeighbours = (lower: ShardContent, upper: ShardContent): boolean => adjoins(lower.range, upper.range);

/** The content without some of its keys. What they were overcounted by stays, for it belongs to others. */
export function withoutKeys(content: ShardContent, leaving: readonly KeyMass[]): ShardContent {
  const gone = new Set(leaving);
  const keys = content.keys.filter((mass) => !gone.has(mass));
  // The others are least where those that leave were heaviest, of the same total.
  const heaviest = leaving.map(({ load, shortfall = NO_LOAD, span }) => leastOf({ load: addLoads(load, shortfall), span }));
  const lightest = leaving.map(({ load, error, span }) => mostOf({ load: lessLoad(load, error), span }));
  return {
    ...content,
    keys,
    load: sumOf([...keys, ...content.spreads]),
    low: lessLoad(content.low, sumOf(heaviest)),
    high: lessLoad(content.high, sumOf(lightest)),
  };
}

/** The content with more keys in it. */
export function withKeys(content: ShardContent, more: readonly KeyMass[]): ShardContent {
  const keys = [...content.keys, ...more].sort((a, b) => (a.hash < b.hash ? -1 : 1));
  return {
    ...content,
    keys,
    load: sumOf([...keys, ...content.spreads]),
    low: more.reduce((low, mass) => addLoads(low, boundsOfMass(mass).low), content.low),
    high: more.reduce((high, mass) => addLoads(high, boundsOfMass(mass).high), content.high),
  };
}

/** The place of the first key at or above a hash. */
export function placeOfHash(keys: readonly KeyMass[], hash: bigint): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle]?.hash ?? hash) < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The share of a range that lies in another, 0 to 1. */
export function shareWithin(range: HashRange, other: HashRange): number {
  const shared = overlapOf(range, other);
  return shared === null ? 0 : Number(widthOf(shared)) / Number(widthOf(range));
}

/** The loads of all masses together. A plain loop: it runs over every key of a stream with every step. */
export function sumOf(masses: readonly { readonly load: Load }[]): Load {
  let bytesPerSecond = 0;
  let recordsPerSecond = 0;
  for (const { load } of masses) {
    bytesPerSecond += load.bytesPerSecond;
    recordsPerSecond += load.recordsPerSecond;
  }
  return { bytesPerSecond, recordsPerSecond };
}

interface SpreadCut {
  readonly part: SpreadMass;
  readonly rest: Load;
  readonly whole: boolean;
}

function cutOf(spread: SpreadMass, range: HashRange): SpreadCut[] {
  const shared = overlapOf(spread.range, range);
  if (shared === null) return [];
  const share = shareWithin(spread.range, range);
  const load = scaleLoad(spread.load, share);
  return [{ part: { ...spread, range: shared, load }, rest: lessLoad(spread.load, load), whole: share === 1 }];
}
