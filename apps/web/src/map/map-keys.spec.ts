import { describe, expect, it } from 'vitest';
import { boxToward, firstBox, type MapArrow } from './map-keys.js';

const place = (x: number, y: number) => ({ x, y, width: 100, height: 36 });
const PLACES = new Map([
  ['topic', place(190, 60)],
  ['bus', place(190, 160)],
  ['q1', place(396, 0)],
  ['q2', place(396, 54)],
  ['q3', place(396, 200)],
  ['worker', place(626, 54)],
]);
const LINES = [
  { from: 'topic', to: 'q1' },
  { from: 'topic', to: 'q3' },
  { from: 'topic', to: 'bus' },
  { from: 'bus', to: 'q2' },
  { from: 'q2', to: 'worker' },
  { from: 'q3', to: 'worker' },
];

describe('arrow keys', () => {
  it.each<[string, MapArrow, string | null]>([
    ['q1', 'ArrowDown', 'q2'],
    ['q2', 'ArrowUp', 'q1'],
    ['q1', 'ArrowUp', null],
    ['topic', 'ArrowDown', 'bus'],
    ['topic', 'ArrowRight', 'q1'],
    ['bus', 'ArrowRight', 'q2'],
    ['worker', 'ArrowLeft', 'q2'],
    ['worker', 'ArrowRight', null],
    ['bus', 'ArrowLeft', null],
    ['gone', 'ArrowLeft', null],
  ])('from %s %s to %s', (from, arrow, to) => expect(boxToward(from, arrow, PLACES, LINES)).toBe(to));
  it('begins at the upper left', () => expect([firstBox(PLACES), firstBox(new Map())]).toEqual(['topic', null]));
});
