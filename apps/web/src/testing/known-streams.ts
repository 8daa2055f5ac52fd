import { at, FIXTURE_NOW } from './estate-fixture.js';
import type { FixtureStream } from './fixture-stream.js';
import { driverLocations } from './driver-locations.js';
import { evenShards, makeStream, NO_ADVICE, SAMPLING, SAMPLING_OFF, shard, wobble } from './make-stream.js';

const HOUR_MS = 3_600_000;

export const noMonitoring = (): FixtureStream =>
  makeStream({ name: 'checkout-events', system: 'orders', state: 'ok', shards: evenShards(6, 0.4, 3), source: 'none' });

export const sampledOnly = (): FixtureStream =>
  makeStream({
    name: 'search-queries',
    system: 'clickstream',
    state: 'ok',
    shards: evenShards(4, 0.3, 5),
    source: 'sampled',
    change: {
      sampling: { ...SAMPLING, state: 'waiting', because: 'no shard is near its limit', recordsRead: 4_100, aggregatedShare: 0.42 },
    },
  });

export const samplingOff = (): FixtureStream =>
  makeStream({
    name: 'courier-pings',
    system: 'shipping',
    state: 'slow',
    reason: 'writes-refused',
    because: 'writes refused on shard 2 in 3 of 60 minutes',
    since: at(14, 2),
    shards: [...evenShards(5, 0.45, 9).slice(0, 2), shard(2, 0.4, 0.6, wobble(0.97, 77, 0.06)), ...evenShards(5, 0.45, 9).slice(3)],
  });

export const onDemand = (): FixtureStream =>
  makeStream({
    name: 'page-views',
    system: 'clickstream',
    state: 'ok',
    shards: evenShards(12, 0.34, 13),
    config: { mode: 'ON_DEMAND' },
    change: {
      advice: [
        {
          ...NO_ADVICE,
          shardId: null,
          remedy: 'not-applicable',
          title: 'Leave the shards to AWS',
          because: 'The stream is on demand: AWS splits what is hot. No key is above what one shard takes.',
          evidence: {
            bytesPerSecond: 380_000,
            recordsPerSecond: 260,
            writeUtilisation: { low: 0.35, estimate: 0.36, high: 0.37 },
            limitedBy: 'bytes',
            keys: [],
          },
          after: [],
          commands: [],
          alternatives: [],
        },
      ],
    },
  });

export const autoDistribution = (): FixtureStream =>
  makeStream({
    name: 'app-logs',
    system: 'clickstream',
    state: 'ok',
    shards: evenShards(6, 0.52, 17, 0.03),
    config: { distribution: 'AUTO', mode: 'ON_DEMAND' },
    change: { sampling: { ...SAMPLING_OFF, state: 'not-applicable', because: 'records are distributed without keys' } },
  });

export const denied = (): FixtureStream =>
  makeStream({
    name: 'partner-feed',
    system: 'orders',
    state: 'unknown',
    reason: 'access-denied',
    because: 'kinesis:DescribeStreamSummary denied for role weir-reader',
    shards: [],
    source: 'none',
    change: {
      openShards: null,
      closedShards: null,
      writeUtilisation: null,
      acceptedPerSecond: null,
      refusedPerSecond: null,
      ratesOf: null,
      lag: null,
      consumers: [],
    },
    resource: { stream: null },
  });

export const deleted = (): FixtureStream =>
  makeStream({
    name: 'old-telemetry',
    system: 'driver-locations',
    state: 'idle',
    shards: evenShards(2, 0.05, 19),
    absences: [{ from: at(12, 0), to: FIXTURE_NOW + HOUR_MS, reason: 'deleted' }],
    resource: { deletedAt: at(12, 0) },
  });

const quiet = (name: string, system: string, count: number, base: number, seed: number): FixtureStream =>
  makeStream({ name, system, state: 'ok', shards: evenShards(count, base, seed) });

/** A thousand shards, a handful of them hot. */
export const thousandShards = (): FixtureStream => {
  const shards = evenShards(1_000, 0.4, 23).map((one) =>
    one.number % 211 === 17 ? { ...one, offered: wobble(0.98, one.number, 0.1) } : one,
  );
  return makeStream({
    name: 'ad-impressions',
    system: 'clickstream',
    state: 'slow',
    reason: 'writes-refused',
    because: 'writes refused on 3 of 1 000 shards',
    shards,
  });
};

export const fixtureStreams = (): readonly FixtureStream[] => [
  driverLocations(),
  samplingOff(),
  noMonitoring(),
  sampledOnly(),
  onDemand(),
  autoDistribution(),
  denied(),
  deleted(),
  quiet('orders-changes', 'orders', 4, 0.55, 29),
  quiet('inventory-moves', 'inventory', 3, 0.36, 31),
  quiet('payments-ledger', 'payments', 2, 0.28, 37),
  quiet('encoding-progress', 'encoding-jobs', 2, 0.12, 41),
];
