import { describe, expect, it } from 'vitest';
import { heatStep, readStreamSearch } from './stream-search.js';

const HOUR = 3_600_000;

describe('the address of a stream', () => {
  it('keeps what makes sense and leaves out what is the default', () => {
    expect(readStreamSearch({ axis: 'shard', metric: 'lag', shard: 'shardId-000000000009', range: '24h', table: true })).toEqual({
      axis: 'shard',
      metric: 'lag',
      shard: 'shardId-000000000009',
      range: '24h',
      table: true,
    });
    expect(readStreamSearch({ axis: 'hash', metric: 'write', range: '6h' })).toEqual({});
  });
  it.each([{ axis: 7 }, { metric: 'money' }, { shard: '' }, { shard: 'x'.repeat(129) }, { shard: ['a'] }, { from: 5, to: 1 }])(
    'leaves out %j',
    (search) => expect(readStreamSearch(search)).toEqual({}),
  );
});

describe('the step of a heatmap', () => {
  it.each([
    [HOUR, 60],
    [24 * HOUR, 60],
    [26 * HOUR, 300],
    [7 * 24 * HOUR, 900],
    [365 * 24 * HOUR, 21_600],
    [4_000 * 24 * HOUR, 86_400],
  ])('of %i ms is %i s', (length, step) => expect(heatStep(length)).toBe(step));
});
