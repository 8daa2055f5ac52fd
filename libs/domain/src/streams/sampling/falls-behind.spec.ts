import { expect, test } from 'vitest';
import { lagRises, type RecentLags } from './falls-behind.js';

test.each<[what: string, newestFirst: RecentLags, rises: boolean]>([
  ['at the tip', [900, 1_100, 800], false],
  ['as far as Weir’s own reads reach back', [7_000, 0, 200], false],
  ['the first minute of falling behind', [14_000, 900, 1_100], true],
  ['minutes that are not told yet are passed over', [null, null, 14_000, 900], true],
  ['by a little each minute', [16_000, 13_000, 10_000, 7_000, 4_000, 1_000], true],
  ['far behind, and catching up', [300_000, 360_000, 420_000], false],
  ['far behind, and keeping pace', [300_000, 300_000, 300_000], false],
  ['what rose an hour ago is over', [30_000, 30_000, 30_000, 30_000, 30_000, 30_000, 900], false],
  ['one minute known: little', [14_000], false],
  ['one minute known: much', [90_000], true],
  ['nothing known', [null, null], false],
])('%s', (_what, newestFirst, rises) => expect(lagRises(newestFirst)).toBe(rises));
