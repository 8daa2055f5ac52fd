import { describe, expect, it } from 'vitest';
import { heatmapOf } from '../testing/heatmap-of.js';
import { bandsOf } from './heat-layout.js';
import { forksOf, reshardWords, shardLabels } from './heat-labels.js';
import { heatModel } from './heat-model.js';

const MINUTE = 60_000;
const id = (number: number) => `shardId-${String(number).padStart(12, '0')}`;

describe('names beside the picture', () => {
  const model = heatModel(
    heatmapOf([
      { number: 0, from: 0, to: 1, values: [0.2, 0.3] },
      { number: 1, from: 1, to: 2, values: [1.4, null] },
      { number: 2, from: 2, to: 3, values: [0.9, 0.9], closedAt: 2 * MINUTE },
      { number: 3, from: 3, to: 4, values: [null, null] },
    ]),
  );
  const bands = bandsOf(model, 'hash');

  it('stand in the middle of open shards, with their newest value', () => {
    expect(shardLabels(model, bands, null, 400, 14)).toEqual([
      { row: 0, y: 50, value: expect.closeTo(0.3, 5) as number, over: false },
      { row: 1, y: 150, value: expect.closeTo(1.4, 5) as number, over: true },
      { row: 3, y: 350, value: null, over: false },
    ]);
  });
  it('have the newest measured value: samples hold accepted records only', () => {
    const row = { number: 0, from: 0, to: 4, values: [1.16, 0.9997] };
    const label = (sampled: { from: number; to: number }[]) => {
      const sampling = heatModel(heatmapOf([row], { sampled }));
      return shardLabels(sampling, bandsOf(sampling, 'hash'), null, 400, 14)[0];
    };
    expect(label([{ from: MINUTE, to: 2 * MINUTE }])).toMatchObject({ value: expect.closeTo(1.16, 5) as number, over: true });
    expect(label([{ from: 0, to: 2 * MINUTE }])?.value).toBeCloseTo(0.9997, 5);
  });
  it('are those of the chosen and the hottest where not all have room', () => {
    expect(shardLabels(model, bands, null, 400, 150).map(({ row }) => row)).toEqual([1, 3]);
    expect(shardLabels(model, bands, id(0), 400, 150).map(({ row }) => row)).toEqual([0, 3]);
  });
});

describe('splits and merges', () => {
  it('are drawn where ranges divide and join, for as long as they do', () => {
    const model = heatModel(
      heatmapOf(
        [
          { number: 0, from: 0, to: 2, values: [1, 1, null, null], closedAt: 2 * MINUTE },
          { number: 1, from: 0, to: 1, values: [null, null, 1, 1], openedAt: 2 * MINUTE },
          { number: 2, from: 1, to: 2, values: [null, null, 1, 1], openedAt: 2 * MINUTE },
          { number: 3, from: 2, to: 3, values: [1, null, null, null], closedAt: MINUTE },
          { number: 4, from: 3, to: 4, values: [1, null, null, null], closedAt: MINUTE },
          { number: 5, from: 2, to: 4, values: [null, 1, 1, 1], openedAt: MINUTE },
        ],
        {
          reshards: [
            { at: MINUTE, kind: 'merge', parents: [id(3), id(4)], children: [id(5)] },
            { at: 2 * MINUTE, kind: 'split', parents: [id(0)], children: [id(2), id(1)] },
            { at: 0, kind: 'split', parents: [id(90)], children: [id(91), id(92)] },
          ],
        },
      ),
    );
    expect(forksOf(model)).toEqual([
      { at: MINUTE, kind: 'merge', boundary: 0.75, top: 0.5, bottom: 1, until: 0, words: 'merge 3, 4 → 5' },
      { at: 2 * MINUTE, kind: 'split', boundary: 0.25, top: 0, bottom: 0.5, until: 4 * MINUTE, words: 'split 0 → 2, 1' },
    ]);
  });
  it('name a shard of another form by its whole id', () => {
    expect(reshardWords({ at: 0, kind: 'split', parents: ['x'], children: [id(1), 'y'] })).toBe('split x → 1, y');
  });
});
