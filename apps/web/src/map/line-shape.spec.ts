import { describe, expect, it } from 'vitest';
import type { MapEdge } from '@weir/domain';
import { shapesOf, weightOf } from './line-shape.js';

const line = (id: string, from: string, to: string, change: Partial<MapEdge> = {}): MapEdge => ({
  id,
  from,
  to,
  members: [],
  redrive: false,
  state: 'flowing',
  ratePerSecond: 10,
  ratePartial: false,
  since: null,
  because: null,
  filtered: false,
  withoutDeadLetters: false,
  changedAt: null,
  ...change,
});
const place = (x: number, y: number) => ({ x, y, width: 100, height: 36 });
const PLACES = new Map([
  ['a', place(0, 0)],
  ['b', place(170, 0)],
  ['c', place(170, 200)],
  ['d', place(340, 0)],
]);

describe('weight', () => {
  it('grows with the logarithm and has ends', () => {
    const weights = [0, 1, 10, 100, 4_600, 1e9].map((rate) => Math.round(weightOf(rate) * 10) / 10);
    expect(weights).toEqual([1.2, 1.2, 2.7, 5.2, 9.5, 14]);
    expect(weightOf(null)).toBe(1.5);
  });
});

describe('lines', () => {
  const shape = (lines: readonly MapEdge[], id: string) => shapesOf(lines, PLACES).get(id);

  it('side by side it is straight, with its rate over the middle', () =>
    expect(shape([line('1', 'a', 'b')], '1')).toMatchObject({
      d: 'M100 18H170',
      middle: { x: 135, y: 18 },
      label: { x: 135, y: 10, anchor: 'middle', room: 64 },
    }));
  it('otherwise the rate stands at the arriving end', () =>
    expect(shape([line('1', 'a', 'c')], '1')?.label).toEqual({ x: 163, y: 213, anchor: 'end', room: 60 }));
  it('a line over a column has the room after that column', () =>
    expect(shape([line('1', 'a', 'd')], '1')?.label).toMatchObject({ x: 333, room: 60 }));
  it('where no box stands before it, there is room for any words', () =>
    expect(shape([line('1', 'b', 'a')], '1')?.label).toEqual({ x: -7, y: 13, anchor: 'end', room: Infinity }));
  it('those that arrive at one box are kept apart, in the order they come', () => {
    const lines = [line('low', 'c', 'd'), line('high', 'b', 'd'), line('far', 'a', 'd')];
    const found = ['far', 'high', 'low'].map((id) => shape(lines, id)?.d);
    expect(found).toEqual(['M100 18C190 18 250 7 340 7', 'M270 18H340', 'M270 218C305 218 305 29 340 29']);
  });
  it('those between the same two boxes run beside each other', () => {
    const tall = new Map([...PLACES].map(([id, place]) => [id, { ...place, height: 60 }]));
    const shapes = shapesOf([line('1', 'a', 'b'), line('2', 'a', 'b', { state: 'cut' })], tall);
    expect([...shapes.values()].map(({ d }) => d)).toEqual(['M100 19H170', 'M100 41H170']);
  });
  it('failures leave below what flows', () => expect(shape([line('r', 'a', 'd', { redrive: true })], 'r')?.d).toBe('M100 29H340'));
  it('within a column it leaves and arrives on the left', () =>
    expect(shape([line('l', 'b', 'c')], 'l')?.d).toBe('M170 27C129.25 42 129.25 194 170 209'));
  it('tells three rates at a box: those in trouble, then the largest', () => {
    const lines = [1, 2, 3, 4, 5].map((rate) =>
      line(String(rate), 'a', 'd', { ratePerSecond: rate, ...(rate === 1 ? { state: 'cut' as const } : {}) }),
    );
    const told = [...shapesOf(lines, PLACES)].filter(([, { label }]) => label !== null).map(([id]) => id);
    expect(told.sort()).toEqual(['1', '4', '5']);
  });
  it('rates at one box stand below each other, however wide the lines are', () => {
    const lines = [line('1', 'a', 'c', { ratePerSecond: 1 }), line('2', 'b', 'c', { ratePerSecond: 4_600 })];
    const below = new Map([...PLACES, ['b', place(0, 100)]]);
    const tops = [...shapesOf(lines, below).values()].map(({ label }) => Math.round(label?.y ?? 0));
    expect(tops).toEqual([204, 216]);
  });
  it('leads nowhere without a place', () => expect(shapesOf([line('1', 'a', 'gone')], PLACES).size).toBe(0));
});
