import { expect, test } from 'vitest';
import { MetricPlaces } from './metric-places.js';

const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;

test('with one set there is nothing to find out', () => {
  expect(new MetricPlaces().groups(['published', 'failed'], 1, NOW)).toEqual([{ metrics: ['published', 'failed'], sets: [0] }]);
});

test('all sets are asked until something is found, then a metric where it was, and a counter where its siblings are', () => {
  const places = new MetricPlaces();
  const metrics = ['matched', 'failedInvocations', 'startLatency'] as const;
  expect(places.groups(metrics, 2, NOW)).toEqual([{ metrics, sets: [0, 1] }]);
  expect(places.groups(metrics, 2, NOW + 1)).toEqual([{ metrics, sets: [0, 1] }]);
  places.note('matched', 0);
  expect(places.groups(metrics, 2, NOW + 2)).toEqual([
    { metrics: ['matched', 'failedInvocations'], sets: [0] },
    { metrics: ['startLatency'], sets: [0, 1] },
  ]);
  places.note('startLatency', 1);
  expect(places.groups(metrics, 2, NOW + 3)).toEqual([
    { metrics: ['matched', 'failedInvocations'], sets: [0] },
    { metrics: ['startLatency'], sets: [1] },
  ]);
});

test('once an hour a counter that never came is asked for everywhere, and keeps the place where it comes', () => {
  const places = new MetricPlaces();
  places.groups(['matched'], 2, NOW);
  places.note('matched', 0);
  const asked = (at: number) => places.groups(['matched', 'sentToDlq'], 2, at).map(({ sets }) => sets);
  expect(asked(NOW + HOUR - 1)).toEqual([[0]]);
  expect(asked(NOW + HOUR)).toEqual([[0], [0, 1]]);
  places.note('sentToDlq', 1);
  expect(asked(NOW + HOUR + 1)).toEqual([[0], [1]]);
});
