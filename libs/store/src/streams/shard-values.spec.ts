import { resourceIdOf, SHARD_METRIC_ORDER, type ShardMinute } from '@weir/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOON } from '../testing/fixtures.js';
import { columnOf, decodeColumns, decodeFloats, encodeFloats, packMinute } from './shard-values.js';

const minute = (values: ShardMinute['values']): ShardMinute => ({
  streamId: resourceIdOf('arn:aws:kinesis:eu-west-1:111122223333:stream/clicks'),
  at: NOON,
  source: 'metrics',
  settled: true,
  values,
});

test('floats are little-endian bytes without a break, and come back as they went', () => {
  expect(Buffer.from(encodeFloats(Float32Array.of(1, -2)), 'base64').toString('hex')).toBe('0000803f000000c0');
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 50 }), (floats) => {
      const base64 = encodeFloats(floats);
      expect(decodeFloats(base64)).toEqual(floats);
      // PostgreSQL breaks lines.
      expect(decodeFloats(base64.replaceAll(/.{76}/g, '$&\n'))).toEqual(floats);
    }),
  );
});

test('what is no reading is not known, and nothing is kept of what says nothing', () => {
  const { values } = packMinute(
    minute({ incomingBytes: [1, null, Number.NaN, 2, Infinity, 1e39, null], iteratorAge: [null, Number.NaN], outgoingBytes: [] }),
    NOON,
  );
  expect(values).toEqual({ incomingBytes: Float32Array.of(1, Number.NaN, Number.NaN, 2) });
});

test('a zero is a reading', () => {
  expect(packMinute(minute({ writeThrottled: [0, null] }), NOON).values).toEqual({ writeThrottled: Float32Array.of(0) });
});

test('every metric has a column', () => {
  expect(SHARD_METRIC_ORDER.map(columnOf)).toEqual([
    'incoming_bytes',
    'incoming_records',
    'write_throttled',
    'read_throttled',
    'outgoing_bytes',
    'outgoing_records',
    'iterator_age',
  ]);
  expect(decodeColumns(['incomingBytes', 'iteratorAge'], [null, encodeFloats(Float32Array.of(3))])).toEqual({
    iteratorAge: Float32Array.of(3),
  });
});
