import { describe, expect, it } from 'vitest';
import { heatmapOf } from '../testing/heatmap-of.js';
import { bandsOf } from './heat-layout.js';
import { heatModel } from './heat-model.js';
import { FIRST_REFUSED, levelOf, NO_VALUE, OVER_LIMIT, paint, pixelOf, rasterise } from './heat-raster.js';

const scale = { top: 1, limit: 1 };
const unknown = Number.NaN;

describe('the level of a value', () => {
  it('is linear in load and leaves the ramp only above the limit', () => {
    expect([0, 0.09, 0.1, 0.5, 0.999, 1].map((value) => levelOf(value, unknown, scale))).toEqual([1, 1, 2, 6, 11, 11]);
    expect([1.0001, 5, Number.POSITIVE_INFINITY].map((value) => levelOf(value, unknown, scale))).toEqual([23, 23, 23]);
  });
  it('never takes unknown for 0', () => expect(levelOf(unknown, 3, scale)).toBe(NO_VALUE));
  it('tells a limit that was reached from a burst that was cut', () => {
    expect(levelOf(0.97, 12, scale)).toBe(OVER_LIMIT);
    expect(levelOf(0.4, 12, scale)).toBe(FIRST_REFUSED + 4);
    expect(levelOf(0.97, 0, scale)).toBe(11);
  });
  it('has no outside where AWS sets no limit', () => expect(levelOf(900, unknown, { top: 500, limit: null })).toBe(11));
  it('is at the bottom for what should not exist', () => expect(levelOf(-3, unknown, scale)).toBe(1));
});

describe('a raster', () => {
  it('gives each shard the lines of its range, and nothing where it did not live', () => {
    const model = heatModel(
      heatmapOf([
        { number: 0, from: 0, to: 2, values: [0.5, 0.5] },
        { number: 1, from: 2, to: 4, values: [1.5, null] },
      ]),
    );
    const { levels, striped } = rasterise(model, bandsOf(model, 'hash'), 4);
    expect([...levels]).toEqual([6, 6, 6, 6, 23, 0, 23, 0]);
    expect(striped).toBe(true);
  });
  it('shows the hotter of two shards that share a line', () => {
    const model = heatModel(
      heatmapOf([
        { number: 0, from: 0, to: 1, values: [0.2] },
        { number: 1, from: 1, to: 2, values: [0.9] },
        { number: 2, from: 2, to: 4, values: [0.1] },
      ]),
    );
    expect([...rasterise(model, bandsOf(model, 'hash'), 2).levels]).toEqual([10, 2]);
    expect([...rasterise(model, bandsOf(model, 'hash'), 1).levels]).toEqual([10]);
  });
  it('leaves a gap only where there is room for it', () => {
    const model = heatModel(heatmapOf([{ number: 0, from: 0, to: 4, values: [0.5] }]));
    expect([...rasterise(model, bandsOf(model, 'hash'), 12, 1).levels]).toEqual([0, ...Array.from({ length: 10 }, () => 6), 0]);
    expect([...rasterise(model, bandsOf(model, 'hash'), 4, 1).levels]).toEqual([6, 6, 6, 6]);
  });
  it('takes refusals from another heatmap by shard and time, whatever its rows and range', () => {
    const write = heatmapOf([
      { number: 4, from: 0, to: 2, values: [0.3, 0.9] },
      { number: 5, from: 2, to: 4, values: [0.3, 0.3] },
    ]);
    const throttled = heatmapOf(
      [
        { number: 5, from: 2, to: 4, values: [9, 0, 7] },
        { number: 4, from: 0, to: 2, values: [9, 0, 1] },
      ],
      { metric: 'throttled', unit: 'count', limit: null, from: -60_000 },
    );
    const model = heatModel(write, throttled);
    expect([...(model.refused ?? [])]).toEqual([0, 1, 0, 7]);
    expect([...rasterise(model, bandsOf(model, 'hash'), 2).levels]).toEqual([4, 23, 4, FIRST_REFUSED + 3]);
  });
  it('becomes pixels by looking levels up', () => {
    const colours = new Uint32Array([0, 0xff, 0xaa]);
    expect([...paint({ levels: Uint8Array.of(2, 0, 1) }, colours)]).toEqual([0xaa, 0, 0xff]);
  });
});

describe('a pixel', () => {
  it('holds red, green, blue and opacity in the order of memory', () => {
    expect([...new Uint8Array(Uint32Array.of(pixelOf(' #0a1b2C ')).buffer)]).toEqual([10, 27, 44, 255]);
  });
});
