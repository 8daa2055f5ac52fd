import {
  type HotKeys,
  type Resource,
  type SamplingStatus,
  type StreamConsumer,
  type StreamDetail,
  type StreamOverview,
  type WeirConfig,
} from '@weir/contract';
import {
  type AdviceOptions,
  boundLoads,
  cellOf,
  composeAdvice,
  composeKeys,
  composeMiniature,
  composeSlices,
  demandBounds,
  gatherKeys,
  KEY_CONFIDENCE,
  type KeyMinute,
  keyNotes,
  keyTrend,
  type MeasuredShard,
  measureShards,
  MINUTE_MS,
  minuteOf,
  quoted,
  recentKeys,
  type SampledKeys,
  SHARD_METRIC_ORDER,
  type ShardReadings,
  type StreamLoad,
  type RateMinute,
  streamLoadOf,
  streamRates,
  unsureShards,
  weighKeys,
  writeUtilisation,
} from '@weir/domain';
import type { ShardStep, StoredShard } from '@weir/store';

/** Everything stored of a stream that its views are composed from. */
export interface StreamFacts {
  readonly resource: Resource;
  readonly shards: readonly StoredShard[];
  /** Steps of a quarter of an hour over the last hours, and the newest minutes. */
  readonly coarse: readonly ShardStep[];
  readonly recent: readonly ShardReadings[];
  /** Minutes of the stream as a whole of which it is known what was written. */
  readonly minutes: readonly RateMinute[];
  /** Sampled minutes of the last ten. */
  readonly keyMinutes: readonly KeyMinute[];
  readonly consumers: readonly Resource[];
  /** How hot shards were at their hottest of late; left out: not read. */
  readonly peaks?: AdviceOptions['peaks'];
  /** Open shards that the account may have for this stream; null: AWS did not say. */
  readonly shardQuota: number | null;
  readonly now: number;
}

export const MINIATURE = { stepSeconds: 900, columns: 24 } as const;
/** Hot keys and advice rest on what was sampled within this. */
export const KEY_MINUTES = 10;
const KEYS_SHOWN = 20;
const TREND_STEPS = 10;

/** A stream in a list and at the head of its page. */
export function composeOverview(facts: StreamFacts): StreamOverview {
  const { resource, shards, coarse, recent, consumers, now } = facts;
  const open = shards.filter((shard) => shard.open && shard.goneAt === null);
  const newest = newestKnown(recent);
  const utilisations = newest === null ? [] : open.map((shard) => ({ shard, value: cellOf('write', newest, shard.ordinal) }));
  const hottest = utilisations.reduce<(typeof utilisations)[number] | null>(
    (best, one) => (Number.isNaN(one.value) || (best !== null && best.value >= one.value) ? best : one),
    null,
  );
  const throttled = mostThrottled(open, recent);
  const hot = throttled?.shard ?? hottest?.shard ?? null;
  const provisioned = resource.stream?.mode === 'PROVISIONED';
  const rates = streamRates(facts.minutes, now);
  const [topKey] = keysOf(facts, basisOf(facts), 1);
  return {
    resource,
    openShards: shards.length > 0 ? open.length : (resource.stream?.openShards ?? null),
    closedShards: shards.length > 0 ? shards.filter((shard) => !shard.open && shard.goneAt === null).length : null,
    loadSource: sourceOf([...recent, ...coarse]),
    writeUtilisation:
      provisioned && open.length > 0 && rates !== null
        ? writeUtilisation({ bytesPerSecond: rates.bytesPerSecond, recordsPerSecond: rates.acceptedPerSecond }) / open.length
        : null,
    acceptedPerSecond: rates?.acceptedPerSecond ?? null,
    refusedPerSecond: rates?.refusedPerSecond ?? null,
    ratesOf: rates === null ? null : { from: rates.from, to: rates.to, provisional: rates.provisional },
    hottest:
      hot === null
        ? null
        : {
            shardId: hot.shardId,
            writeUtilisation: known(newest === null ? NaN : cellOf('write', newest, hot.ordinal)),
            utilisationBounds: newest === null ? null : demandBounds(newest, hot.ordinal),
            throttledPerMinute: throttled?.perMinute ?? known(newest === null ? NaN : cellOf('throttled', newest, hot.ordinal)),
            since: resource.verdict.state === 'ok' || resource.verdict.state === 'idle' ? null : resource.verdict.since,
          },
    topKey: topKey === undefined ? null : withoutTrend(topKey),
    lag: furthest(resource, consumers, now),
    miniature: composeMiniature({ from: miniatureFrom(now), ...MINIATURE }, shards, coarse),
    newestMinute: recent.at(-1)?.at ?? null,
  };
}

export const miniatureFrom = (now: number): number => {
  const stepMs = MINIATURE.stepSeconds * 1000;
  return Math.floor(now / stepMs) * stepMs - (MINIATURE.columns - 1) * stepMs;
};

/** The page of one stream. */
export function composeDetail(facts: StreamFacts, config: WeirConfig, sampling: SamplingStatus): StreamDetail {
  const { resource, shards, consumers } = facts;
  const open = shards.filter((shard) => shard.open && shard.goneAt === null).length;
  const metrics = resource.stream?.shardMetrics ?? [];
  const basis = basisOf(facts);
  const metered = metrics.length > 0 ? metrics.length : SHARD_METRIC_ORDER.length;
  return {
    ...composeOverview(facts),
    sampling,
    enhancedMonitoring: {
      enabled: metrics.length > 0,
      metrics,
      monthlyUsd: metered * Math.max(1, open) * config.prices.shardMetricPerMonth,
      command: `aws kinesis enable-enhanced-monitoring --stream-arn ${quoted(resource.arn)} --shard-level-metrics ALL --region ${quoted(resource.region)}`,
    },
    hotKeys: keysOf(facts, basis, KEYS_SHOWN),
    advice: adviceOf(facts, basis, config),
    consumers: composeConsumers(resource, consumers),
  };
}

/** The heaviest keys over a range. */
export function composeHotKeys(
  facts: StreamFacts,
  range: { readonly from: number; readonly to: number; readonly shardId: string | null; readonly limit: number },
  config: WeirConfig,
  sampling: SamplingStatus,
): HotKeys {
  const minutes =
    range.shardId === null
      ? facts.keyMinutes
      : facts.keyMinutes.map(({ at, document }) => ({
          at,
          document: { ...document, shards: document.shards.filter(({ shardId }) => shardId === range.shardId) },
        }));
  const sampled = gatherKeys(minutes);
  const basis = basisOver(facts, range);
  const { stream } = facts.resource;
  const stepMs = trendStepMs(range.from, range.to);
  const off = sampled.records === 0 ? [`No record was sampled in this range: sampling is ${sampling.state}, ${sampling.because}.`] : [];
  return {
    from: range.from,
    to: range.to,
    stepSeconds: stepMs / 1000,
    shardId: range.shardId,
    sampledRecords: sampled.records,
    confidence: KEY_CONFIDENCE,
    items: keysOf(facts, basis, range.limit, range),
    slices: composeSlices(sampled, basis.measured),
    advice: adviceOf(facts, basis, config),
    notes: [...off, ...keyNotes(sampled, { mode: stream?.mode ?? null, distribution: stream?.distribution ?? null, shards: facts.shards })],
    absentBecause: sampled.records === 0 ? 'not-asked' : null,
  };
}

/** What the stream's load is, in the terms of advice and what-if. */
export const loadOf = (facts: StreamFacts): StreamLoad => loadBy(facts, basisOf(facts));

const loadBy = (facts: StreamFacts, { sampled, measured }: Basis): StreamLoad =>
  streamLoadOf(present(facts.shards), sampled, weighKeys(sampled, measured), measured, mostTaken(facts));

/** The most that the stream as a whole took in one of the minutes known, bytes a second. Infinity: none is known. */
const mostTaken = ({ minutes }: StreamFacts): number =>
  minutes.length === 0 ? Infinity : Math.max(...minutes.map(({ incomingBytes }) => (incomingBytes ?? 0) / 60));

/** What keys and advice are computed from. */
interface Basis {
  readonly sampled: SampledKeys;
  readonly measured: ReadonlyMap<string, MeasuredShard>;
}

const MEASURED_MINUTES = 5;
/** A range is measured in so many steps at most. */
const RANGE_STEPS = 20;

/** How long the steps are that the shards are measured in over a range. */
export const rangeStepMs = (from: number, to: number): number => Math.max(1, Math.ceil((to - from) / RANGE_STEPS / MINUTE_MS)) * MINUTE_MS;

/** As things are now. */
function basisOf({ shards, recent, keyMinutes }: StreamFacts): Basis {
  const sampled = recentKeys(keyMinutes);
  const minutes = recent.filter(({ source }) => source === 'metrics').slice(-MEASURED_MINUTES);
  return { sampled, measured: measureShards(shards, minutes, sampled.shards) };
}

/** As things were over a range: all of its samples, and all that was measured in it; of the newest minutes nothing is measured yet. */
function basisOver(facts: StreamFacts, { from, to }: { readonly from: number; readonly to: number }): Basis {
  const stepMs = rangeStepMs(from, to);
  const within = facts.recent.filter(({ source, at }) => source === 'metrics' && at > from - stepMs && at < to);
  if (within.length === 0) return { ...basisOf(facts), sampled: gatherKeys(facts.keyMinutes) };
  return { sampled: gatherKeys(facts.keyMinutes), measured: measureShards(facts.shards, within, []) };
}

const present = (shards: readonly StoredShard[]): readonly StoredShard[] => shards.filter(({ goneAt }) => goneAt === null);

function adviceOf(facts: StreamFacts, basis: Basis, config: WeirConfig): StreamDetail['advice'] {
  const { resource, now } = facts;
  if (resource.stream === null) return [];
  const load = loadBy(facts, basis);
  const { sampled, measured } = basis;
  // Without any load there is nothing to judge, and no reason to merge either.
  if ((load.measured?.size ?? 0) === 0) return [];
  const open = present(facts.shards).filter((shard) => shard.open);
  return composeAdvice(
    load,
    resource.stream,
    {
      shardHourUsd: config.prices.kinesisPerShardHour,
      stream: { name: resource.name, region: resource.region },
      ...(facts.shardQuota !== null && { shardQuota: facts.shardQuota }),
      ...(facts.peaks && { peaks: facts.peaks }),
      unsure: unsureShards(open, sampled, measured, mostTaken(facts)),
    },
    sampled.records > 0 ? sampled.records : null,
    now,
    config.streams.keys !== 'show',
  );
}

/** @param range of time, and the one shard whose keys to tell; null: all */
function keysOf(
  facts: StreamFacts,
  { sampled, measured }: Basis,
  limit: number,
  range?: { readonly from: number; readonly to: number; readonly shardId: string | null },
): StreamDetail['hotKeys'] {
  const { keyMinutes, now } = facts;
  if (sampled.records === 0) return [];
  const asked = range?.shardId == null ? sampled.shards : sampled.shards.filter(({ shardId }) => shardId === range.shardId);
  const shards = present(facts.shards);
  const open = shards.filter((shard) => shard.open);
  const loads = { shards, loads: boundLoads(open, sampled, measured, mostTaken(facts)) };
  const from = range?.from ?? minuteOf(now) - (KEY_MINUTES - 1) * MINUTE_MS;
  const to = range?.to ?? minuteOf(now) + MINUTE_MS;
  const stepMs = trendStepMs(from, to);
  const trend = keyTrend(keyMinutes, from, stepMs, Math.max(1, Math.ceil((to - from) / stepMs)));
  return composeKeys(weighKeys({ ...sampled, shards: asked }, measured), sampled, loads, limit, trend);
}

const trendStepMs = (from: number, to: number): number => Math.max(1, Math.ceil((to - from) / TREND_STEPS / MINUTE_MS)) * MINUTE_MS;

/** Every reader with its own position; all that poll with GetRecords as one, for AWS tells them apart no further. */
export function composeConsumers(resource: Resource, consumers: readonly Resource[]): StreamConsumer[] {
  const registered = consumers.flatMap((consumer): StreamConsumer[] => {
    const { consumer: config } = consumer;
    if (config === null) return [];
    return [
      {
        id: consumer.id,
        name: consumer.name,
        type: config.type,
        state: config.state,
        verdict: consumer.verdict,
        lag: consumer.latest.lag ?? { value: null, at: null, state: 'not-asked' },
        lagGrowth: consumer.growthPerSecond,
        drain: consumer.drain,
        loss: consumer.loss,
        facts: factsOf(config),
      },
    ];
  });
  const shared = resource.latest.iteratorAge;
  const pollers: StreamConsumer[] =
    shared?.value == null || resource.readers === null
      ? []
      : [
          {
            id: null,
            name: 'All that poll with GetRecords',
            type: 'shared-readers',
            state: null,
            verdict: resource.readers,
            lag: shared,
            lagGrowth: resource.growthPerSecond,
            drain: resource.drain,
            loss: resource.loss,
            facts: ['the furthest behind of all that poll, Weir included'],
          },
        ];
  return [...registered, ...pollers];
}

function factsOf(config: NonNullable<Resource['consumer']>): string[] {
  const { maximumRetries, bisectOnError, maximumRecordAgeSeconds, failureDestinationArn, batchSize, lastResult, consumerArn } = config;
  if (config.type !== 'event-source-mapping') return [];
  return [
    ...(consumerArn !== null ? ['reads by enhanced fan-out'] : []),
    ...(batchSize !== null ? [`batches of ${String(batchSize)}`] : []),
    ...(maximumRetries !== null
      ? [maximumRetries < 0 ? 'retries a failed batch until it expires' : `retries a failed batch ${String(maximumRetries)} times`]
      : []),
    ...(bisectOnError === null ? [] : [bisectOnError ? 'halves a failed batch' : 'does not halve a failed batch']),
    ...(maximumRecordAgeSeconds !== null && maximumRecordAgeSeconds > 0
      ? [`gives up on records after ${String(maximumRecordAgeSeconds)} s`]
      : []),
    ...(failureDestinationArn === null ? ['has no failure destination: what it gives up on is lost'] : []),
    ...(lastResult !== null && lastResult !== '' ? [`last result: ${lastResult}`] : []),
  ];
}

function furthest(resource: Resource, consumers: readonly Resource[], now: number): StreamOverview['lag'] {
  const lags = consumers.flatMap((consumer) => {
    const milliseconds = consumer.latest.lag?.value ?? leastLag(consumer, now);
    return milliseconds === null ? [] : [{ consumer: consumer.name, milliseconds, loss: consumer.loss }];
  });
  const polled = resource.latest.iteratorAge?.value ?? null;
  if (lags.length === 0 && polled !== null) lags.push({ consumer: 'GetRecords', milliseconds: polled, loss: resource.loss });
  // Whose records are lost first is furthest behind, even if it tells no lag any more because it stopped.
  const losesAt = ({ loss }: (typeof lags)[number]): number => loss?.earliestAt ?? Infinity;
  return lags.sort((a, b) => losesAt(a) - losesAt(b) || b.milliseconds - a.milliseconds)[0] ?? null;
}

/** Of a reader that tells no lag and loses records all the same: it has read nothing since it was switched off. */
function leastLag({ consumer, loss }: Resource, now: number): number | null {
  return loss === null || consumer?.modifiedAt == null ? null : Math.max(0, now - consumer.modifiedAt);
}

/** The newest minute in which any shard's load is known: as measured, or where nothing is measured as sampled. */
export function newestKnown(recent: readonly ShardReadings[]): ShardReadings | null {
  const known = recent.filter(({ values }) => values.incomingBytes !== undefined || values.incomingRecords !== undefined);
  return known.findLast(({ source }) => source === 'metrics') ?? known.at(-1) ?? null;
}

function mostThrottled(open: readonly StoredShard[], recent: readonly ShardReadings[]): { shard: StoredShard; perMinute: number } | null {
  let worst: { shard: StoredShard; perMinute: number } | null = null;
  for (const shard of open) {
    for (const minute of recent.slice(-KEY_MINUTES)) {
      const count = cellOf('throttled', minute, shard.ordinal);
      if (count > (worst?.perMinute ?? 0)) worst = { shard, perMinute: count };
    }
  }
  return worst;
}

const sourceOf = (steps: readonly { readonly source: 'metrics' | 'sampled' }[]): StreamOverview['loadSource'] =>
  steps.some(({ source }) => source === 'metrics') ? 'metrics' : steps.length > 0 ? 'sampled' : 'none';

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

const withoutTrend = ({ trend: _, ...key }: StreamDetail['hotKeys'][number]): NonNullable<StreamOverview['topKey']> => key;
