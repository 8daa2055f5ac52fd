import { md5 as portableMd5 } from '@noble/hashes/legacy.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GREATEST_HASH } from '../hash-range.js';
import { deaggregate } from './deaggregate.js';
import { bytesField, md5, recordField, seal, varint, varintField } from './testing/wire-writer.js';

const PLAIN = { kind: 'plain' };
const keyField = (key: string) => bytesField(1, key);
const hashField = (hash: string) => bytesField(2, hash);
const KEY = keyField('user-1');
const RECORD = recordField(0, 'data');

describe('deaggregate', () => {
  it('finds user records with their keys and sizes', () => {
    const data = seal(
      keyField('user-1'),
      keyField('user-2'),
      hashField(String(GREATEST_HASH)),
      recordField(1, 'hello'),
      recordField(0, 'à la vôtre', varintField(2, 0)),
      recordField(1, ''),
    );
    expect(deaggregate(data, md5)).toEqual({
      kind: 'aggregated',
      userRecords: [
        { partitionKey: 'user-2', explicitHashKey: null, bytes: 5 },
        { partitionKey: 'user-1', explicitHashKey: GREATEST_HASH, bytes: 12 },
        { partitionKey: 'user-2', explicitHashKey: null, bytes: 0 },
      ],
    });
  });

  it('gives the same whoever computes the digest', () => {
    const data = seal(KEY, RECORD);
    expect(deaggregate(data, portableMd5)).toEqual(deaggregate(data, md5));
    expect(deaggregate(data, portableMd5)).toMatchObject({ kind: 'aggregated' });
  });

  it.each<[string, Uint8Array, string]>([
    ['tables after the records', seal(RECORD, KEY), 'user-1'],
    ['fields of a later version, at both levels', seal(KEY, varintField(9, 2n ** 64n - 1n), bytesField(4, 'x'), RECORD), 'user-1'],
    ['fixed-width fields of a later version', seal([9 * 8 + 1, 1, 2, 3, 4, 5, 6, 7, 8], [9 * 8 + 5, 1, 2, 3, 4], KEY, RECORD), 'user-1'],
    ['tags', seal(KEY, recordField(0, 'data', bytesField(4, [...bytesField(1, 'tag'), ...bytesField(2, 'value')]))), 'user-1'],
    ['a varint longer than it need be', seal(KEY, bytesField(3, [8, 0x80, 0x80, 0, ...bytesField(3, 'data')])), 'user-1'],
    ['the last of a field that comes twice', seal(keyField('not-me'), KEY, recordField(0, 'data', varintField(1, 1))), 'user-1'],
    ['a table entry nobody points to, whatever it is', seal(KEY, keyField(''), RECORD), 'user-1'],
    ['a key of 256 characters beyond the basic plane', seal(keyField('🌊'.repeat(256)), RECORD), '🌊'.repeat(256)],
    ['a key that begins like a byte-order mark', seal(keyField('\uFEFFkey'), RECORD), '\uFEFFkey'],
  ])('reads %s', (_, data, partitionKey) => {
    expect(deaggregate(data, md5)).toEqual({ kind: 'aggregated', userRecords: [{ partitionKey, explicitHashKey: null, bytes: 4 }] });
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('{"not":"aggregated"}')],
    ['the magic number alone', Uint8Array.of(0xf3, 0x89, 0x9a, 0xc2)],
    ['an aggregate of nothing', seal()],
    ['an aggregate without records', seal(KEY)],
    ['another digest', seal(KEY, RECORD).with(-1, 0).with(-2, 0)],
    ['another magic number', seal(KEY, RECORD).with(0, 0xf4)],
    ['a record without a key', seal(KEY, bytesField(3, bytesField(3, 'data')))],
    ['a record without data', seal(KEY, bytesField(3, varintField(1, 0)))],
    ['a record of nothing', seal(KEY, bytesField(3, ''))],
    ['a key index out of range', seal(KEY, recordField(1, 'data'))],
    ['a key index beyond 2^53', seal(KEY, recordField(2n ** 63n, 'data'))],
    ['a hash index out of range', seal(KEY, recordField(0, 'data', varintField(2, 0)))],
    ['a key that is empty', seal(keyField(''), RECORD)],
    ['a key that is too long', seal(keyField('k'.repeat(257)), RECORD)],
    ['a key that is too long, in bytes', seal(keyField('🌊'.repeat(257)), RECORD)],
    ['a key that is no UTF-8', seal(bytesField(1, [0xff, 0xfe]), RECORD)],
    ['a hash key beyond the ring', seal(KEY, hashField(String(GREATEST_HASH + 1n)), recordField(0, 'data', varintField(2, 0)))],
    ['a hash key that is no number', seal(KEY, hashField('0x10'), recordField(0, 'data', varintField(2, 0)))],
    ['a hash key that is very long', seal(KEY, hashField('9'.repeat(100_000)), recordField(0, 'data', varintField(2, 0)))],
    ['a key of another type', seal(varintField(1, 5), RECORD)],
    ['an index of another type', seal(KEY, bytesField(3, [...bytesField(1, 'x'), ...bytesField(3, 'data')]))],
    ['data of another type', seal(KEY, bytesField(3, [...varintField(1, 0), ...varintField(3, 4)]))],
    ['a length beyond its message', seal(KEY, RECORD, [3 * 8 + 2, 5, 1])],
    ['a nested length beyond its own message', seal(KEY, bytesField(3, [...varintField(1, 0), 3 * 8 + 2, 5, 1]), bytesField(9, 'padding'))],
    ['a length of 2^63', seal(KEY, RECORD, [3 * 8 + 2, ...varint(2n ** 63n)])],
    ['a varint of eleven bytes', seal(KEY, RECORD, [9 * 8, ...Array<number>(10).fill(0x80), 0])],
    ['a varint of more than 64 bits', seal(KEY, RECORD, [9 * 8, ...Array<number>(9).fill(0x80), 2])],
    ['a varint that does not end', seal(KEY, RECORD, [9 * 8, 0x80])],
    ['a field number of 0', seal(KEY, RECORD, [0, 1])],
    ['a field number too great', seal(KEY, RECORD, [...varint(2n ** 32n), 1])],
    ['a group', seal(KEY, RECORD, [9 * 8 + 3, 9 * 8 + 4])],
    ['a fixed-width field cut short', seal(KEY, RECORD, [9 * 8 + 1, 1, 2, 3])],
    ['more records than an ordinary one can hold', seal(KEY, Array<number[]>(175_001).fill(recordField(0, '')).flat())],
  ])('takes %s for plain', (_, data) => {
    expect(deaggregate(data, md5)).toEqual(PLAIN);
  });

  it('takes every truncation and every flipped bit for plain', () => {
    const data = seal(KEY, keyField('user-2'), hashField('12345'), RECORD, recordField(1, 'more', varintField(2, 0)));
    expect(deaggregate(data, md5)).toMatchObject({ kind: 'aggregated' });
    for (let length = 0; length < data.length; length++) {
      expect(deaggregate(data.subarray(0, length), md5), `${length} bytes`).toEqual(PLAIN);
      for (let bit = 0; bit < 8; bit++) {
        const flipped = data.with(length, (data[length] ?? 0) ^ (1 << bit));
        expect(deaggregate(flipped, md5), `bit ${bit} of byte ${length}`).toEqual(PLAIN);
      }
    }
  });

  it('reads or refuses any message that has its right digest, within what the message can hold', () => {
    const whole = [...KEY, ...hashField('12345'), ...RECORD, ...recordField(0, 'more', varintField(2, 0))];
    const mutation = fc.array(fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.oneof(mutation, fc.uint8Array({ maxLength: 60 })), (change) => {
        const message = change instanceof Uint8Array ? [...change] : [...whole];
        if (!(change instanceof Uint8Array)) for (const { at, byte } of change) message[at] = byte;
        const read = deaggregate(seal(message), md5);
        if (read.kind === 'plain') return;
        expect(read.userRecords.length).toBeGreaterThan(0);
        expect(read.userRecords.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(message.length);
        for (const { partitionKey, explicitHashKey } of read.userRecords) {
          expect(partitionKey).not.toBe('');
          expect(explicitHashKey === null || (explicitHashKey >= 0n && explicitHashKey <= GREATEST_HASH)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
