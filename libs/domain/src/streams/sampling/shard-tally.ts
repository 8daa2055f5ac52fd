import type { EpochMs, KeySample } from '@weir/contract';
import { hashOf, type HashRange, type Md5 } from '../hash-range.js';
import { deaggregate, shareOut } from '../kpl/index.js';
import { addMoment, DrawTally, NO_MOMENTS } from '../sketch/draws.js';
import { HashSlices } from '../sketch/hash-slices.js';
import { HeavyHitters } from '../sketch/heavy-hitters.js';
import type { ShowKey } from './show-key.js';

/** A record as a sampling read brings it. */
export interface SampledRecord {
  /** null: the stream distributes by itself and no key was given. */
  readonly partitionKey: string | null;
  readonly data: Uint8Array;
  readonly arrivedAt: EpochMs | null;
}

/** One sampling read of a shard. */
export interface SampledReply {
  readonly records: readonly SampledRecord[];
  /** Where reading began. */
  readonly from: EpochMs;
  /** Up to when everything that had arrived was seen: the end of the shard's records if all came, else the newest that came. */
  readonly to: EpochMs;
}

/** Of a shard that was seen for this long, few records say that there are few; else so many are needed, in so many reads. */
const LONG_MILLIS = 10_000;
const LEAST_READS = 3;
const LEAST_DRAWS = 60;
/** A key heavier than a sixty-fourth of its shard is never missed, and a minute's sketch of a shard stays under 64 KiB of numbers. */
const CAPACITY = 64;

/**
 * What a minute's samples of one shard say: how much it takes, which keys, where on its part of the ring. Payloads are looked at only to
 * take aggregates apart, and are not kept; keys are kept as the configuration shows them, their hashes as they are.
 */
export class ShardTally {
  readonly #keys = new HeavyHitters(CAPACITY);
  readonly #draws = new DrawTally();
  readonly #slices: HashSlices;
  /** Where shown keys land. Only of those the sketch still holds when it is stored. */
  readonly #hashes = new Map<string, bigint>();
  #millis = 0;
  /** Bytes a second, of each read that tells them. */
  readonly #rates = { ...NO_MOMENTS };
  #aggregated = 0;
  #withoutKey = 0;
  #misplaced = 0;

  /** @param slices of the shard's part of the ring */
  constructor(
    readonly shardId: string,
    range: HashRange,
    slices: number,
    private readonly showKey: ShowKey,
    private readonly md5: Md5,
  ) {
    this.#slices = new HashSlices(range, slices);
  }

  /** What the shard takes in by these samples; null: too few were drawn to say. */
  get bytesPerSecond(): number | null {
    return this.#says ? this.#draws.bytes.sum / this.#seconds : null;
  }

  get recordsPerSecond(): number | null {
    return this.#says ? this.#draws.records.count / this.#seconds : null;
  }

  /** A rate from a handful of records or a blink of time would be a guess. */
  get #says(): boolean {
    return this.#millis >= LONG_MILLIS || (this.#rates.count >= LEAST_READS && this.#draws.records.count >= LEAST_DRAWS);
  }

  /**
   * How long it would take to draw what was drawn at the mean of the rates that the reads saw. A read of a hot shard is full after a blink
   * and one of a calm shard sees seconds: by time alone, a minute that became hot would look calm.
   */
  get #seconds(): number {
    const { sum, count } = this.#rates;
    return sum > 0 ? this.#draws.bytes.sum / (sum / count) : this.#millis / 1000;
  }

  take({ records, from, to }: SampledReply): void {
    const millis = Math.max(0, to - from);
    let [inTime, bytes] = [0, 0];
    for (const record of records) {
      const weight = this.#takeRecord(record);
      // Where a read was cut off its last record ends the time that was seen, and is not in it: of k records a second k - 1 would look like k.
      if (record.arrivedAt !== null && record.arrivedAt >= to) continue;
      inTime += 1;
      bytes += weight;
    }
    if (millis === 0) return;
    this.#millis += millis;
    // A read of one record tells how long that was waited for, which is no rate.
    if (inTime > 0 || records.length === 0) addMoment(this.#rates, (1000 * bytes) / millis);
  }

  /** As it is stored. @param keys how many keys to keep */
  toSample(keys: number): KeySample {
    const summary = this.#keys.summary(keys);
    const slices = this.#slices.toJSON();
    return {
      shardId: this.shardId,
      seconds: this.#seconds,
      aggregated: this.#aggregated,
      withoutKey: this.#withoutKey,
      misplaced: this.#misplaced,
      keys: { ...summary, keys: [...summary.keys] },
      hashes: summary.keys.map(({ key }) => [key, String(this.#hashes.get(key) ?? 0n)]),
      draws: { bytes: { ...this.#draws.bytes }, records: { ...this.#draws.records } },
      rates: { ...this.#rates },
      slices: { ...slices, filled: [...slices.filled] },
    };
  }

  /** @returns what it weighs */
  #takeRecord({ partitionKey, data }: SampledRecord): number {
    const content = deaggregate(data, this.md5);
    const bytes = data.length + (partitionKey === null ? 0 : utf8Length(partitionKey));
    this.#draws.add(bytes);
    if (content.kind === 'aggregated') {
      this.#aggregated += 1;
      for (const { userRecord, bytes: own, records } of shareOut(content.userRecords, bytes))
        this.#count(userRecord.partitionKey, userRecord.explicitHashKey, own, records);
    } else if (partitionKey === null) this.#withoutKey += 1;
    else this.#count(partitionKey, null, bytes, 1);
    return bytes;
  }

  #count(key: string, explicitHash: bigint | null, bytes: number, records: number): void {
    const shown = this.showKey(key);
    const hash = explicitHash ?? this.#hashes.get(shown) ?? hashOf(key, this.md5);
    this.#keys.add(shown, bytes, records);
    if (!this.#slices.add(hash, bytes, records)) this.#misplaced += records;
    this.#hashes.set(shown, hash);
    if (this.#hashes.size > 16 * CAPACITY) this.#forgetHashes();
  }

  /** Keys come without end; the sketch holds few, and of those alone it matters where they land. */
  #forgetHashes(): void {
    const held = new Set(this.#keys.summary().keys.map(({ key }) => key));
    for (const key of this.#hashes.keys()) if (!held.has(key)) this.#hashes.delete(key);
  }
}

/** Bytes of a text in UTF-8, without encoding it. */
function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
