import type { Resource, SamplingStatus, StreamConfig, StreamConsumer, StreamDetail, VerdictState } from '@weir/contract';
import { at, FIXTURE_NOW, makeResource } from './estate-fixture.js';
import { fixtureMiniature, shardIdOf, type FixtureShard, type FixtureStream } from './fixture-stream.js';
import { seeded } from './shapes.js';

const MINUTE_MS = 60_000;
/** When the estate’s hot shard began to refuse. */
export const HOT = at(13, 28);

/** A load that wobbles around `base`: the same for ever at any moment. */
export const wobble =
  (base: number, seed: number, depth = 0.12) =>
  (moment: number): number => {
    const minute = Math.floor(moment / MINUTE_MS);
    const noise = seeded(Math.imul(minute, 31) + seed)() - 0.5;
    return base * (1 + Math.sin(minute / 47 + seed) * depth + Math.sin(minute / 11 + seed * 3) * depth * 0.4 + noise * 0.08);
  };

export const shard = (
  number: number,
  from: number,
  to: number,
  offered: FixtureShard['offered'],
  life: Partial<FixtureShard> = {},
): FixtureShard => ({
  number,
  from,
  to,
  openedAt: null,
  closedAt: null,
  parents: [],
  offered,
  ...life,
});

export const SAMPLING_OFF: SamplingStatus = {
  state: 'off',
  because: 'sampling is not enabled for this stream',
  since: null,
  shardsRead: 0,
  callsPerSecond: 0,
  shareOfBytes: 0,
  shareOfReadCalls: 0,
  recordsRead: 0,
  bytesRead: 0,
  spentUsd: 0,
  budgetUsd: 0.5,
  aggregatedShare: null,
  missingKeyShare: null,
};

export const SAMPLING: SamplingStatus = {
  ...SAMPLING_OFF,
  state: 'reading',
  because: 'shard 9 throttles',
  since: at(13, 29),
  shardsRead: 3,
  callsPerSecond: 0.4,
  shareOfBytes: 0.016,
  shareOfReadCalls: 0.02,
  recordsRead: 61_200,
  bytesRead: 88_740_000,
  spentUsd: 0.03,
};

export const NO_ADVICE = {
  splitAt: null,
  key: null,
  suffixes: null,
  suffixesAtMost: null,
  shardCount: null,
  mergeWith: null,
  savingUsdPerMonth: null,
  computedAt: at(14, 31),
  sampledRecords: 61_200,
} as const;
export const consumer = (
  change: Partial<StreamConsumer> & Pick<StreamConsumer, 'name' | 'type'>,
  lagMs: number | null,
  state: VerdictState = 'ok',
): StreamConsumer => ({
  id: null,
  state: null,
  verdict: { state, reason: 'lag', because: '', since: at(13, 28), judgedAt: at(14, 31) },
  lag: { value: lagMs, at: lagMs === null ? null : at(14, 30), state: lagMs === null ? 'not-emitted' : 'provisional' },
  lagGrowth: 0,
  drain: { kind: 'steady' },
  loss: null,
  facts: [],
  ...change,
});

const CONFIG: StreamConfig = {
  status: 'ACTIVE',
  mode: 'PROVISIONED',
  distribution: 'USER_PARTITION_KEY',
  retentionHours: 24,
  openShards: 8,
  maxRecordKibibytes: 1_024,
  shardMetrics: ['ALL'],
  encrypted: true,
  createdAt: FIXTURE_NOW - 400 * 86_400_000,
  problems: [],
};

interface MakeStream {
  readonly name: string;
  readonly system: string;
  readonly state: VerdictState;
  readonly because?: string;
  readonly since?: number;
  readonly reason?: string;
  readonly shards: readonly FixtureShard[];
  readonly config?: Partial<StreamConfig>;
  readonly change?: Partial<StreamDetail>;
  readonly resource?: Partial<Resource>;
  readonly source?: FixtureStream['source'];
  readonly absences?: FixtureStream['absences'];
}

export function makeStream(made: MakeStream): FixtureStream {
  const { name, system, state, shards, source = 'metrics', absences = [] } = made;
  const open = shards.filter(({ closedAt }) => closedAt === null);
  const loads = open.map((one) => ({ number: one.number, load: one.offered(FIXTURE_NOW - MINUTE_MS) }));
  const hottest = loads.reduce((best, one) => (one.load > best.load ? one : best), loads[0] ?? { number: 0, load: 0 });
  const accepted = loads.reduce((sum, { load }) => sum + Math.min(1, load), 0);
  const refused = loads.reduce((sum, { load }) => sum + Math.max(0, load - 1), 0);
  const base = makeResource({ name, system, kind: 'stream', state });
  const known = source !== 'none';
  const detail: StreamDetail = {
    resource: {
      ...base,
      stream: { ...CONFIG, openShards: open.length, ...made.config },
      verdict: {
        ...base.verdict,
        state,
        reason: made.reason ?? base.verdict.reason,
        because: made.because ?? '',
        since: made.since ?? (state === 'ok' ? base.verdict.since : at(13, 28)),
      },
      ...made.resource,
    },
    openShards: open.length,
    closedShards: shards.length - open.length,
    loadSource: source,
    writeUtilisation: made.config?.mode === 'ON_DEMAND' ? null : accepted / Math.max(1, open.length),
    acceptedPerSecond: Math.round(accepted * 723),
    refusedPerSecond: Math.round(refused * 723),
    ratesOf: { from: FIXTURE_NOW - 11 * 60_000, to: FIXTURE_NOW - 6 * 60_000, provisional: false },
    hottest: known
      ? {
          shardId: shardIdOf(hottest.number),
          writeUtilisation: hottest.load,
          utilisationBounds: { low: Math.min(1, hottest.load), high: hottest.load + 2 * Math.max(0, hottest.load - 1) },
          throttledPerMinute: Math.round(Math.max(0, hottest.load - 1) * 43_000),
          since: hottest.load > 1 ? HOT : null,
        }
      : null,
    topKey: null,
    lag: { consumer: 'all that poll', milliseconds: 1_200, loss: null },
    miniature: known ? fixtureMiniature(shards) : { from: FIXTURE_NOW, stepSeconds: 600, rows: [], refused: [] },
    newestMinute: known ? FIXTURE_NOW - MINUTE_MS : null,
    sampling: SAMPLING_OFF,
    enhancedMonitoring: {
      enabled: source === 'metrics',
      metrics: source === 'metrics' ? ['ALL'] : [],
      monthlyUsd: open.length * 7 * 0.3,
      command: `aws kinesis enable-enhanced-monitoring --stream-name ${name} --shard-level-metrics ALL`,
    },
    hotKeys: [],
    advice: [],
    consumers: [consumer({ name: 'all that poll', type: 'shared-readers', facts: ['AWS tells them apart no further'] }, 1_200)],
    ...made.change,
  };
  return { detail, shards, absences, source };
}

/** Shards of equal width, each around its own load. */
export function evenShards(count: number, base: number, seed: number, depth = 0.12): readonly FixtureShard[] {
  return Array.from({ length: count }, (_unused, index) => {
    const load = base * (0.7 + seeded(seed * 97 + index)() * 0.6);
    return shard(index, index / count, (index + 1) / count, wobble(load, seed * 100 + index, depth));
  });
}
