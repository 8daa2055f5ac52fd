import type { WallFanout } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { verdictOf } from '../testing/known-topology.js';
import { fanoutRowsIn, partWords, whatIsWrong } from './not-delivering.js';

const row = (change: Partial<WallFanout> = {}): WallFanout => ({
  ...{ id: resourceIdOf('arn:aws:sns:eu-west-1:111122223333:orders'), kind: 'topic', name: 'orders', system: 'orders' },
  ...{ verdict: verdictOf('failing', '12 lost'), rank: 0, part: null, otherParts: 0, among: 1 },
  ...change,
});

describe('a row of what does not deliver', () => {
  it('says what is wrong, or at least what it is', () => {
    expect(whatIsWrong(row())).toBe('12 lost');
    expect(whatIsWrong(row({ verdict: verdictOf('failing') }))).toBe('topic');
  });
  it('names the part that is the trouble, and how many more there are', () => {
    const part = { name: 'prod-emails', verdict: verdictOf('filtered-out', 'its policy was edited') };
    expect(partWords(row({ part, otherParts: 2 }), 'prod-')).toBe('emails: its policy was edited, and 2 more');
    expect(partWords(row({ part: { ...part, verdict: verdictOf('starved') } }), '')).toBe('prod-emails: starved');
  });
});

it.each([
  [10, 1],
  [69, 1],
  [69.2, 2],
  [120, 3],
])('%d units hold %d', (units, most) => expect(fanoutRowsIn(units)).toBe(most));
