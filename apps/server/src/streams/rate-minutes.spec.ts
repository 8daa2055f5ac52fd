import type { Series } from '@weir/contract';
import { expect, it } from 'vitest';
import { rateMinutesOf } from './rate-minutes.js';

const MINUTE = 60_000;
const series = (values: readonly (number | null)[], more: Partial<Series> = {}): Series => ({
  unit: 'Count',
  statistic: 'Sum',
  step: 60,
  points: values.map((value, minute): [number, number | null] => [minute * MINUTE, value]),
  absences: [],
  provisionalFrom: null,
  ...more,
});

it('takes a minute in which nothing happened for known, and one that was not read or told for unknown', () => {
  const records = series([600, null, null, 300], {
    provisionalFrom: 3 * MINUTE,
    absences: [
      { from: MINUTE, to: 2 * MINUTE, reason: 'not-emitted' },
      { from: 2 * MINUTE, to: 3 * MINUTE, reason: 'collector-down' },
    ],
  });
  const minutes = rateMinutesOf({ records, bytes: series([6_000, null, null, 3_000]), refused: series([null, null, null, 12]) });
  expect(minutes).toEqual([
    { at: 0, settled: true, incomingRecords: 600, incomingBytes: 6_000, writeThrottled: null },
    { at: MINUTE, settled: true, incomingRecords: null, incomingBytes: null, writeThrottled: null },
    { at: 3 * MINUTE, settled: false, incomingRecords: 300, incomingBytes: 3_000, writeThrottled: 12 },
  ]);
});
