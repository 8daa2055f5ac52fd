import { mix, seedOf } from '../chance/chance.js';
import { firstFrom } from './key-table.js';
import { placeOf, type Epoch, type StreamShard } from './lineage.js';
import type { Head, Regime } from './regime.js';

/** The records of one key, or of the tail's keys in one shard, as far as they go to that shard. */
export interface Portion {
  /** null: the tail. */
  readonly head: Head | null;
  /** Of the base rate. */
  readonly share: number;
  /** Of the head's extra rate. */
  readonly extraShare: number;
  readonly dataBytes: number;
  /** What a record counts: data and key; of aggregated records also its part of the frame. */
  readonly bytes: number;
  /** Keys of the tail in this shard: places in the table, the upper exclusive. */
  readonly from: number;
  readonly to: number;
  readonly seed: number;
}

/** What each open shard gets of a regime. */
export interface Placement {
  readonly open: readonly StreamShard[];
  /** By place in `open`. */
  readonly portions: readonly (readonly Portion[])[];
  /** Place in `open` of a shard, by its number. */
  readonly places: ReadonlyMap<number, number>;
}

/** Frame of one user record in an aggregate: tags, lengths and the index of its key. Source: KPL aggregation format, for data of 128 B to 16 kB. */
const AGGREGATED_RECORD_BYTES = 8;
/** Magic number, digest, and lengths. */
export const AGGREGATE_BYTES = 4 + 16;

/** By the hash of the keys, or evenly where the service distributes records by itself. */
export function placementOf(regime: Regime, epoch: Epoch, streamSeed: number): Placement {
  const { open } = epoch;
  const places = new Map(open.map((shard, place) => [shard.index, place]));
  const portions = regime.distribution === 'AUTO' ? evenPortions(regime, open, streamSeed) : keyedPortions(regime, open, streamSeed);
  return { open, portions, places };
}

/** Service-managed: every shard gets the same part of everything. */
function evenPortions(regime: Regime, open: readonly StreamShard[], streamSeed: number): Portion[][] {
  const { tail, heads } = regime;
  return open.map((shard) => [
    ...heads.map((head) => headPortion(regime, head, 1 / open.length, mix(seedOf(streamSeed, head.key), shard.index))),
    {
      head: null,
      share: tail.share / open.length,
      extraShare: 0,
      dataBytes: tail.dataBytes,
      bytes: tailBytes(regime),
      from: 0,
      to: tail.table.keys.length,
      seed: tailSeed(streamSeed, shard),
    },
  ]);
}

/** By the hash of the key: a head is one shard's, the tail is spread as its keys' hashes fall. */
function keyedPortions(regime: Regime, open: readonly StreamShard[], streamSeed: number): Portion[][] {
  const { tail, heads } = regime;
  const portions: Portion[][] = open.map((shard) => {
    const from = firstFrom(tail.table, shard.range.start);
    const to = firstFrom(tail.table, shard.range.end + 1n);
    const share = (tail.share * (to - from)) / tail.table.keys.length;
    const bytes = tailBytes(regime);
    return share > 0
      ? [{ head: null, share, extraShare: 0, dataBytes: tail.dataBytes, bytes, from, to, seed: tailSeed(streamSeed, shard) }]
      : [];
  });
  for (const head of heads) portions[placeOf(open, head.hash)]?.push(headPortion(regime, head, 1, seedOf(streamSeed, head.key)));
  return portions;
}

function headPortion(regime: Regime, head: Head, part: number, seed: number): Portion {
  const { dataBytes } = head;
  // A key that comes again and again stands once in the table of each aggregate.
  const bytes = regime.producer.kind === 'kpl' ? dataBytes + AGGREGATED_RECORD_BYTES : dataBytes + utf8Length(head.key);
  return { head, share: head.share * part, extraShare: part, dataBytes, bytes, from: 0, to: 0, seed };
}

function tailBytes({ tail, keyless, producer }: Regime): number {
  if (keyless) return tail.dataBytes;
  const keyBytes = utf8Length(tail.table.keys[0] ?? '');
  return tail.dataBytes + keyBytes + (producer.kind === 'kpl' ? AGGREGATED_RECORD_BYTES + 2 : 0);
}

const tailSeed = (streamSeed: number, shard: StreamShard): number => mix(streamSeed, shard.index, 977);

const encoder = new TextEncoder();
const utf8Length = (text: string): number => encoder.encode(text).length;
