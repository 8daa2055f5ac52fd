import { createHash } from 'node:crypto';
import { deaggregate } from '@weir/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregate } from './kpl.js';

const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest();
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('aggregation', () => {
  it('frames records as the producer library does', () => {
    const framed = aggregate([
      { partitionKey: 'a', data: text('x') },
      { partitionKey: 'b', data: text('yz') },
      { partitionKey: 'a', data: text('') },
    ]);
    const message = [
      0x0a, 1, 0x61, 0x0a, 1, 0x62, 0x1a, 5, 0x08, 0, 0x1a, 1, 0x78, 0x1a, 6, 0x08, 1, 0x1a, 2, 0x79, 0x7a, 0x1a, 4, 0x08, 0, 0x1a, 0,
    ];
    expect([...framed]).toEqual([0xf3, 0x89, 0x9a, 0xc2, ...message, ...md5(Uint8Array.from(message))]);
  });

  it('is read back by a reader written apart from it', () => {
    const record = fc.record({
      partitionKey: fc.string({ minLength: 1, maxLength: 40 }).filter((key) => key.isWellFormed()),
      data: fc.uint8Array({ maxLength: 400 }),
    });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 60 }), (records) => {
        expect(deaggregate(aggregate(records), md5)).toEqual({
          kind: 'aggregated',
          userRecords: records.map(({ partitionKey, data }) => ({ partitionKey, explicitHashKey: null, bytes: data.length })),
        });
      }),
    );
  });
});
