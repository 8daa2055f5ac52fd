import { describe, expect, it } from 'vitest';
import { MAP_WIDTH, mapWidthIn } from './columns.js';
import { inView, openingView, viewOn, wholeView } from './opening-view.js';

const place = (y: number) => ({ x: 396, y, width: 158, height: 36 });
const frame = (width: number, mapWidth = MAP_WIDTH) => ({ mapWidth, width, height: 720 });
const rows = (count: number) => new Map(Array.from({ length: count }, (_unused, row) => [String(row), place(row * 54)]));

describe('the view of a map', () => {
  it('opens with all of it where that can be read', () => {
    const view = openingView(rows(10), frame(1_000));
    expect(view.zoom).toBeCloseTo((1_000 - 32) / 916);
    expect(inView(place(9 * 54), view, frame(1_000))).toBe(true);
  });
  it('else opens with all columns at reading size, from the top', () => {
    const view = openingView(rows(120), frame(948));
    expect(view).toEqual({ zoom: 1, x: 16, y: 34 });
    expect(inView(place(0), view, frame(948))).toBe(true);
    expect(inView(place(119 * 54), view, frame(948))).toBe(false);
  });
  it('or from a place, and never beyond the end', () => {
    expect(openingView(rows(120), frame(948), 2_000).y).toBe(34 - 2_000);
    expect(openingView(rows(120), frame(948), 1e6).y).toBe(720 - 14 - (119 * 54 + 36));
  });
  it('opens a wide map over the width there is', () => {
    const wide = frame(1_432, mapWidthIn(1_400));
    expect(wide.mapWidth).toBe(1_396);
    expect(openingView(rows(120), wide)).toMatchObject({ zoom: 1, x: 18 });
  });
  it('can show the whole of any', () => expect(inView(place(119 * 54), wholeView(rows(120), frame(948)), frame(948))).toBe(true));
  it('comes to a box', () => expect(inView(place(6_000), viewOn(place(6_000), 0.1, frame(948)), frame(948))).toBe(true));
});
