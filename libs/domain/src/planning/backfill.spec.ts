import type { EpochMs, WeirConfig } from '@weir/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planBackfill, type TargetGaps } from './backfill.js';
import { DEFAULTS, idOf, IRELAND, OHIO, START } from './testing/fleet.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const filling = (backfillDays: number): WeirConfig => ({ ...DEFAULTS, cloudwatch: { ...DEFAULTS.cloudwatch, backfillDays } });

const target = (name: string, ...gaps: readonly (readonly [EpochMs, EpochMs])[]): TargetGaps => ({
  resourceId: idOf(name),
  scope: IRELAND,
  fifo: false,
  gaps: gaps.map(([from, to]) => ({ from, to })),
});

describe('planBackfill', () => {
  it('fills two hours of outage of many queues with few calls', () => {
    const outage = [Date.UTC(2026, 10, 23, 7, 12), Date.UTC(2026, 10, 23, 9, 14)] as const;
    const batches = planBackfill(
      Array.from({ length: 100 }, (_, index) => target(`orders-${index}`, outage)),
      DEFAULTS,
      START,
    );
    expect(batches.map(({ resourceIds }) => resourceIds.length)).toEqual([55, 45]);
    expect(batches[0]).toMatchObject({ kind: 'backfill', from: outage[0], to: outage[1], periodSeconds: 60, layer: 'minutes', calls: 1 });
    expect(batches[0]?.estimatedMetrics).toBe(495);
    expect(batches[0]?.resourceMinutes).toBe(55 * 122);
    expect(batches.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(0.009, 10);
  });

  it('cuts at whole days, newest first', () => {
    const batches = planBackfill([target('orders', [START - 2 * DAY, START - HOUR])], DEFAULTS, START);
    expect(batches.map(({ from, to }) => [new Date(from).toISOString(), new Date(to).toISOString()])).toEqual([
      ['2026-11-23T00:00:00.000Z', '2026-11-23T09:01:00.000Z'],
      ['2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
      ['2026-11-21T10:00:00.000Z', '2026-11-22T00:00:00.000Z'],
    ]);
  });

  it('stops at the configured days, by default those of one-minute data', () => {
    const batches = planBackfill([target('orders', [START - 100 * DAY, START])], DEFAULTS, START);
    expect(new Set(batches.map(({ periodSeconds }) => periodSeconds))).toEqual(new Set([60]));
    const oldest = Math.min(...batches.map(({ from }) => from));
    expect(START - oldest).toBeLessThanOrEqual(15 * DAY - HOUR);
    expect(START - oldest).toBeGreaterThan(15 * DAY - 2 * HOUR);
    expect(planBackfill([target('orders', [START - DAY, START])], filling(0), START)).toEqual([]);
  });

  it('flags what is too old to be samples', () => {
    const batches = planBackfill([target('orders', [START - 500 * DAY, START])], filling(455), START);
    const layers = Map.groupBy(batches, ({ layer }) => layer);
    expect([...layers].map(([layer, [first]]) => [layer, first?.periodSeconds])).toEqual([
      ['minutes', 60],
      ['five-minutes', 300],
      ['hours', 3600],
    ]);
  });

  it('joins holes of one queue that lie close together, for a call costs the same however far it reaches', () => {
    const at = (hour: number, minute: number): EpochMs => Date.UTC(2026, 10, 22, hour, minute);
    const batches = planBackfill([target('orders', [at(3, 0), at(3, 1)], [at(3, 40), at(3, 45)], [at(9, 0), at(9, 5)])], DEFAULTS, START);
    expect(batches.map(({ from, to }) => [from, to])).toEqual([
      [at(9, 0), at(9, 5)],
      [at(3, 0), at(3, 45)],
    ]);
  });

  it('does not ask for minutes CloudWatch may not have yet', () => {
    const [batch] = planBackfill([target('orders', [START - 10 * MINUTE, START + HOUR])], DEFAULTS, START);
    expect(batch?.to).toBe(Date.UTC(2026, 10, 23, 9, 59));
  });

  it('covers every minute of every gap exactly once, with periods legal for their age and calls within limits', () => {
    const span = fc.tuple(fc.integer({ min: 2, max: 460 * 24 * 60 }), fc.integer({ min: 1, max: 3 * 24 * 60 }));
    const targets = fc.array(
      fc.record({ scope: fc.constantFrom(IRELAND, OHIO), fifo: fc.boolean(), spans: fc.array(span, { maxLength: 4 }) }),
      { minLength: 1, maxLength: 15 },
    );
    fc.assert(
      fc.property(targets, fc.constantFrom(1, 15, 63, 455), (facts, backfillDays) => {
        const config = filling(backfillDays);
        const given = facts.map(({ scope, fifo, spans }, index): TargetGaps => {
          const gaps = spans.map(([age, length]) => ({ from: START - age * MINUTE, to: START - Math.max(0, age - length) * MINUTE }));
          return { resourceId: idOf(`orders-${index}`), scope, fifo, gaps };
        });
        const batches = planBackfill(given, config, START);
        for (const { from, to, periodSeconds, metrics, resourceIds, estimatedMetrics } of batches) {
          const keptDays = { 60: 15, 300: 63, 3600: 455 }[periodSeconds] ?? 0;
          // Still legal when begun an hour late.
          expect(START + HOUR - from).toBeLessThanOrEqual(keptDays * DAY);
          expect([from % (periodSeconds * 1000), to % (periodSeconds * 1000)]).toEqual([0, 0]);
          expect(estimatedMetrics).toBe(metrics.length * resourceIds.length);
          expect(estimatedMetrics).toBeGreaterThan(0);
          expect(estimatedMetrics).toBeLessThanOrEqual(500);
          expect((estimatedMetrics * (to - from)) / (periodSeconds * 1000)).toBeLessThanOrEqual(100_800);
        }
        const oldest = START - Math.min(backfillDays, 455) * DAY + 2 * HOUR;
        const newest = Date.UTC(2026, 10, 23, 9, 59);
        for (const { resourceId, gaps } of given) {
          const own = batches.filter(({ resourceIds }) => resourceIds.includes(resourceId)).toSorted((a, b) => a.from - b.from);
          for (let index = 1; index < own.length; index += 1) expect(own[index]?.from).toBeGreaterThanOrEqual(own[index - 1]?.to ?? 0);
          for (const gap of gaps) {
            const wanted = { from: Math.max(gap.from, oldest), to: Math.min(gap.to, newest) };
            const covered = own.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, wanted.to) - Math.max(from, wanted.from)), 0);
            expect(covered).toBe(Math.max(0, wanted.to - wanted.from));
          }
        }
      }),
    );
  });
});
