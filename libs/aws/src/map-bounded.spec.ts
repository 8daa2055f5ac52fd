import { describe, expect, it } from 'vitest';
import { mapBounded } from './map-bounded.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('mapBounded', () => {
  it('keeps the order and never exceeds the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await mapBounded([5, 1, 4, 1, 3, 2], 3, async (turns) => {
      running += 1;
      most = Math.max(most, running);
      for (let i = 0; i < turns; i += 1) await turn();
      running -= 1;
      return turns * 10;
    });
    expect(results).toEqual([50, 10, 40, 10, 30, 20]);
    expect(most).toBe(3);
  });

  it('starts nothing more after a rejection', async () => {
    const started: number[] = [];
    const work = mapBounded([0, 1, 2, 3, 4], 2, async (item) => {
      started.push(item);
      await turn();
      if (item === 0) throw new Error('no');
      await turn();
    });
    await expect(work).rejects.toThrow('no');
    await turn();
    await turn();
    expect(started).toEqual([0, 1]);
  });

  it('maps nothing to nothing', async () => {
    expect(await mapBounded([], 4, async () => 1)).toEqual([]);
  });
});
