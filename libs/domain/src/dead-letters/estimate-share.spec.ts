import { expect, it } from 'vitest';
import { estimateShare } from './estimate-share.js';

const exactly = (count: number) => ({ low: count, high: count });

it.each([
  ['all was looked at', 3, 10, exactly(10), { low: 3, high: 3 }],
  ['more was looked at than was told', 3, 12, exactly(10), { low: 3, high: 3 }],
  ['nothing was looked at', 0, 0, exactly(10), { low: 0, high: 10 }],
  ['half of a tenth', 50, 100, exactly(1000), { low: 413, high: 587 }],
  ['all of a tenth', 100, 100, exactly(1000), { low: 966, high: 1000 }],
  ['none of what was looked at', 0, 100, exactly(1000), { low: 0, high: 34 }],
  ['how many there are is not known', 50, 100, { low: 100, high: null }, { low: 50, high: null }],
  ['how many there are is not known exactly', 50, 100, { low: 500, high: 1500 }, { low: 211, high: 885 }],
])('%s', (_, ofGroup, looked, held, expected) => {
  expect(estimateShare(ofGroup, looked, held)).toEqual(expected);
});
