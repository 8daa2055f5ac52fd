import { streamArn } from '../world/arn.js';
import type { EpisodeLane, StreamAilment } from '../trouble/episodes.js';
import { DATA, PROD } from './accounts.js';
import type { HeadKey, MappingSettings, StreamBlueprint, StreamConsumer, StreamTraffic } from './stream-blueprint.js';

const HOUR = 60;
const FRIDAY = 4 * 24 * HOUR;

/** The culprit of the demo and of several scenarios. */
export const HOT_TENANT = 'tenant-acme';

const MAPPING: MappingSettings = {
  batchSize: 100,
  batchingWindowSeconds: 1,
  parallelization: 1,
  maximumRetryAttempts: 10,
  maximumRecordAgeSeconds: 3600,
  bisect: true,
  filters: [],
  onFailureArn: null,
};

const mapped = (name: string, mapping: Partial<MappingSettings> = {}, through: string | null = null): StreamConsumer => ({
  kind: 'function',
  name,
  usualLagMs: 1_400,
  catchUp: 4,
  through,
  mapping: { ...MAPPING, ...mapping },
});
const fanOut = (name: string): StreamConsumer => ({ kind: 'fan-out', name, usualLagMs: 90, catchUp: 6 });
const application = (name: string): StreamConsumer => ({ kind: 'application', name, usualLagMs: 700, catchUp: 3, pollsPerSecond: 1 });
const archive = (name: string, bufferSeconds: number): StreamConsumer => ({
  kind: 'delivery-stream',
  name,
  usualLagMs: 4_000,
  catchUp: 5,
  bucket: `weir-demo-${name}`,
  bufferSeconds,
});

/** The shop's tenants by size: the first has `first` of the records, the others fall off as Zipf's law has it. */
export function tenants(first: number, count: number, dataBytes: number): HeadKey[] {
  return Array.from({ length: count }, (_, at) => ({
    key: at === 0 ? HOT_TENANT : `tenant-${String(at).padStart(3, '0')}`,
    share: first / (at + 1),
    dataBytes,
  }));
}

const TRAFFIC = { heads: [], keyless: false, burst: null, producer: { kind: 'plain', attempts: 3 } } as const;

interface StreamSketch {
  readonly system: string;
  readonly team: string;
  readonly mode?: StreamBlueprint['mode'];
  readonly distribution?: StreamBlueprint['distribution'];
  readonly retentionHours?: number;
  readonly shardCount: number;
  readonly enhancedMonitoring: boolean;
  readonly traffic: StreamTraffic;
  readonly consumers: readonly StreamConsumer[];
  readonly reshards?: StreamBlueprint['reshards'];
}

/** A stream with what a sketch leaves out. */
export function drawStream(accountId: string, region: string, name: string, sketch: StreamSketch): StreamBlueprint {
  return {
    accountId,
    region,
    name,
    tags: { system: sketch.system, team: sketch.team, 'cost-centre': accountId === PROD ? 'shop' : 'platform' },
    mode: sketch.mode ?? 'PROVISIONED',
    distribution: sketch.distribution ?? 'USER_PARTITION_KEY',
    retentionHours: sketch.retentionHours ?? 24,
    maxRecordKiB: 1_024,
    shardCount: sketch.shardCount,
    enhancedMonitoring: sketch.enhancedMonitoring,
    traffic: sketch.traffic,
    consumers: sketch.consumers,
    reshards: sketch.reshards ?? { kind: 'none' },
    lasting: [],
  };
}

/** Warm on Saturday evenings, about half of what its shards take; two of them are split for the weekend. */
const DRIVER_LOCATIONS = drawStream(DATA, 'eu-west-1', 'driver-locations', {
  system: 'drivers',
  team: 'fleet',
  shardCount: 6,
  enhancedMonitoring: true,
  traffic: {
    ...TRAFFIC,
    peakRecordsPerSecond: 2_700,
    shape: 'evening',
    tail: { prefix: 'driver', count: 4_000, dataBytes: 320 },
    burst: { seconds: 3, factor: 1.6 },
  },
  consumers: [mapped('eta-predictor'), fanOut('fleet-map'), archive('driver-locations-archive', 300)],
  reshards: { kind: 'weekly', splitAtMinute: FRIDAY + 15 * HOUR, mergeAtMinute: 5 * HOUR },
});

const CLICKSTREAM = drawStream(DATA, 'eu-west-1', 'clickstream', {
  system: 'clickstream',
  team: 'analytics',
  shardCount: 8,
  enhancedMonitoring: true,
  traffic: {
    ...TRAFFIC,
    peakRecordsPerSecond: 2_000,
    shape: 'retail',
    heads: tenants(0.06, 30, 1_100),
    tail: { prefix: 'session', count: 4_000, dataBytes: 1_100 },
    burst: { seconds: 4, factor: 1.8 },
  },
  consumers: [
    application('sessionizer'),
    // Retries for ever and never halves a batch: one poisoned record would hold up a shard.
    mapped('clickstream-enricher', { maximumRetryAttempts: -1, maximumRecordAgeSeconds: -1, bisect: false, batchSize: 200 }),
    archive('clickstream-to-lake', 120),
  ],
});

const ORDER_EVENTS = drawStream(PROD, 'eu-west-1', 'order-events', {
  system: 'orders',
  team: 'orders',
  mode: 'ON_DEMAND',
  retentionHours: 168,
  shardCount: 4,
  enhancedMonitoring: true,
  traffic: { ...TRAFFIC, peakRecordsPerSecond: 40, shape: 'retail', tail: { prefix: 'order', count: 4_000, dataBytes: 2_400 } },
  consumers: [
    mapped('order-projector', { filters: [JSON.stringify({ data: { event: [{ exists: true }] } })] }),
    fanOut('order-search'),
    mapped('order-search-indexer', {}, 'order-search'),
  ],
});

/** Devices send no key: the service spreads the records by itself. */
const TELEMETRY = drawStream(DATA, 'us-east-1', 'telemetry', {
  system: 'platform',
  team: 'platform',
  mode: 'ON_DEMAND',
  distribution: 'AUTO',
  shardCount: 4,
  enhancedMonitoring: true,
  traffic: {
    ...TRAFFIC,
    peakRecordsPerSecond: 2_000,
    shape: 'flat',
    tail: { prefix: 'device', count: 4_000, dataBytes: 600 },
    keyless: true,
  },
  consumers: [archive('telemetry-lake', 60), mapped('telemetry-anomalies')],
});

/** Some records an hour at night: most minutes have none. */
const AUDIT_LOG = drawStream(PROD, 'us-east-1', 'audit-log', {
  system: 'platform',
  team: 'platform',
  retentionHours: 168,
  shardCount: 2,
  enhancedMonitoring: false,
  traffic: { ...TRAFFIC, peakRecordsPerSecond: 0.4, shape: 'office', tail: { prefix: 'principal', count: 300, dataBytes: 900 } },
  consumers: [mapped('audit-indexer')],
});

/** The company's streams in good health. */
export const COMPANY_STREAMS: readonly StreamBlueprint[] = [DRIVER_LOCATIONS, CLICKSTREAM, ORDER_EVENTS, TELEMETRY, AUDIT_LOG];

const slow = (stream: StreamBlueprint, consumer: string, speed: number): StreamAilment => ({
  streamArn: streamArn(stream),
  trouble: { kind: 'slow-consumer', consumer, speed },
});

/** The demo's troubles with streams: usually one shard is hot, and one consumer falls behind. */
export const DEMO_STREAM_EPISODES: readonly EpisodeLane<StreamAilment>[] = [
  {
    name: 'hot-key',
    slotMinutes: 90,
    opensWithinMinutes: 5,
    lastsMinutes: [65, 80],
    candidates: [
      {
        streamArn: streamArn(CLICKSTREAM),
        trouble: { kind: 'hot-key', key: HOT_TENANT, recordsPerSecond: 860, dataBytes: 1_100, rampMinutes: 0 },
      },
    ],
  },
  {
    name: 'lagging',
    slotMinutes: 110,
    opensWithinMinutes: 8,
    lastsMinutes: [60, 84],
    candidates: [slow(CLICKSTREAM, 'clickstream-enricher', 0.7), slow(DRIVER_LOCATIONS, 'eta-predictor', 0.75)],
  },
];
