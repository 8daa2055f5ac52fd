import { expect, it } from 'vitest';
import { DrawTally, joinDraws, NO_DRAWS } from './draws.js';

it('keeps of draws what a bound needs, in one tally or in several', () => {
  const [first, second, all] = [new DrawTally(), new DrawTally(), new DrawTally()];
  for (const [tally, bytes] of [
    [first, 30],
    [first, 4],
    [second, 7],
  ] as const) {
    tally.add(bytes);
    all.add(bytes);
  }
  expect(all.bytes).toEqual({ count: 3, sum: 41, squares: 965, largest: 30 });
  expect(all.records).toEqual({ count: 3, sum: 3, squares: 3, largest: 1 });
  const joined = joinDraws(joinDraws(NO_DRAWS, first), second);
  expect(joined).toEqual({ bytes: all.bytes, records: all.records });
  expect(JSON.parse(JSON.stringify(first))).toEqual({ bytes: first.bytes, records: first.records });
  expect(NO_DRAWS.bytes.count).toBe(0);
});
