import { describe, expect, it } from 'vitest';
import { geometryOf, panned, plotWidth, shareAt, timeAt, xOf, zoomed, spanBetween } from './heat-geometry.js';

const MINUTE = 60_000;
const geometry = geometryOf(702, 446);
const view = { from: 0, to: 500 * MINUTE };
const model = { from: 0, to: 500 * MINUTE };

describe('a span between two columns', () => {
  it('holds both, whichever comes first', () => {
    expect(spanBetween(180_000, 60_000, 60_000)).toEqual({ from: 60_000, to: 240_000 });
    expect(spanBetween(60_000, 180_000, 60_000)).toEqual({ from: 60_000, to: 240_000 });
    expect(spanBetween(60_000, 60_000, 60_000)).toEqual({ from: 60_000, to: 120_000 });
  });
});

describe('the plot', () => {
  it('has room for names at its right, and less of it on a phone', () => {
    expect(plotWidth(geometry)).toBe(500);
    expect(plotWidth(geometryOf(358, 340))).toBe(220);
  });
  it('tells pixels from moments and back', () => {
    expect(xOf(geometry, view, 100 * MINUTE)).toBe(152);
    expect(timeAt(geometry, view, 152)).toBe(100 * MINUTE);
  });
  it('knows what lies outside of it', () => {
    expect(shareAt(geometry, 60, 24)).toBe(0);
    expect(shareAt(geometry, 60, 224)).toBe(0.5);
    expect([shareAt(geometry, 51, 224), shareAt(geometry, 552, 224), shareAt(geometry, 60, 430)]).toEqual([null, null, null]);
  });
});

describe('zooming', () => {
  it('keeps what is pointed at in its place', () => {
    const closer = zoomed(view, 0.5, 100 * MINUTE, model);
    expect(closer).toEqual({ from: 50 * MINUTE, to: 300 * MINUTE });
    expect(xOf(geometry, closer, 100 * MINUTE)).toBe(xOf(geometry, view, 100 * MINUTE));
  });
  it('goes no closer than five minutes and no further than the picture', () => {
    expect(zoomed(view, 1e-6, 0, model)).toEqual({ from: 0, to: 5 * MINUTE });
    expect(zoomed({ from: 100 * MINUTE, to: 200 * MINUTE }, 50, 150 * MINUTE, model)).toEqual(model);
  });
});

describe('panning', () => {
  it('stops at both ends of the picture', () => {
    const part = { from: 100 * MINUTE, to: 200 * MINUTE };
    expect(panned(part, 50 * MINUTE, model)).toEqual({ from: 150 * MINUTE, to: 250 * MINUTE });
    expect(panned(part, -900 * MINUTE, model)).toEqual({ from: 0, to: 100 * MINUTE });
    expect(panned(part, 900 * MINUTE, model)).toEqual({ from: 400 * MINUTE, to: 500 * MINUTE });
  });
});
