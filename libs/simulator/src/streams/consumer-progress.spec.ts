import { describe, expect, it } from 'vitest';
import { company } from '../estate/company.js';
import { estateOf } from '../estate/scenarios.js';
import { DATA } from '../estate/accounts.js';
import type { EstateBlueprint, ScopeBlueprint } from '../estate/blueprint.js';
import type { StreamTrouble } from '../trouble/stream-trouble.js';
import { streamArn } from '../world/arn.js';
import { StreamRegistry } from './stream-registry.js';
import type { SimulatedStream } from './simulated-stream.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 24, 14, 30);
const SCOPE: ScopeBlueprint = { accountId: DATA, region: 'eu-west-1', volume: 1, hourOffset: 1 };

function clickstream(estate: EstateBlueprint): SimulatedStream {
  const stream = new StreamRegistry(SCOPE, estate, 1, NOW - 24 * HOUR).at('clickstream', NOW);
  if (!stream) throw new Error('no clickstream');
  return stream;
}

/** The company with a trouble of its click stream since `from`. */
function ailing(trouble: StreamTrouble, from: number): EstateBlueprint {
  const estate = company();
  const streams = estate.streams.filter(({ name }) => name === 'clickstream').map((stream) => ({ ...stream, lasting: [trouble] }));
  return { ...estate, turns: [{ from, streams }] };
}

const CONSUMER = 'clickstream-enricher';

/** Milliseconds that the consumer is behind on each open shard. */
function lags(stream: SimulatedStream, at: number, name = CONSUMER): number[] {
  const progress = stream.consumersAt(at).find(({ consumer }) => consumer.name === name);
  if (!progress) throw new Error(`no ${name}`);
  const standing = progress.standingAt(at);
  return stream.openShards(at).map((shard) => progress.lagMs(shard, standing));
}

describe('a consumer', () => {
  it('that is well is a moment behind', () => {
    for (const lag of lags(clickstream(company()), NOW)) {
      expect(lag).toBeGreaterThan(400);
      expect(lag).toBeLessThan(2_500);
    }
  });

  it('that is slow falls back steadily, the others do not', () => {
    const stream = clickstream(ailing({ kind: 'slow-consumer', consumer: CONSUMER, speed: 0.6 }, NOW - HOUR));
    expect(Math.abs(Math.max(...lags(stream, NOW)) - 0.4 * HOUR)).toBeLessThan(3_000);
    expect(Math.max(...lags(stream, NOW, 'sessionizer'))).toBeLessThan(1_200);
    expect(Math.max(...lags(stream, NOW - HOUR - MINUTE))).toBeLessThan(2_500);
  });

  it('that stopped falls back by a second a second, until retention takes what is older', () => {
    const stream = clickstream(ailing({ kind: 'stopped-consumer', consumer: CONSUMER, disabled: true }, NOW - 20 * HOUR));
    expect(Math.abs(Math.min(...lags(stream, NOW)) - 20 * HOUR)).toBeLessThan(3_000);
    expect(Math.max(...lags(stream, NOW + 30 * HOUR))).toBe(24 * HOUR);
  });

  it('with a poisoned batch falls back on one shard only', () => {
    const stream = clickstream(ailing({ kind: 'poison-batch', consumer: CONSUMER, key: 'tenant-acme' }, NOW - HOUR));
    const [worst = 0, ...others] = lags(stream, NOW).sort((a, b) => b - a);
    expect(Math.abs(worst - HOUR)).toBeLessThan(3_000);
    expect(others).toHaveLength(7);
    expect(Math.max(...others)).toBeLessThan(2_500);
  });

  it('catches up after an episode, in the demo again and again', () => {
    const estate = estateOf('demo', NOW);
    const stream = clickstream(estate);
    const behind = Array.from({ length: 24 * 12 }, (_, at) => Math.max(...lags(stream, NOW - 24 * HOUR + at * 5 * MINUTE)));
    expect(Math.max(...behind)).toBeGreaterThan(15 * MINUTE);
    expect(Math.max(...behind)).toBeLessThan(40 * MINUTE);
    expect(behind.filter((lag) => lag < 5_000).length).toBeGreaterThan(24);
    expect(estate.streamEpisodes.some((lane) => lane.candidates.some((each) => each.streamArn === streamArn(stream.identity)))).toBe(true);
  });
});
