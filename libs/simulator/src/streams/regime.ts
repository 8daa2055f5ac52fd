import { hashOf, MINUTE_MS, suffixedKey } from '@weir/domain';
import type { Producer, RecordDistribution, StreamTraffic } from '../estate/stream-blueprint.js';
import { shareOfPeak, type ShapeName } from '../traffic/shape.js';
import type { StreamTrouble } from '../trouble/stream-trouble.js';
import { keyTable, type KeyTable } from './key-table.js';

/** A key that is told apart. */
export interface Head {
  readonly key: string;
  readonly hash: bigint;
  readonly share: number;
  /** Of the data of each record, without the key. */
  readonly dataBytes: number;
  /** Records per second that come whatever the hour. */
  readonly extra: number;
  /** The extra grows from nothing over so many minutes from `extraFrom` (epoch milliseconds). */
  readonly rampMinutes: number;
  readonly extraFrom: number;
}

/** What feeds a stream for some time: a blueprint's traffic with the troubles in force worked in. */
export interface Regime {
  readonly peakRecordsPerSecond: number;
  readonly shape: ShapeName;
  readonly hourOffset: number;
  readonly heads: readonly Head[];
  readonly tail: { readonly table: KeyTable; readonly share: number; readonly dataBytes: number };
  readonly keyless: boolean;
  readonly burst: StreamTraffic['burst'];
  readonly producer: Producer;
  readonly distribution: RecordDistribution;
}

export interface TroubleInForce {
  readonly trouble: StreamTrouble;
  /** Epoch milliseconds. */
  readonly from: number;
}

/** From `from` on (epoch milliseconds, a whole second) producers write a key under so many suffixes in turn. */
export interface Salt {
  readonly key: string;
  readonly suffixes: number;
  readonly from: number;
}

export interface RegimePlace {
  /** Share of the company's business done here. */
  readonly volume: number;
  readonly hourOffset: number;
  readonly distribution: RecordDistribution;
}

/** Works the troubles and salts in force into a stream's traffic; troubles of consumers change nothing here. */
export function regimeOf(
  traffic: StreamTraffic,
  troubles: readonly TroubleInForce[],
  place: RegimePlace,
  salts: readonly Salt[] = [],
): Regime {
  const heads = new Map<string, Head>(
    traffic.heads.map(({ key, share, dataBytes }) => [
      key,
      { key, hash: hashOf(key), share, dataBytes, extra: 0, rampMinutes: 0, extraFrom: 0 },
    ]),
  );
  let peak = traffic.peakRecordsPerSecond * place.volume;
  for (const { trouble, from } of troubles) {
    if (trouble.kind === 'surge') peak *= trouble.factor;
    if (trouble.kind !== 'hot-key') continue;
    const { key, recordsPerSecond: extra, rampMinutes, dataBytes } = trouble;
    const head = heads.get(key) ?? { key, hash: hashOf(key), share: 0, dataBytes };
    heads.set(key, { ...head, extra, rampMinutes, extraFrom: from });
  }
  const { prefix, count, dataBytes } = traffic.tail;
  return {
    peakRecordsPerSecond: peak,
    shape: traffic.shape,
    hourOffset: place.hourOffset,
    heads: salts.reduce(salted, [...heads.values()]),
    tail: {
      table: keyTable(prefix, count),
      share: Math.max(0, 1 - traffic.heads.reduce((sum, { share }) => sum + share, 0)),
      dataBytes,
    },
    keyless: traffic.keyless,
    burst: traffic.burst,
    producer: traffic.producer,
    distribution: place.distribution,
  };
}

/** The heads with one of them in equal parts under its suffixes. */
const salted = (heads: readonly Head[], { key, suffixes }: Salt): Head[] =>
  heads.flatMap((head) => (head.key === key ? Array.from({ length: suffixes }, (_, suffix) => partOf(head, suffix, suffixes)) : [head]));

function partOf(head: Head, suffix: number, suffixes: number): Head {
  const key = suffixedKey(head.key, suffix);
  return { ...head, key, hash: hashOf(key), share: head.share / suffixes, extra: head.extra / suffixes };
}

/** Records per second of everything but the extras, in the minute that starts at `minute` (epoch milliseconds). */
export const baseRate = (regime: Regime, minute: number): number =>
  regime.peakRecordsPerSecond * shareOfPeak(regime.shape, minute, regime.hourOffset);

/** Records per second that a head sends beyond its share. */
export function extraRate(head: Head, minute: number): number {
  if (head.rampMinutes === 0) return head.extra;
  return head.extra * Math.min(1, Math.max(0, (minute - head.extraFrom) / (head.rampMinutes * MINUTE_MS)));
}
