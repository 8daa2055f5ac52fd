import { weirConfig } from '@weir/contract';
import { expect, test } from 'vitest';
import { regularBudgetSeconds, regularCostByLevel, regularDueAt, regularWindow } from './regular-read.js';

const config = weirConfig.parse({});
const NOW = Date.UTC(2026, 10, 24, 12, 0, 30);
const MINUTE = 60_000;

test('a read begins at the oldest minute that may change, an hour back at first, three hours at most', () => {
  const to = Date.UTC(2026, 10, 24, 11, 59);
  expect(regularWindow(null, config, NOW)).toEqual({ from: to - 60 * MINUTE, to });
  expect(regularWindow(to - 7 * MINUTE, config, NOW)).toEqual({ from: to - 7 * MINUTE, to });
  expect(regularWindow(to - 9000 * MINUTE, config, NOW)).toEqual({ from: to - 180 * MINUTE, to });
  expect(regularWindow(to, config, NOW)).toBeNull();
});

test('what is read at the same cadence is spread over its half minutes', () => {
  const begun = Date.UTC(2026, 10, 24, 12, 0);
  expect([0, 1, 9].map((phase) => (regularDueAt(begun, 300, phase, begun + 1) - begun) / 1000)).toEqual([300, 30, 270]);
  expect(regularDueAt(null, 300, 3, NOW)).toBe(0);
});

test('a metric a minute costs 43 cents a month, and what is not read costs nothing', () => {
  const reading = {
    cadenceSeconds: (seconds: number, steps: readonly string[]) => (steps.includes('promised-only') ? null : seconds),
    metricsPerRead: () => 2,
  };
  const usd = (2 * 43_200 * 0.01) / 1000;
  const costs = regularCostByLevel([60, 600], reading, config).map((cost) => Math.round((10 * cost) / usd) / 10);
  expect(costs).toEqual([1.1, 1.1, 1.1, 1.1, 1.1, 0]);
});

test('readings are overdue after two reads of the usual cadence at the least', () => {
  expect([60, 300, 3600, null].map((seconds) => regularBudgetSeconds(seconds, config))).toEqual([900, 900, 7500, 2100]);
});
