import { expect, test } from 'vitest';
import { MetricSpellings } from './metric-spellings.js';

const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;
const NAMES = ['IngestiontoInvocationStartLatency', 'IngestionToInvocationStartLatency'];

test('all names are asked at first and once an hour, else the first, until one is found', () => {
  const spellings = new MetricSpellings();
  const asked = (at: number) => spellings.toAsk('startLatency', NAMES, at);
  expect(asked(NOW)).toEqual(NAMES);
  expect(asked(NOW + 1)).toEqual(NAMES.slice(0, 1));
  expect(asked(NOW + HOUR - 1)).toEqual(NAMES.slice(0, 1));
  expect(asked(NOW + HOUR)).toEqual(NAMES);
  spellings.note('startLatency', NAMES[1] ?? '');
  expect(asked(NOW + HOUR + 1)).toEqual(NAMES.slice(1));
  expect(asked(NOW + 9 * HOUR)).toEqual(NAMES.slice(1));
});

test('a name that is no longer configured is not asked', () => {
  const spellings = new MetricSpellings();
  spellings.note('startLatency', 'Other');
  expect(spellings.toAsk('startLatency', NAMES, NOW)).toEqual(NAMES);
});
