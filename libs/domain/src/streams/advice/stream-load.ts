import { hashOf, overlapOf } from '../hash-range.js';
import { RangeMap } from '../range-map.js';
import { addLoads, lessLoad, NO_LOAD, scaleLoad, ShardRing, writeUtilisation, type Load, type Shard } from '../shard.js';
import type { Bounds } from '../sketch/key-summary.js';
import { contentOf, shareWithin, sumOf, type KeyMass, type ShardContent, type SpreadMass } from './shard-content.js';

/** What one key writes. */
export interface KeyedLoad {
  readonly key: string;
  /** Where it lands, if not where its MD5 says. */
  readonly hash?: bigint;
  readonly load: Load;
  /** By how much `load` may be too great, as a sketch states it. Left out: it is exact. */
  readonly error?: Load;
  /** By how much it may be too small. Left out: by nothing. */
  readonly shortfall?: Load;
}

/** All that is known of the load of a stream. */
export interface StreamLoad {
  /** The open ones count. */
  readonly shards: readonly Shard[];
  /** Those heavy enough to be known by name. A key named more than once weighs the sum. */
  readonly keys: readonly KeyedLoad[];
  /** What the keys above do not account for, by part of the ring. Parts are disjoint. */
  readonly slices?: readonly SpreadMass[];
  /**
   * What was measured of each shard in all, by its id. What the keys leave of it is spread over the shard as its slices are, or evenly if
   * there are none; keys that come to more than was measured are scaled down to it. A shard that is not named is what its keys and slices
   * come to.
   */
  readonly measured?: ReadonlyMap<string, Load>;
  /**
   * Between which multiples of what is said of a shard its load lies in truth, by its id, for all that is written there alike. Left out, or a
   * shard that is not named: it is exact.
   */
  readonly spans?: ReadonlyMap<string, Bounds>;
}

export interface LoadPicture {
  readonly contents: RangeMap<ShardContent>;
  /** Keys that no open shard owns: the shards were listed in the midst of a reshard. They are in no content. */
  readonly unowned: readonly KeyedLoad[];
}

/** Lays a load out over the shards that take it. */
export function pictureOf({ shards, keys, slices = [], measured, spans }: StreamLoad): LoadPicture {
  const ring = new ShardRing(shards);
  const keysOf = new Map<Shard, KeyMass[]>();
  const unowned: KeyedLoad[] = [];
  for (const mass of massesOf(keys)) {
    const owner = ring.ownerOf(mass.hash);
    if (owner === null) unowned.push(mass);
    else push(keysOf, owner, mass);
  }
  const spreadsOf = new Map<Shard, SpreadMass[]>();
  for (const slice of slices) {
    for (const owner of ring.within(slice.range)) {
      const range = overlapOf(slice.range, owner.range);
      if (range !== null) push(spreadsOf, owner, { range, load: scaleLoad(slice.load, shareWithin(slice.range, owner.range)) });
    }
  }
  const contents = ring.entries.map((shard) => {
    const span = spans?.get(shard.shardId);
    const own = (keysOf.get(shard) ?? []).sort((a, b) => (a.hash < b.hash ? -1 : 1));
    const spreads = spreadsOf.get(shard) ?? [];
    const total = measured?.get(shard.shardId);
    const masses = total === undefined ? { keys: own, spreads } : matching(total, shard, own, spreads);
    const spanned = <Mass extends KeyMass | SpreadMass>(mass: Mass): Mass => (span === undefined ? mass : { ...mass, span });
    return contentOf(shard.shardId, shard.range, masses.keys.map(spanned), masses.spreads.map(spanned));
  });
  return { contents: new RangeMap(contents), unowned };
}

/**
 * A histogram of everything, less the keys that are told apart: what `slices` of a `StreamLoad` must be.
 * @param histogram disjoint parts of the ring with all that was written to them
 */
export function backgroundOf(histogram: readonly SpreadMass[], keys: readonly KeyedLoad[]): SpreadMass[] {
  const parts = new RangeMap(histogram);
  const told = new Map<SpreadMass, Load>();
  for (const { hash, load } of massesOf(keys)) {
    const part = parts.ownerOf(hash);
    if (part !== null) told.set(part, addLoads(told.get(part) ?? NO_LOAD, load));
  }
  return parts.entries.map((part) => ({ range: part.range, load: lessLoad(part.load, told.get(part) ?? NO_LOAD) }));
}

function massesOf(keys: readonly KeyedLoad[]): KeyMass[] {
  const masses = new Map<string, KeyMass>();
  for (const { key, hash, load, error = NO_LOAD, shortfall = NO_LOAD } of keys) {
    const known = masses.get(key);
    masses.set(key, {
      key,
      hash: known?.hash ?? hash ?? hashOf(key),
      load: addLoads(known?.load ?? NO_LOAD, load),
      error: addLoads(known?.error ?? NO_LOAD, error),
      shortfall: addLoads(known?.shortfall ?? NO_LOAD, shortfall),
      salted: false,
    });
  }
  return [...masses.values()];
}

/** What is in a shard whose total was measured. Bytes and records are fitted each on its own. */
function matching(
  total: Load,
  { range }: Shard,
  keys: readonly KeyMass[],
  slices: readonly SpreadMass[],
): Pick<ShardContent, 'keys' | 'spreads'> {
  const named = sumOf(keys);
  const fit = (load: Load): Load => ({
    bytesPerSecond: load.bytesPerSecond * Math.min(1, ratio(total.bytesPerSecond, named.bytesPerSecond)),
    recordsPerSecond: load.recordsPerSecond * Math.min(1, ratio(total.recordsPerSecond, named.recordsPerSecond)),
  });
  const rest = lessLoad(total, named);
  const weight = sumOf(slices);
  const spread = slices.map((slice) => ({
    range: slice.range,
    load: {
      bytesPerSecond: weight.bytesPerSecond === 0 ? 0 : (rest.bytesPerSecond * slice.load.bytesPerSecond) / weight.bytesPerSecond,
      recordsPerSecond: weight.recordsPerSecond === 0 ? 0 : (rest.recordsPerSecond * slice.load.recordsPerSecond) / weight.recordsPerSecond,
    },
  }));
  const placed = sumOf(spread);
  const unplaced = {
    bytesPerSecond: weight.bytesPerSecond === 0 ? rest.bytesPerSecond : 0,
    recordsPerSecond: weight.recordsPerSecond === 0 ? rest.recordsPerSecond : 0,
  };
  const spreads = writeUtilisation(placed) > 0 ? spread : [];
  const even = writeUtilisation(unplaced) > 0 ? [{ range, load: unplaced }] : [];
  const fitted = keys.map((mass) => ({
    ...mass,
    load: fit(mass.load),
    error: fit(mass.error),
    shortfall: leastLoad(fit(mass.shortfall ?? NO_LOAD), rest),
  }));
  return { keys: fitted, spreads: [...spreads, ...even] };
}

/** What a key lacks can be among the rest only. */
const leastLoad = (a: Load, b: Load): Load => ({
  bytesPerSecond: Math.min(a.bytesPerSecond, b.bytesPerSecond),
  recordsPerSecond: Math.min(a.recordsPerSecond, b.recordsPerSecond),
});

const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

function push<Owner, Item>(map: Map<Owner, Item[]>, owner: Owner, item: Item): void {
  const list = map.get(owner);
  if (list === undefined) map.set(owner, [item]);
  else list.push(item);
}
