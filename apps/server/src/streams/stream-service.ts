import {
  type FlatHeatmap,
  type HeatmapMetric,
  type HotKeys,
  type Resource,
  type ResourceId,
  type SamplingStatus,
  type StreamConsumer,
  type StreamDetail,
  type StreamOverview,
  type StreamShards,
  type WhatIfAnswer,
  type WhatIfQuestion,
} from '@weir/contract';
import {
  type AdviceOptions,
  peaksOf,
  cellOf,
  type Change,
  composeHeatmap,
  isSampled,
  MINUTE_MS,
  minuteOf,
  parseKeyMinutes,
  type RateMinute,
  type ShardMetric,
  shardMetricsFor,
  type ShardReadings,
  whatIf,
  whatIfAnswerOf,
  worstFirst,
} from '@weir/domain';
import type { Store, StoredShardMinute } from '@weir/store';
import type { Settings } from '../config/settings.js';
import { ProblemError } from '../http/problem-error.js';
import { rateMinutesOf } from './rate-minutes.js';
import { shardQuotaOf } from './shard-quota.js';
import {
  composeConsumers,
  composeDetail,
  composeHotKeys,
  composeOverview,
  KEY_MINUTES,
  loadOf,
  MINIATURE,
  miniatureFrom,
  newestKnown,
  rangeStepMs,
  type StreamFacts,
} from './stream-composer.js';

const RECENT_MINUTES = 20;
const RECENT_METRICS: readonly ShardMetric[] = ['incomingBytes', 'incomingRecords', 'writeThrottled', 'iteratorAge'];
/** CloudWatch's minutes of shards, and what was sampled of keys, are kept for fifteen days. */
const KEPT_DAYS = 15;
const DAY_MS = 86_400_000;
/** Cells of one answer: a thousand shards by a day of minutes, and some. */
const MAX_CELLS = 2_000_000;
/** Steps chosen when none is asked for, so that a picture has a few hundred columns. */
const STEPS_MINUTES = [1, 5, 15, 30, 60, 180];
const COLUMNS_WANTED = 400;
/** Read before a picture begins, which may be with minutes that are only sampled yet: who refused when last measured. */
const BEFORE_MS = 10 * MINUTE_MS;
/** How far back shards are looked at before one is called cold: over a week's peaks, of a stream of a thousand shards over a few days'. */
const PEAKS = { stepSeconds: 900, mostDays: 14, shardDays: 4_000, readEveryMs: 3_600_000 } as const;
const MAX_KEY_RANGE_MS = 6 * 3_600_000;

/** The resources of the estate as they are now. */
interface KnownResources {
  resource(id: ResourceId): Resource | undefined;
  resources(): Iterable<Resource>;
}

/** The read side of streams: what the store holds of them, composed into what people see. Never asks AWS. */
export class StreamService {
  /** Overviews as last composed, with what they were composed from; a change of the stream drops them. */
  readonly #overviews = new Map<ResourceId, { readonly minute: number; readonly overview: Promise<StreamOverview> }>();

  readonly #peaks = new Map<ResourceId, { readonly at: number; readonly found: Promise<AdviceOptions['peaks']> }>();

  constructor(
    private readonly store: Store,
    private readonly estate: KnownResources,
    private readonly settings: Settings,
    private readonly now: () => number = Date.now,
  ) {}

  /** Every stream that is not deleted, worst first. */
  async list(): Promise<readonly StreamOverview[]> {
    const order = worstFirst(this.now());
    const streams = [...this.estate.resources()]
      .filter(({ kind, deletedAt }) => kind === 'stream' && deletedAt === null)
      .sort((a, b) => order(a, b) || (a.name < b.name ? -1 : 1));
    return Promise.all(streams.map((resource) => this.overview(resource)));
  }

  /** Kept until something of the stream changes, or the minute does. */
  async overview(resource: Resource): Promise<StreamOverview> {
    const minute = minuteOf(this.now());
    const known = this.#overviews.get(resource.id);
    if (known?.minute === minute) return known.overview;
    const overview = this.#facts(resource).then(composeOverview);
    this.#overviews.set(resource.id, { minute, overview });
    overview.catch(() => this.#overviews.delete(resource.id));
    return overview;
  }

  /** To be told of every change, so that no stale overview is handed out. */
  forget(ids: ReadonlySet<ResourceId> | 'all'): void {
    if (ids === 'all') this.#overviews.clear();
    else for (const id of ids) for (const of of this.#streamsTouchedBy(id)) this.#overviews.delete(of);
  }

  async detail(resource: Resource): Promise<StreamDetail> {
    const [facts, peaks] = await Promise.all([this.#facts(resource), this.#peaksOf(resource)]);
    return composeDetail({ ...facts, peaks }, this.settings.config, this.#samplingOf(resource, facts));
  }

  async consumers(resource: Resource): Promise<readonly StreamConsumer[]> {
    return Promise.resolve(composeConsumers(resource, this.#consumersOf(resource)));
  }

  async shards(resource: Resource): Promise<StreamShards> {
    const facts = await this.#facts(resource);
    const { shards, recent } = facts;
    const newest = newestKnown(recent);
    const cell = (metric: HeatmapMetric, ordinal: number): number | null => {
      const value = newest === null ? Number.NaN : cellOf(metric, newest, ordinal);
      return Number.isNaN(value) ? null : value;
    };
    return {
      items: shards
        .filter(({ goneAt }) => goneAt === null)
        .map((shard) => {
          const bytesPerSecond = cell('writeBytes', shard.ordinal);
          return {
            shardId: shard.shardId,
            start: String(shard.range.start),
            end: String(shard.range.end),
            parentShardId: shard.parentShardId,
            adjacentParentShardId: shard.adjacentParentShardId,
            open: shard.open,
            firstSeen: shard.firstSeen,
            closedSeen: shard.closedSeen,
            load: bytesPerSecond === null ? null : { bytesPerSecond, recordsPerSecond: cell('writeRecords', shard.ordinal) ?? 0 },
            writeUtilisation: cell('write', shard.ordinal),
            throttledPerMinute: cell('throttled', shard.ordinal),
          };
        }),
      loadSource: newest === null ? 'none' : newest.source,
      at: newest?.at ?? null,
    };
  }

  /** @throws {ProblemError} 400 naming `from`, `to` or `step` */
  async heatmap(
    resource: Resource,
    query: { axis: 'shard' | 'hash'; metric: HeatmapMetric; from: number; to: number; step?: number | undefined },
  ): Promise<FlatHeatmap> {
    const now = this.now();
    checkRange(query.from, query.to, now);
    const shards = await this.store.streams.shards(resource.id);
    const stepSeconds = query.step ?? chosenStep(query.to - query.from);
    const stepMs = stepSeconds * 1000;
    const from = Math.floor(query.from / stepMs) * stepMs;
    const columns = Math.ceil((Math.min(query.to, now + MINUTE_MS) - from) / stepMs);
    if (columns * Math.max(1, shards.length) > MAX_CELLS) {
      const least = Math.ceil(((query.to - query.from) * Math.max(1, shards.length)) / MAX_CELLS / MINUTE_MS) * 60;
      throw invalid(
        'step',
        `${String(shards.length)} shards over this range are too many cells at ${String(stepSeconds)} s; ask for ${String(least)} s or more`,
      );
    }
    const to = from + columns * stepMs;
    const [steps, absences] = await Promise.all([
      this.store.streams.readShardSteps(
        resource.id,
        shardMetricsFor(query.metric),
        from - Math.ceil(BEFORE_MS / stepMs) * stepMs,
        to,
        stepSeconds,
      ),
      this.store.streams.readShardAbsences(resource.id, from, to),
    ]);
    return composeHeatmap(
      {
        axis: query.axis,
        metric: query.metric,
        from,
        stepSeconds,
        columns: Math.max(0, columns),
        now,
        isMeasured: (resource.stream?.shardMetrics ?? []).length > 0,
      },
      shards.filter(({ goneAt }) => goneAt === null || goneAt > from),
      steps,
      absences,
    );
  }

  /** @throws {ProblemError} 400 naming `from`, `to` or `shard` */
  async hotKeys(resource: Resource, query: { from: number; to: number; shard?: string | undefined; limit: number }): Promise<HotKeys> {
    checkRange(query.from, query.to, this.now());
    if (query.to - query.from > MAX_KEY_RANGE_MS) throw invalid('from', 'ask for the keys of at most six hours at once');
    const from = minuteOf(query.from);
    const to = Math.max(from + MINUTE_MS, query.to);
    const [ofRange, peaks] = await Promise.all([this.#facts(resource, { from, to }), this.#peaksOf(resource)]);
    const facts = { ...ofRange, peaks };
    if (query.shard !== undefined && !facts.shards.some(({ shardId }) => shardId === query.shard)) {
      throw invalid('shard', 'the stream has no such shard; /shards lists them');
    }
    return composeHotKeys(
      facts,
      { from, to, shardId: query.shard ?? null, limit: query.limit },
      this.settings.config,
      this.#samplingOf(resource, facts),
    );
  }

  /** @throws {ProblemError} 400 when the change cannot be made, with the reason */
  async whatIf(resource: Resource, question: WhatIfQuestion): Promise<WhatIfAnswer> {
    const { stream } = resource;
    if (stream?.mode === 'ON_DEMAND' && question.salt === undefined)
      throw new ProblemError(
        409,
        'On-demand streams are resharded by AWS',
        `AWS splits and merges their shards by itself, and refuses to on request. ${stream.distribution === 'AUTO' ? 'Salting a key would change nothing either: records are spread without regard to their keys (AUTO).' : 'Ask what salting a key would do.'}`,
      );
    if (stream?.distribution === 'AUTO' && question.salt !== undefined)
      throw new ProblemError(
        409,
        'Keys decide nothing in this stream',
        'It spreads records over shards by itself (AUTO), so salting a key changes nothing.',
      );
    const facts = await this.#facts(resource);
    if (facts.shards.length === 0)
      throw new ProblemError(409, 'Shards not read yet', 'The shards of this stream are not known yet; ask again in a few minutes.');
    const answer = whatIf(loadOf(facts), changeOf(question));
    if (answer.ok) return whatIfAnswerOf(answer);
    const { field, message } = IMPOSSIBLE[answer.reason];
    throw invalid(field, message);
  }

  async #facts(resource: Resource, keys?: { readonly from: number; readonly to: number }): Promise<StreamFacts> {
    const now = this.now();
    const { streams } = this.store;
    const keyFrom = keys?.from ?? minuteOf(now) - (KEY_MINUTES - 1) * MINUTE_MS;
    // The load that keys are scaled to is that of their own time.
    const until = keys ? Math.min(keys.to, now) : now;
    const since = minuteOf(until) - RECENT_MINUTES * MINUTE_MS;
    const [shards, coarse, recent, minutes, keyMinutes] = await Promise.all([
      streams.shards(resource.id),
      keys
        ? []
        : streams.readShardSteps(
            resource.id,
            ['incomingBytes', 'incomingRecords', 'writeThrottled'],
            miniatureFrom(now),
            now + MINUTE_MS,
            MINIATURE.stepSeconds,
          ),
      // A long range in as many steps as a short one has minutes.
      keys && keys.from < since
        ? streams.readShardSteps(resource.id, RECENT_METRICS, keys.from, until, rangeStepMs(keys.from, keys.to) / 1000)
        : streams
            .readShardMinutes(resource.id, RECENT_METRICS, since, minuteOf(until) + MINUTE_MS)
            .then((minutes) => minutes.map(readingsOf)),
      keys ? [] : this.#rateMinutes(resource.id, since, now),
      streams.readKeyMinutes(resource.id, keyFrom, keys?.to ?? now + MINUTE_MS),
    ]);
    return {
      resource,
      shards,
      coarse,
      recent,
      minutes,
      keyMinutes: parseKeyMinutes(keyMinutes),
      consumers: this.#consumersOf(resource),
      shardQuota: shardQuotaOf(resource, this.estate.resources()),
      now,
    };
  }

  /** What was written to a stream by the minute, where it is known: nothing where CloudWatch has no points, for it counts what happens. */
  async #rateMinutes(resourceId: ResourceId, from: number, now: number): Promise<readonly RateMinute[]> {
    const [bytes, records, refused] = await Promise.all(
      (['incomingBytes', 'incomingRecords', 'writeThrottled'] as const).map((metric) =>
        this.store.series.read({ resourceId, metric, from, to: minuteOf(now), now, stepSeconds: 60 }),
      ),
    );
    return bytes === undefined || records === undefined || refused === undefined ? [] : rateMinutesOf({ bytes, records, refused });
  }

  /** Read anew every hour: it is much to read, and changes little. */
  #peaksOf({ id, stream }: Resource): Promise<AdviceOptions['peaks']> {
    const now = this.now();
    const known = this.#peaks.get(id);
    if (known !== undefined && now - known.at < PEAKS.readEveryMs) return known.found;
    const days = Math.min(PEAKS.mostDays, Math.max(1, Math.floor(PEAKS.shardDays / Math.max(1, stream?.openShards ?? 1))));
    const { streams } = this.store;
    const found = Promise.all([
      streams.shards(id),
      streams.readShardSteps(id, ['incomingBytes', 'incomingRecords', 'writeThrottled'], now - days * DAY_MS, now, PEAKS.stepSeconds),
    ]).then(([shards, steps]) => peaksOf(shards, steps, PEAKS.stepSeconds * 1000));
    this.#peaks.set(id, { at: now, found });
    found.catch(() => this.#peaks.delete(id));
    return found;
  }

  #consumersOf({ arn }: Resource): readonly Resource[] {
    return [...this.estate.resources()]
      .filter(({ consumer, deletedAt }) => deletedAt === null && consumer?.sourceArn === arn)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** As the sampler left it with the newest minute; without one, what the configuration says. */
  #samplingOf(resource: Resource, { keyMinutes }: StreamFacts): SamplingStatus {
    const newest = keyMinutes.at(-1);
    if (newest) return newest.document.sampling;
    const { streams } = this.settings.config;
    const isNamed = isSampled(streams, resource);
    return {
      state: isNamed ? 'waiting' : 'off',
      because: isNamed ? 'nothing was read in this range' : 'weir.yaml does not name this stream under streams.sample',
      since: null,
      shardsRead: 0,
      callsPerSecond: 0,
      shareOfBytes: null,
      shareOfReadCalls: 0,
      recordsRead: 0,
      bytesRead: 0,
      spentUsd: 0,
      budgetUsd: streams.budget.usdPerDay,
      aggregatedShare: null,
      missingKeyShare: null,
    };
  }

  /** A reader's change is its stream's too. */
  #streamsTouchedBy(id: ResourceId): readonly ResourceId[] {
    const resource = this.estate.resource(id);
    if (!resource?.consumer) return [id];
    const { sourceArn } = resource.consumer;
    return [...this.#overviews.keys()].filter((stream) => this.estate.resource(stream)?.arn === sourceArn);
  }
}

/** A stored minute as readings of a step of one minute. */
function readingsOf({ at, source, settled, values }: StoredShardMinute): ShardReadings {
  const readings: Partial<Record<ShardMetric, { values: ArrayLike<number>; known: ArrayLike<number> }>> = {};
  for (const [metric, floats] of Object.entries(values) as [ShardMetric, Float32Array][])
    readings[metric] = { values: floats, known: floats.map((value) => (Number.isNaN(value) ? 0 : 1)) };
  return { at, source, settled, values: readings };
}

function changeOf({ splitAt, mergeWith, salt }: WhatIfQuestion): Change {
  if (splitAt !== undefined) return { splitAt: BigInt(splitAt) };
  if (mergeWith !== undefined) return { mergeWith };
  if (salt !== undefined) return { salt };
  throw invalid('splitAt', 'give exactly one of splitAt, mergeWith and salt');
}

const IMPOSSIBLE = {
  'no-shard-there': { field: 'splitAt', message: 'no open shard owns this hash just now: the stream is resharding' },
  'no-such-shard': { field: 'mergeWith', message: 'the stream has no such open shard; /shards lists them' },
  'nothing-below-the-cut': { field: 'splitAt', message: 'a shard cannot split at its first hash: nothing would be left below' },
  'not-neighbours': { field: 'mergeWith', message: 'only shards whose hash ranges adjoin can merge' },
  'key-not-measured': { field: 'salt.key', message: 'this key is not among the sampled keys; /hot-keys lists them' },
  'count-out-of-range': { field: 'salt.suffixes', message: 'too many suffixes' },
} as const;

function chosenStep(rangeMs: number): number {
  const minutes = STEPS_MINUTES.find((step) => rangeMs / MINUTE_MS / step <= COLUMNS_WANTED) ?? 360;
  return minutes * 60;
}

function checkRange(from: number, to: number, now: number): void {
  if (to <= from) throw invalid('to', 'must be after from');
  if (from < now - (KEPT_DAYS + 1) * DAY_MS) throw invalid('from', 'shards are kept by the minute for 15 days');
  if (to - from > (KEPT_DAYS + 1) * DAY_MS) throw invalid('from', 'the range is longer than the 15 days that are kept');
}

const invalid = (field: string, message: string) => new ProblemError(400, 'Invalid input', `${field}: ${message}`, [{ field, message }]);
