import { type FanoutKind, weirConfig } from '@weir/contract';
import { describe, expect, it, test } from 'vitest';
import { FANOUT_FAMILIES, type FanoutFamilyName } from '../series/fanout-families.js';
import {
  familiesRead,
  fanoutActivity,
  fanoutCadenceSeconds,
  fanoutCostByLevel,
  fanoutMetricsPerRead,
  type FanoutNeeds,
  polledFanoutMetrics,
  usualFanoutMetrics,
  wholeFanoutFamily,
} from './fanout-polling.js';
import { GOVERNOR_STEPS } from './governor.js';

const config = weirConfig.parse({});
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24, 12);
const needs = (change: Partial<FanoutNeeds> = {}): FanoutNeeds => ({
  kind: 'rule',
  state: 'ok',
  watched: false,
  suspected: false,
  activity: 'busy',
  filtered: false,
  scheduled: false,
  ingest: false,
  ...change,
});

describe('how often something that passes events on is read', () => {
  const table: readonly [string, Partial<FanoutNeeds>, readonly (number | null)[]][] = [
    ['busy and well', {}, [300, 300, 300, 900, 900, null]],
    ['idle', { state: 'idle', activity: 'idle' }, [300, 3600, 3600, 3600, 3600, null]],
    ['asleep', { state: 'idle', activity: 'asleep' }, [900, 3600, 3600, 3600, 3600, null]],
    ['failing', { state: 'failing' }, [60, 60, 60, 300, 300, 900]],
    ['starved, and so without events', { state: 'starved', activity: 'idle' }, [60, 60, 60, 300, 300, 900]],
    ['throttled, watched', { state: 'throttled', watched: true }, [60, 60, 60, 300, 300, 900]],
    ['suspected, and well as far as is known', { suspected: true }, [60, 60, 60, 300, 300, null]],
    ['watched in its sleep', { state: 'idle', activity: 'asleep', watched: true }, [60, 60, 60, 300, 300, null]],
    ['switched off', { state: 'disabled', activity: 'asleep' }, [900, 3600, 3600, 3600, 3600, null]],
    ['unknown', { state: 'unknown', activity: 'idle' }, [300, 3600, 3600, 3600, 3600, null]],
    ['a subscription, of which there are no figures', { kind: 'subscription', watched: true }, [null, null, null, null, null, null]],
  ];
  it.each(table)('%s', (_, change, expected) => {
    expect([0, 1, 2, 3, 4, 5].map((level) => fanoutCadenceSeconds(needs(change), GOVERNOR_STEPS.slice(0, level), config))).toEqual(
      expected,
    );
  });

  test('every step of the governor costs at most as much as the one before', () => {
    const costs = fanoutCostByLevel(
      table.map(([, change]) => needs(change)),
      config,
    );
    expect(costs).toEqual(costs.toSorted((a, b) => b - a));
    expect(costs[5]).toBeGreaterThan(0);
  });
});

describe('what is asked', () => {
  const families = Object.keys(FANOUT_FAMILIES) as readonly FanoutFamilyName[];

  it.each(families)('%s: what is asked in quiet is asked otherwise too, and all of it exists', (family) => {
    const whole = polledFanoutMetrics(family, needs({ watched: true }));
    const usual = polledFanoutMetrics(family, needs({ filtered: true }));
    const quiet = polledFanoutMetrics(family, needs({ activity: 'idle' }));
    expect(whole).toEqual(FANOUT_FAMILIES[family].metrics.map(({ key }) => key));
    expect(usual.filter((metric) => !whole.includes(metric))).toEqual([]);
    expect(quiet.filter((metric) => !usual.includes(metric))).toEqual([]);
    expect(quiet.length).toBeGreaterThan(0);
  });

  it('asks all of what is in trouble, even while nothing passes', () => {
    expect(polledFanoutMetrics('events.rule', needs({ state: 'starved', activity: 'idle' }))).toEqual(wholeFanoutFamily('events.rule'));
  });

  it('asks why messages were filtered out only of topics where they can be', () => {
    expect(usualFanoutMetrics('sns.topic', needs({ filtered: false }))).not.toContain('filteredByBody');
    expect(usualFanoutMetrics('sns.topic', needs({ filtered: true }))).toContain('filteredByBody');
  });

  it('asks how often a rule with a schedule ran, whatever its cadence, for it matches nothing', () => {
    for (const activity of ['busy', 'idle', 'asleep'] as const)
      expect(polledFanoutMetrics('events.rule', needs({ scheduled: true, activity }))).toContain('triggered');
    expect(polledFanoutMetrics('events.rule', needs())).not.toContain('triggered');
    expect(usualFanoutMetrics('events.rule', needs({ scheduled: true }))).toHaveLength(12);
  });

  it('asks for what comes in with the default bus alone', () => {
    expect(familiesRead({ kind: 'bus', ingest: false })).toEqual(['events.rule']);
    expect(familiesRead({ kind: 'bus', ingest: true })).toEqual(['events.rule', 'events.ingest']);
    expect(fanoutMetricsPerRead(needs({ kind: 'bus', ingest: true }))).toBe(7 + 4);
  });
});

test('activity: busy for an hour after the last event, asleep after a day of which every minute is known', () => {
  expect(fanoutActivity(NOW - 59 * 60_000, null, NOW)).toBe('busy');
  expect(fanoutActivity(NOW - HOUR, null, NOW)).toBe('idle');
  expect(fanoutActivity(NOW - 26 * HOUR, null, NOW)).toBe('idle');
  expect(fanoutActivity(NOW - 26 * HOUR, NOW - 24 * HOUR, NOW)).toBe('idle');
  expect(fanoutActivity(NOW - 26 * HOUR, NOW - 300 * HOUR, NOW)).toBe('asleep');
  expect(fanoutActivity(null, NOW - 26 * HOUR, NOW)).toBe('asleep');
  expect(fanoutActivity(null, null, NOW)).toBe('idle');
});

describe('what an estate of 10,000 costs a month', () => {
  const counts: Readonly<Record<FanoutKind, number>> = {
    subscription: 3_000,
    topic: 1_500,
    bus: 100,
    rule: 5_000,
    pipe: 200,
    function: 150,
    'schedule-group': 50,
    'delivery-stream': 0,
  };
  const estate = (Object.entries(counts) as [FanoutKind, number][]).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, index) =>
      needs({
        kind,
        filtered: index % 2 === 0,
        activity: index % 10 === 0 ? 'busy' : 'asleep',
        state: index % 10 === 0 ? 'ok' : 'idle',
      }),
    ),
  );
  const costs = fanoutCostByLevel(estate, config);

  it('is a thousand dollars, ten and a half cents each, and less than a third of that under the governor', () => {
    expect(estate).toHaveLength(10_000);
    expect(costs.map(Math.round)).toEqual([1050, 748, 748, 316, 316, 0]);
  });

  it('would be 36 times as much if everything were read each minute', () => {
    const [all] = fanoutCostByLevel(
      estate.map((each) => ({ ...each, watched: true })),
      config,
    );
    expect((all ?? 0) / (costs[0] ?? 1)).toBeCloseTo(36.05, 1);
  });
});
