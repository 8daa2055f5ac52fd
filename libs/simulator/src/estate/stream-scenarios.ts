import { hashOf, MINUTE_MS, RING_SIZE } from '@weir/domain';
import { DATA } from './accounts.js';
import { COMPANY_STREAMS, drawStream, HOT_TENANT, tenants } from './company-streams.js';
import type { HeadKey, StreamBlueprint, StreamTraffic, StreamTurn } from './stream-blueprint.js';

/** Worlds in which something is the matter with a stream. Set while a world runs, they take effect from then on. */
export const STREAM_SCENARIOS = [
  'one-hot-key',
  'bad-luck-shard',
  'gradual-skew',
  'kpl-producer',
  'reshard-during-traffic',
  'on-demand-stream',
  'auto-distribution',
  'consumer-stopped',
  'poison-batch',
  'thousand-shards',
  'on-demand-spike',
] as const;
export type StreamScenarioName = (typeof STREAM_SCENARIOS)[number];

export const isStreamScenario = (text: string): text is StreamScenarioName => STREAM_SCENARIOS.some((name) => name === text);

export interface StreamScenario {
  /** Streams that the healthy company does not have. They have existed all along where a world begins with them. */
  readonly added: readonly StreamBlueprint[];
  /** Streams of the company that behave differently from some instant on. */
  readonly changed: readonly StreamBlueprint[];
  /** How long that has been so when somebody first looks, in a world that begins with the scenario. */
  readonly ageMinutes: number;
}

const USUAL_AGE_MINUTES = 45;
const SKEW_RAMP_MINUTES = 240;
/** Three keys of this name share a third of a six-shard ring by chance. */
const DEPOTS = 400;

/** What a scenario is about. */
export function streamScenario(name: StreamScenarioName): StreamScenario {
  switch (name) {
    // One tenant sends 90 % of the records and more than a shard takes: no split can help.
    case 'one-hot-key':
      return changes('clickstream', (traffic) => ({
        traffic: steady(traffic, 1_400, { heads: [{ key: HOT_TENANT, share: 0.9, dataBytes: 1_100 }] }),
      }));
    // Three keys of a third of a shard each happen to share one: a split between them helps.
    case 'bad-luck-shard':
      return changes('driver-locations', (traffic) => ({
        traffic: steady(traffic, 1_800, { heads: depotsOfOneShard().map((key) => ({ key, share: 0.18, dataBytes: 320 })) }),
      }));
    // One tenant grows over four hours from nothing to more than its shard takes.
    case 'gradual-skew':
      return {
        ...changes('clickstream', (traffic) => ({
          traffic: steady(traffic, 1_200, { heads: tenants(0.06, 30, 1_100) }),
          lasting: [
            { kind: 'hot-key', key: HOT_TENANT, recordsPerSecond: 1_000, dataBytes: 1_100, rampMinutes: SKEW_RAMP_MINUTES } as const,
          ],
        })),
        ageMinutes: 180,
      };
    // The producer library aggregates: every outer key is "a", the hot tenant is inside.
    case 'kpl-producer':
      return changes('clickstream', (traffic) => ({
        traffic: steady(traffic, 4_600, {
          heads: [{ key: HOT_TENANT, share: 0.55, dataBytes: 400 }, ...tenants(0.1, 12, 400).slice(1)],
          tail: { prefix: 'session', count: 4_000, dataBytes: 400 },
          producer: { kind: 'kpl', attempts: 3, recordsPerAggregate: 50 },
        }),
      }));
    // Every ten minutes a shard is split, or two are merged, while records flow.
    case 'reshard-during-traffic':
      return changes('driver-locations', (traffic) => ({
        traffic: steady(traffic, 2_000, { heads: [{ key: 'driver-fleet-hub', share: 0.12, dataBytes: 320 }] }),
        reshards: { kind: 'restless', everyMinutes: 10 },
      }));
    // Capacity on demand, unevenly loaded: the service splits busy shards by itself.
    case 'on-demand-stream':
      return changes('order-events', (traffic) => ({
        traffic: steady(traffic, 1_600, {
          heads: [{ key: 'order-wholesale', share: 0.25, dataBytes: 1_000 }],
          tail: { prefix: 'order', count: 4_000, dataBytes: 1_000 },
        }),
      }));
    // One device sends 90 % of the records, and it does not matter: keys decide nothing.
    case 'auto-distribution':
      return changes('telemetry', (traffic) => ({
        traffic: steady(traffic, 1_800, { heads: [{ key: 'device-hub-7', share: 0.9, dataBytes: 600 }] }),
      }));
    // Somebody switched off an event source mapping; the other consumers go on.
    case 'consumer-stopped':
      return changes('clickstream', () => ({
        lasting: [{ kind: 'stopped-consumer', consumer: 'clickstream-enricher', disabled: true } as const],
      }));
    // One batch fails for ever on one shard: its lag grows by a second a second, the other shards move on.
    case 'poison-batch':
      return changes('clickstream', () => ({
        lasting: [{ kind: 'poison-batch', consumer: 'clickstream-enricher', key: HOT_TENANT } as const],
      }));
    // A thousand shards of which one is hot and some are warm.
    case 'thousand-shards':
      return { added: [thousandShards()], changed: [], ageMinutes: USUAL_AGE_MINUTES };
    // Capacity on demand that is asked for too much at once: throttled until the service has split.
    case 'on-demand-spike':
      return {
        ...changes('order-events', (traffic) => ({
          traffic: steady(traffic, 2_300, { tail: { prefix: 'order', count: 4_000, dataBytes: 2_400 } }),
        })),
        ageMinutes: 8,
      };
  }
}

/** What changes from `from` (epoch milliseconds) on when a scenario is set. The other streams are healthy from then on. */
export function turnTo(name: StreamScenarioName, from: number): StreamTurn {
  const { added, changed } = streamScenario(name);
  const others = COMPANY_STREAMS.filter((stream) => !changed.some((other) => isSame(stream, other)));
  return { from: Math.ceil(from / 1000) * 1000, streams: [...others, ...changed, ...added] };
}

/** When a scenario began, in a world that somebody looks at first at `startedAt`: on a minute. */
export const scenarioBegan = ({ ageMinutes }: StreamScenario, startedAt: number): number =>
  Math.floor(startedAt / MINUTE_MS - ageMinutes) * MINUTE_MS;

const isSame = (a: StreamBlueprint, b: StreamBlueprint): boolean =>
  a.accountId === b.accountId && a.region === b.region && a.name === b.name;

function changes(name: string, change: (traffic: StreamTraffic) => Partial<StreamBlueprint>): StreamScenario {
  const changed = COMPANY_STREAMS.flatMap((stream) =>
    stream.name === name && stream.traffic ? [{ ...stream, ...change(stream.traffic) }] : [],
  );
  return { added: [], changed, ageMinutes: USUAL_AGE_MINUTES };
}

/** The same load at every hour, so that a scenario does not depend on the time of day. */
const steady = (traffic: StreamTraffic, peakRecordsPerSecond: number, change: Partial<StreamTraffic>): StreamTraffic => ({
  ...traffic,
  peakRecordsPerSecond,
  shape: 'flat',
  burst: null,
  ...change,
});

/** Three keys in the third of six shards: two in its lower half, one in its upper. */
function depotsOfOneShard(): readonly string[] {
  const [start, middle, end] = [(RING_SIZE * 4n) / 12n, (RING_SIZE * 5n) / 12n, (RING_SIZE * 6n) / 12n];
  const names = Array.from({ length: DEPOTS }, (_, at) => `depot-${String(at).padStart(3, '0')}`);
  const within = (from: bigint, to: bigint): string[] => names.filter((name) => hashOf(name) > from && hashOf(name) < to);
  return [...within(start, middle).slice(0, 2), ...within(middle, end).slice(0, 1)];
}

function thousandShards(): StreamBlueprint {
  const warm = Array.from({ length: 20 }, (_, at): HeadKey => {
    const key = `fleet-${String(at + 1).padStart(2, '0')}`;
    return { key, share: 0.008, dataBytes: 700 };
  });
  return drawStream(DATA, 'eu-west-1', 'fleet-telemetry', {
    system: 'drivers',
    team: 'fleet',
    shardCount: 1_000,
    enhancedMonitoring: true,
    traffic: {
      peakRecordsPerSecond: 40_000,
      shape: 'flat',
      heads: [{ key: 'fleet-berlin', share: 0.035, dataBytes: 700 }, ...warm],
      tail: { prefix: 'vehicle', count: 20_000, dataBytes: 500 },
      keyless: false,
      burst: null,
      producer: { kind: 'plain', attempts: 3 },
    },
    consumers: [
      {
        kind: 'function',
        name: 'fleet-aggregator',
        usualLagMs: 1_400,
        catchUp: 4,
        through: null,
        mapping: {
          batchSize: 500,
          batchingWindowSeconds: 1,
          parallelization: 2,
          maximumRetryAttempts: 10,
          maximumRecordAgeSeconds: 3_600,
          bisect: true,
          filters: [],
          onFailureArn: null,
        },
      },
    ],
  });
}
