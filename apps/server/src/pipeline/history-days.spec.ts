import { expect, test } from 'vitest';
import { historyDays } from './history-days.js';

test('a gap is cut at midnight, newest first, and nothing of it is lost', () => {
  const at = (day: number, hour = 0) => Date.UTC(2026, 10, day, hour);
  expect(historyDays({ from: at(22, 6), to: at(24, 3) })).toEqual([
    { from: at(24), to: at(24, 3) },
    { from: at(23), to: at(24) },
    { from: at(22, 6), to: at(23) },
  ]);
  expect(historyDays({ from: at(22), to: at(23) })).toEqual([{ from: at(22), to: at(23) }]);
  expect(historyDays({ from: at(22), to: at(22) })).toEqual([]);
});
