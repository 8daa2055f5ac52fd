import type { EvidenceChart, ResourceId, Series } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { at } from '../testing/estate-fixture.js';
import { evidencePicture, ticksWithin, type EvidenceFrame } from './evidence-picture.js';
import { lookOf, scaleWords } from './metric-looks.js';

const FRAME: EvidenceFrame = { width: 500, height: 150, left: 40, right: 100, top: 16, bottom: 18, from: at(13, 0), to: at(14, 0) };
const chart = (change: Partial<EvidenceChart> = {}): EvidenceChart => ({
  ...{ resourceId: 'abcdefghijklmnop' as ResourceId, name: 'orders', metrics: ['sent', 'deleted', 'visible'], label: 'in and out' },
  ...{ from: FRAME.from, to: FRAME.to, marks: [] },
  ...change,
});
const series = (values: readonly (number | null)[], change: Partial<Series> = {}): Series => ({
  ...{ unit: 'Count', statistic: 'Sum', step: 60, absences: [], provisionalFrom: null },
  points: values.map((value, index) => [FRAME.from + index * 60_000, value]),
  ...change,
});

describe('the evidence', () => {
  const picture = evidencePicture(chart(), [series([6_000, 6_000]), series([6_000, 5_400]), series([0, 412])], FRAME);
  it('tells each line by its name and newest value, rates per second', () =>
    expect(picture.lines.map(({ label }) => label?.text)).toEqual(['sent 100/s', 'done 90/s', 'waiting 412']));
  it('has ticks of the first scale, from zero', () => expect(picture.ticks.map(({ text }) => text)).toEqual(['0/s', '50/s', '100/s']));
  it('keeps labels apart, in the order of their lines', () => {
    const close = evidencePicture(chart(), [series([6_000, 6_000]), series([6_000, 5_990]), series([10, 10])], FRAME);
    const places = close.lines.map(({ label }) => label?.y ?? 0).toSorted((a, b) => a - b);
    for (const [index, y] of places.entries()) if (index > 0) expect(y - (places[index - 1] ?? 0)).toBeGreaterThanOrEqual(14);
    expect(Math.max(...places)).toBeLessThanOrEqual(FRAME.height - FRAME.top - FRAME.bottom);
  });
  it('names absences once, and a line without a value', () => {
    const absence = { from: at(13, 10), to: at(13, 20), reason: 'denied' as const };
    const dark = evidencePicture(
      chart({ metrics: ['sent', 'deleted'] }),
      [series([null], { absences: [absence] }), series([null], { absences: [absence] })],
      FRAME,
    );
    expect(dark.gaps).toHaveLength(1);
    expect(dark.reasons).toEqual(['denied']);
    expect(dark.lines[0]?.label?.text).toBe('sent –');
  });
  it('marks moments within the span, in rows where their words would meet, turned round at the end', () => {
    const marks = [
      { at: at(12, 0), text: 'before' },
      { at: at(13, 10), text: '13:10 retention edited' },
      { at: at(13, 12), text: '13:12 first failure' },
      { at: at(13, 58), text: '13:58 a long sentence about the incident that was opened' },
    ];
    expect(evidencePicture(chart({ marks }), [], FRAME).marks).toMatchObject([
      { text: '13:10 retention edited', row: 0, anchor: 'start' },
      { text: '13:12 first failure', row: 1, anchor: 'start' },
      { text: '13:58 a long sentence about the incident that was opened', anchor: 'end' },
    ]);
  });
});

it('ticks outside the plot are left out', () =>
  expect(ticksWithin([at(12, 59), at(13, 30), at(14, 1)], FRAME)).toEqual([{ at: at(13, 30), x: 180 }]));

it('every metric has a name and a unit', () => {
  expect(lookOf('notSentToDlq')).toMatchObject({ label: 'lost', scale: 'rate' });
  expect(lookOf('sentSize').label).toBe('sent size');
  expect(scaleWords('milliseconds', 250)).toBe('250\u202fms');
  expect(scaleWords('milliseconds', 90_000)).toBe('1\u202fmin 30\u202fs');
  expect(scaleWords('seconds', 41)).toBe('41\u202fs');
});
