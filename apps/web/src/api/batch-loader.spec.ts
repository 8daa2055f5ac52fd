import { describe, expect, it } from 'vitest';
import { BatchLoader } from './batch-loader.js';

describe('the batch loader', () => {
  it('asks once for what is wanted together, at most `limit` at a time, and never twice for one key', async () => {
    const asked: string[][] = [];
    const loader = new BatchLoader<string, string>(
      (keys) => {
        asked.push([...keys]);
        return Promise.resolve(new Map(keys.filter((key) => key !== 'gone').map((key) => [key, key.toUpperCase()])));
      },
      1,
      3,
    );
    const answers = await Promise.all(['a', 'b', 'a', 'gone', 'c'].map((key) => loader.get(key)));
    expect(answers).toEqual(['A', 'B', 'A', null, 'C']);
    expect(asked).toEqual([['a', 'b', 'gone'], ['c']]);
  });
  it('tells everyone who waits when the batch fails', async () => {
    const loader = new BatchLoader<string, string>(() => Promise.reject(new Error('down')), 1, 10);
    const results = await Promise.allSettled([loader.get('a'), loader.get('b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
