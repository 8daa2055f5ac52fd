import { describe, expect, it } from 'vitest';
import { exactly } from './bounds.js';
import { LateEnds } from './late-ends.js';
import { MINUTE } from './testing/small-world.js';

type Minute = readonly [due: number, ended: number] | null;
const lateOf = (minutes: readonly Minute[], since = 0): number => {
  const late = new LateEnds(0);
  for (const minute of minutes) {
    if (minute === null) late.lose();
    else late.pass(exactly(minute[0]), exactly(minute[1]));
  }
  return late.since(since * MINUTE);
};

describe('copies that ended late', () => {
  it.each<[string, readonly Minute[], number]>([
    [
      'none where each ends when it is due',
      [
        [10, 10],
        [10, 10],
        [10, 10],
      ],
      0,
    ],
    [
      'none where the edge of a minute lies between',
      [
        [10, 0],
        [10, 10],
        [0, 10],
      ],
      0,
    ],
    [
      'those of an hour ago that end at once',
      [
        [10, 10],
        [10, 10],
        [10, 210],
        [10, 10],
      ],
      190,
    ],
    ['those that end little by little, beside what is due', [[10, 10], ...Array.from({ length: 30 }, (): Minute => [10, 15])], 140],
    ['none that may be of a minute nobody knows', [[10, 10], null, [0, 50]], 0],
    [
      'nothing of the first minute, before which nobody knows',
      [
        [0, 50],
        [0, 0],
      ],
      0,
    ],
  ])('%s', (_, minutes, late) => {
    expect(lateOf(minutes)).toBe(late);
  });

  it('are asked for since a moment', () => {
    const minutes: readonly Minute[] = [
      [0, 0],
      [0, 40],
      [0, 0],
      [0, 7],
    ];
    expect([0, 1, 2, 3].map((since) => lateOf(minutes, since))).toEqual([47, 47, 7, 7]);
  });
});
