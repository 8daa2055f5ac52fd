import type { AwsAccess, ConsumerToRead, MetricsReply, ShardMetricsReply } from '@weir/aws';
import { consumerMetric, type ResourceId, type ResourceMetric, type WeirConfig } from '@weir/contract';
import {
  type FamilyName,
  polledShardMetrics,
  type ReadOutcome,
  type Scope,
  settleShards,
  type SettledShards,
  type ShardMetric,
  SHARD_METRIC_ORDER,
  STREAM_METRICS,
} from '@weir/domain';
import type { Store } from '@weir/store';
import { failureIn, outcomesOf, settleReply } from '../settle-replies.js';
import type { WatchedConsumer, WatchedStream } from './watched-stream.js';
import type { WatchedStreams } from './watched-streams.js';

export interface StreamReaderParts {
  readonly aws: AwsAccess;
  readonly store: Store;
  readonly streams: WatchedStreams;
  readonly config: WeirConfig;
  readonly now: () => number;
  readonly onSamples: (family: string, rows: number) => void;
}

/** Minutes to read of some streams of one scope. */
export interface StreamRead {
  readonly scope: Scope;
  readonly streams: readonly WatchedStream[];
  readonly from: number;
  readonly to: number;
  /** `regular`: what is recent, taken into the windows to judge by. `history`: what is missing, only stored. */
  readonly purpose: 'regular' | 'history';
  readonly watched: ReadonlySet<ResourceId>;
}

/** Minutes of some metrics of a stream's shards. */
export interface ShardMinutes {
  readonly scope: Scope;
  readonly stream: WatchedStream;
  readonly from: number;
  readonly to: number;
  readonly metrics: readonly ShardMetric[];
}

/** Reads streams, their shards and their readers from CloudWatch, settles what came and stores it. */
export class StreamReader {
  constructor(private readonly parts: StreamReaderParts) {}

  /** @returns what the answers say of the scope @throws AwsError when nothing was answered */
  async read(read: StreamRead, signal: AbortSignal): Promise<readonly ReadOutcome[]> {
    const { streams } = this.parts;
    const consumers = read.streams.flatMap((stream) => streams.consumersOf(stream));
    const window = { from: read.from, to: read.to, periodSeconds: 60 };
    const reader = this.parts.aws.scope(read.scope);
    const [ofStreams, ofConsumers] = await Promise.all([
      reader.readStreamMetrics(
        { ...window, streams: read.streams.map(({ entry }) => ({ resourceId: entry.id, name: entry.name })), metrics: STREAM_METRICS },
        signal,
      ),
      reader.readConsumerMetrics(
        { ...window, consumers: consumers.flatMap((consumer) => this.#toRead(consumer)), metrics: consumerMetric.options },
        signal,
      ),
    ]);
    const outcomes = [
      ...(await this.#keep('kinesis.stream', read, read.streams, ofStreams)),
      ...(consumers.length > 0 ? await this.#keep('stream.consumer', read, consumers, ofConsumers) : []),
    ];
    for (const stream of read.streams) outcomes.push(...(await this.#readShards(read, stream, signal)));
    return [...new Set(outcomes)];
  }

  /** Stores a family's part of the reply and takes it into the windows. */
  async #keep<Metric extends ResourceMetric>(
    family: FamilyName,
    read: StreamRead,
    resources: readonly (WatchedStream | WatchedConsumer)[],
    reply: MetricsReply<Metric>,
  ): Promise<readonly ReadOutcome[]> {
    const { store, config, now, onSamples } = this.parts;
    const { rows, absences, ends } = settleReply(
      { family, resourceIds: resources.map(({ entry }) => entry.id), series: reply.series, from: read.from, to: read.to, readAt: now() },
      config,
    );
    await store.series.write(rows);
    await store.series.writeAbsences(absences);
    onSamples(family, rows.length);
    if (read.purpose === 'regular') {
      const byId = new Map(resources.map((resource) => [resource.entry.id, resource]));
      for (const row of rows) byId.get(row.resourceId)?.readings.push(row);
      for (const span of absences) byId.get(span.resourceId)?.readings.pushAbsence(span);
      for (const resource of resources) {
        const settled = ends.get(resource.entry.id);
        const stream = 'shards' in resource ? resource : this.parts.streams.streamOf(resource);
        if (!settled || !stream) continue;
        resource.failure = settled.failure;
        // Readers are read with their stream: the next read begins at what is oldest among them. The stream itself comes first.
        const { provisionalFrom } = settled;
        stream.provisionalFrom =
          resource === stream ? provisionalFrom : Math.min(stream.provisionalFrom ?? provisionalFrom, provisionalFrom);
      }
    }
    return outcomesOf(reply.series);
  }

  async #readShards(read: StreamRead, stream: WatchedStream, signal: AbortSignal): Promise<readonly ReadOutcome[]> {
    const regular = read.purpose === 'regular';
    const shards = regular ? stream.meteredShards(this.parts.now()) : stream.entry.config?.shardMetrics.length ? stream.shards : [];
    if (shards.length === 0) return [];
    const metrics: readonly ShardMetric[] = regular ? polledShardMetrics({ watched: read.watched.has(stream.id) }) : SHARD_METRIC_ORDER;
    const from = regular ? Math.max(read.from, stream.shardsProvisionalFrom ?? read.from) : read.from;
    if (from >= read.to) return [];
    const { settled, series } = await this.#fetchShards({ scope: read.scope, stream, from, to: read.to, metrics }, shards, signal);
    await this.parts.store.streams.writeShardAbsences(settled.absences.map((absence) => ({ ...absence, streamId: stream.id })));
    if (regular) {
      for (const minute of settled.minutes) stream.pushShards(minute);
      stream.shardsProvisionalFrom = settled.provisionalFrom;
    }
    return outcomesOf(series);
  }

  /** Fetches minutes of some metrics of all shards that beside others are stored already. */
  async addToShards(missing: ShardMinutes, signal: AbortSignal): Promise<readonly ReadOutcome[]> {
    const { series } = await this.#fetchShards(missing, missing.stream.shards, signal);
    return outcomesOf(series);
  }

  /** Reads minutes of shards and stores them. */
  async #fetchShards(
    { scope, stream, from, to, metrics }: ShardMinutes,
    shards: WatchedStream['shards'],
    signal: AbortSignal,
  ): Promise<{ readonly settled: SettledShards; readonly series: ShardMetricsReply['series'] }> {
    const { aws, store, config, now, onSamples } = this.parts;
    const { series } = await aws
      .scope(scope)
      .readShardMetrics(
        { streamName: stream.entry.name, shardIds: shards.map(({ shardId }) => shardId), metrics, from, to, periodSeconds: 60 },
        signal,
      );
    const ordinals = new Map(shards.map(({ shardId, ordinal }) => [shardId, ordinal]));
    const settled: SettledShards = settleShards(
      {
        streamId: stream.id,
        from,
        to,
        readAt: now(),
        series: series.flatMap(({ shardId, metric, points }) => {
          const ordinal = ordinals.get(shardId);
          return ordinal === undefined ? [] : [{ ordinal, metric, points }];
        }),
        failure: failureIn(series),
      },
      config.cloudwatch.settleSeconds,
    );
    await store.streams.writeShardMinutes(settled.minutes);
    onSamples('kinesis.shards', settled.minutes.length);
    return { settled, series };
  }

  #toRead({ entry }: WatchedConsumer): readonly ConsumerToRead[] {
    const { config } = entry;
    if (config === null) return [];
    const resourceId = entry.id;
    switch (config.type) {
      case 'enhanced-fan-out':
        return [
          {
            resourceId,
            type: config.type,
            streamName: config.sourceArn.slice(config.sourceArn.lastIndexOf('/') + 1),
            consumerName: entry.name,
          },
        ];
      case 'event-source-mapping':
        return config.uuid === null ? [] : [{ resourceId, type: config.type, uuid: config.uuid }];
      case 'delivery-stream':
        return [{ resourceId, type: config.type, deliveryStreamName: entry.name, destination: config.destination ?? null }];
    }
  }
}
