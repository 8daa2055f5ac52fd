import { weirConfig } from '@weir/contract';
import { describe, expect, it, test } from 'vitest';
import { GOVERNOR_STEPS } from './governor.js';
import { metricsPerRead, shardHistoryFrom, streamCadenceSeconds, streamCostByLevel, type StreamNeeds } from './stream-polling.js';

const config = weirConfig.parse({});
const NOW = Date.UTC(2026, 10, 24, 12, 0, 30);
const needs = (change: Partial<StreamNeeds> = {}): StreamNeeds => ({
  state: 'ok',
  watched: false,
  meteredShards: 4,
  consumers: ['event-source-mapping'],
  ...change,
});

describe('how often a stream is read', () => {
  const table: readonly [string, Partial<StreamNeeds>, readonly (number | null)[]][] = [
    ['well', {}, [300, 300, 300, 900, 900, null]],
    ['idle', { state: 'idle' }, [300, 3600, 3600, 3600, 3600, null]],
    ['in trouble', { state: 'slow' }, [60, 60, 60, 300, 300, 900]],
    ['stalled, watched', { state: 'stalled', watched: true }, [60, 60, 60, 300, 300, 900]],
    ['watched', { watched: true }, [60, 60, 60, 300, 300, null]],
    ['in trouble, a thousand shards', { state: 'slow', meteredShards: 1000 }, [300, 300, 300, 300, 300, 900]],
    ['unknown', { state: 'unknown' }, [300, 300, 300, 900, 900, null]],
  ];
  it.each(table)('%s', (_, change, expected) => {
    expect([0, 1, 2, 3, 4, 5].map((level) => streamCadenceSeconds(needs(change), GOVERNOR_STEPS.slice(0, level), config))).toEqual(
      expected,
    );
  });

  test('every step of the governor costs at most as much as the one before', () => {
    const streams = table.map(([, change]) => needs(change));
    const costs = streamCostByLevel(streams, config);
    expect(costs).toEqual(costs.toSorted((a, b) => b - a));
  });
});

test('a read asks for the stream, four metrics a shard and what each reader tells; everything of shards while somebody looks', () => {
  expect(metricsPerRead(needs())).toBe(7 + 16 + 2);
  expect(metricsPerRead(needs({ watched: true }))).toBe(7 + 28 + 2);
  expect(metricsPerRead(needs({ meteredShards: 0, consumers: ['delivery-stream', 'enhanced-fan-out'] }))).toBe(7 + 4 + 3);
});

test('four shards and a function, read every five minutes, cost two dollars a month', () => {
  expect(streamCostByLevel([needs()], config)[0]).toBeCloseTo((25 * 8640 * 0.01) / 1000, 6);
});

test('history of shards reaches as far as a fixed sum buys', () => {
  const days = (shards: number) => (Date.UTC(2026, 10, 24, 13, 0) - shardHistoryFrom(shards, config, NOW)) / 86_400_000;
  expect([4, 190, 400, 1000, 5000].map(days)).toEqual([15, 15, 7, 2, 1]);
});
