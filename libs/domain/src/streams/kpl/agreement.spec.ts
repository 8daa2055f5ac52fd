import { deaggregateSync, RecordAggregator } from 'aws-kinesis-agg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GREATEST_HASH } from '../hash-range.js';
import { deaggregate, type UserRecord } from './deaggregate.js';
import { md5 } from './testing/wire-writer.js';

declare module 'aws-kinesis-agg' {
  /** Missing in its own types. */
  class RecordAggregator {
    addUserRecord(record: { partitionKey: string; explicitHashKey?: string; data: Buffer }): void;
    build(): { data: Buffer };
  }
}

interface Written {
  readonly partitionKey: string;
  readonly explicitHashKey: bigint | null;
  readonly data: Uint8Array;
}

function aggregate(records: readonly Written[]): Buffer {
  const aggregator = new RecordAggregator();
  for (const { partitionKey, explicitHashKey, data } of records)
    aggregator.addUserRecord({
      partitionKey,
      ...(explicitHashKey !== null && { explicitHashKey: String(explicitHashKey) }),
      data: Buffer.from(data),
    });
  return aggregator.build().data;
}

/** What their reader makes of a record, in our words. */
function theirReading(data: Buffer): UserRecord[] {
  let read: UserRecord[] = [];
  deaggregateSync({ data: data.toString('base64'), partitionKey: 'a', sequenceNumber: '1' }, true, (error, records) => {
    if (error) throw error;
    read = (records ?? []).map((record) => ({
      partitionKey: record.partitionKey,
      explicitHashKey: record.explicitPartitionKey === undefined ? null : BigInt(record.explicitPartitionKey),
      bytes: Buffer.from(record.data, 'base64').length,
    }));
  });
  return read;
}

const partitionKey = fc.oneof(
  fc.constantFrom('a', 'tenant-7', '🌊', '7', '12'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((key) => key.isWellFormed() && key !== '__proto__'),
);
const data = fc.uint8Array({ maxLength: 300 });
const keyed = fc.record({ partitionKey, explicitHashKey: fc.constant(null), data });
const placed = fc.record({ partitionKey, explicitHashKey: fc.bigInt({ min: 0n, max: GREATEST_HASH }), data });
const some = (record: fc.Arbitrary<Written>) => fc.array(record, { minLength: 1, maxLength: 40 });

describe('agreement with aws-kinesis-agg', () => {
  it.each<[string, fc.Arbitrary<Written[]>]>([
    ['by partition key', some(keyed)],
    ['by explicit hash key', some(placed)],
  ])('reads as it does what it wrote for records placed %s', (_, records) => {
    fc.assert(
      fc.property(records, (written) => {
        const aggregated = aggregate(written);
        expect(deaggregate(aggregated, md5)).toEqual({ kind: 'aggregated', userRecords: theirReading(aggregated) });
      }),
    );
  });

  it('finds what was put in, also where only some records have an explicit hash key', () => {
    // Their reader then gives the first explicit hash key to the others too, and their writer sorts keys that look like small numbers.
    fc.assert(
      fc.property(some(fc.oneof(keyed, placed)), (written) => {
        fc.pre(written.every((record) => !/^\d+$/.test(record.partitionKey) && (record.explicitHashKey ?? GREATEST_HASH) > 2n ** 32n));
        const userRecords = written.map((record) => ({
          partitionKey: record.partitionKey,
          explicitHashKey: record.explicitHashKey,
          bytes: record.data.length,
        }));
        expect(deaggregate(aggregate(written), md5)).toEqual({ kind: 'aggregated', userRecords });
      }),
    );
  });

  it('agrees on an aggregate as large as Kinesis takes', () => {
    const written = Array.from({ length: 5_000 }, (_, n) => ({
      partitionKey: `tenant-${n % 700}`,
      explicitHashKey: null,
      data: Buffer.alloc(n % 400, n),
    }));
    const aggregated = aggregate(written);
    expect(aggregated.length).toBeGreaterThan(1_000_000);
    const read = deaggregate(aggregated, md5);
    expect(read).toEqual({ kind: 'aggregated', userRecords: theirReading(aggregated) });
  });

  it('takes each byte of theirs flipped, and each truncation, for plain', () => {
    const aggregated = aggregate([
      { partitionKey: 'a', explicitHashKey: 5n, data: Buffer.from('first') },
      { partitionKey: '🌊', explicitHashKey: GREATEST_HASH, data: Buffer.from('second') },
    ]);
    for (let at = 0; at < aggregated.length; at++) {
      expect(deaggregate(aggregated.subarray(0, at), md5).kind, `${at} bytes`).toBe('plain');
      for (let change = 1; change < 256; change++)
        expect(deaggregate(new Uint8Array(aggregated).with(at, (aggregated[at] ?? 0) ^ change), md5).kind, `byte ${at}`).toBe('plain');
    }
  });
});
