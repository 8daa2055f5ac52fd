import { equalRanges, hashOf, overlapOf, type HashRange } from '../hash-range.js';
import { RangeMap } from '../range-map.js';
import { NO_LOAD, scaleLoad } from '../shard.js';
import { areNeighbours, contentOf, joined, partOf, withKeys, withoutKeys, type KeyMass, type ShardContent } from './shard-content.js';

/** What can be done to a stream. */
export type Change =
  /** The shard that owns the hash splits: the hash and those above it go to the upper child. */
  | { readonly splitAt: bigint }
  | { readonly mergeWith: readonly [string, string] }
  /** Records of the key are written under `suffixedKey(key, 0)` … `(key, suffixes - 1)` in turn instead. */
  | { readonly salt: { readonly key: string; readonly suffixes: number } }
  /** `UpdateShardCount`: that many shards of equal width. */
  | { readonly shardCount: number };

export type ImpossibleChange =
  'no-shard-there' | 'no-such-shard' | 'nothing-below-the-cut' | 'not-neighbours' | 'key-not-measured' | 'count-out-of-range';

export type Changed =
  | { readonly ok: true; readonly contents: RangeMap<ShardContent>; readonly touched: readonly ShardContent[] }
  | { readonly ok: false; readonly reason: ImpossibleChange };

/** The form of a suffixed key that every prediction supposes: `tenant-7#0`, `tenant-7#1`, … */
export const suffixedKey = (key: string, suffix: number): string => `${key}#${String(suffix)}`;

/**
 * The stream after a change: every shard with what would be written to it, and the ones that come to be or get another load. What is
 * written in all stays the same.
 */
export function changed(contents: RangeMap<ShardContent>, change: Change): Changed {
  if ('splitAt' in change) return split(contents, change.splitAt);
  if ('mergeWith' in change) return merged(contents, change.mergeWith);
  if ('salt' in change) return salted(contents, change.salt);
  return resharded(contents, change.shardCount);
}

function split(contents: RangeMap<ShardContent>, splitAt: bigint): Changed {
  const parent = contents.ownerOf(splitAt);
  if (parent === null) return { ok: false, reason: 'no-shard-there' };
  const { start, end } = parent.range;
  if (splitAt === start) return { ok: false, reason: 'nothing-below-the-cut' };
  const lower = partOf(parent, { start, end: splitAt - 1n }, `${parent.shardId}/lower`);
  const upper = partOf(parent, { start: splitAt, end }, `${parent.shardId}/upper`);
  return replaced(contents, [parent], [lower, upper]);
}

function merged(contents: RangeMap<ShardContent>, shardIds: readonly [string, string]): Changed {
  const pair = contents.entries.filter(({ shardId }) => shardIds.includes(shardId));
  const [lower, upper] = pair;
  if (lower === undefined || upper === undefined) return { ok: false, reason: 'no-such-shard' };
  if (!areNeighbours(lower, upper)) return { ok: false, reason: 'not-neighbours' };
  return replaced(contents, pair, [joined(lower, upper, `${lower.shardId}+${upper.shardId}`)]);
}

function salted(contents: RangeMap<ShardContent>, { key, suffixes }: { readonly key: string; readonly suffixes: number }): Changed {
  if (suffixes < 1) return { ok: false, reason: 'count-out-of-range' };
  const found = massOf(contents, key);
  if (found === null) return { ok: false, reason: 'key-not-measured' };
  const { home, mass } = found;
  const pieces = new Map<ShardContent, KeyMass[]>([[home, []]]);
  for (let suffix = 0; suffix < suffixes; suffix++) {
    const piece = pieceOf(mass, suffix, suffixes);
    const owner = contents.ownerOf(piece.hash);
    if (owner === null) return { ok: false, reason: 'no-shard-there' };
    const landed = pieces.get(owner);
    if (landed === undefined) pieces.set(owner, [piece]);
    else landed.push(piece);
  }
  const before = [...pieces.keys()];
  const after = before.map((content) => withKeys(content === home ? withoutKeys(home, [mass]) : content, pieces.get(content) ?? []));
  return replaced(contents, before, after);
}

/** Every part of the ring goes to the new shard there, whatever shard it was in. */
function resharded(contents: RangeMap<ShardContent>, shardCount: number): Changed {
  if (!Number.isInteger(shardCount) || shardCount < 1) return { ok: false, reason: 'count-out-of-range' };
  const after = equalRanges(shardCount).map((range, index) =>
    assembled(contents, range, `even-${String(index + 1)}-of-${String(shardCount)}`),
  );
  return { ok: true, contents: new RangeMap(after), touched: after };
}

function assembled(contents: RangeMap<ShardContent>, range: HashRange, shardId: string): ShardContent {
  const parts = contents.within(range).flatMap((content) => {
    const shared = overlapOf(content.range, range);
    return shared === null ? [] : [partOf(content, shared, shardId)];
  });
  const whole = parts.reduce<ShardContent | null>((lower, upper) => (lower === null ? upper : joined(lower, upper, shardId)), null);
  return whole === null ? contentOf(shardId, range, [], []) : { ...whole, range };
}

/** The shard that a key known by name is written to, and the key's load there. */
export function massOf(contents: RangeMap<ShardContent>, key: string): { home: ShardContent; mass: KeyMass } | null {
  // It lands where its hash says unless its producer says otherwise.
  const likely = contents.ownerOf(hashOf(key));
  for (const home of likely === null ? contents.entries : [likely, ...contents.entries]) {
    const mass = home.keys.find((candidate) => candidate.key === key);
    if (mass !== undefined) return { home, mass };
  }
  return null;
}

function pieceOf(mass: KeyMass, suffix: number, suffixes: number): KeyMass {
  const { key, load, error, shortfall = NO_LOAD } = mass;
  const piece = suffixedKey(key, suffix);
  const share = 1 / suffixes;
  return {
    ...mass,
    key: piece,
    hash: hashOf(piece),
    load: scaleLoad(load, share),
    error: scaleLoad(error, share),
    shortfall: scaleLoad(shortfall, share),
    salted: true,
  };
}

function replaced(contents: RangeMap<ShardContent>, before: readonly ShardContent[], after: readonly ShardContent[]): Changed {
  return { ok: true, contents: contents.replacing(before, after), touched: after };
}
