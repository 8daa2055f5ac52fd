import type { EpochMs, GovernorStep, WeirConfig } from '@weir/contract';
import {
  type ArrivalMinute,
  type ConsumerFacts,
  type ConsumerJudgement,
  type ConsumerMinute,
  isConsumerNamed,
  judgeConsumer,
  type JudgedVerdict,
  judgeStream,
  MINUTE_MS,
  minuteOf,
  regularBudgetSeconds,
  type ResourceState,
  sampleEntryOf,
  type ShardWindow,
  streamCadenceSeconds,
  type StreamMinute,
  type StreamNeeds,
} from '@weir/domain';
import { readFailureOf } from '../absence-of-failure.js';
import { RECENT_MINUTES } from '../recent-readings.js';
import { type Judged, transitionsBetween } from '../verdict-commits.js';
import type { WatchedConsumer, WatchedStream } from './watched-stream.js';

export interface StreamJudging {
  readonly config: WeirConfig;
  readonly needsOf: (stream: WatchedStream) => StreamNeeds;
  readonly stepsOf: (accountId: string) => readonly GovernorStep[];
  readonly consumersOf: (stream: WatchedStream) => readonly WatchedConsumer[];
  /** Records that Weir's own sampler read of a stream in a minute: they are in the stream's figures too. */
  readonly ownRecords: (stream: WatchedStream, minute: EpochMs) => number;
}

/** Judges streams with their readers, and remembers what was concluded. A reader is judged before its stream, whose verdict may rest on it. */
export function judgeStreams(streams: readonly WatchedStream[], judging: StreamJudging, now: EpochMs): Judged {
  const states: ResourceState[] = [];
  const transitions: Judged['transitions'][number][] = [];
  const conclude = (
    resource: WatchedStream | WatchedConsumer,
    verdict: JudgedVerdict,
    measured: Omit<ResourceState, 'resourceId' | 'verdict' | 'latest'>,
  ) => {
    const before = resource.verdict;
    resource.verdict = verdict;
    const resourceId = resource.entry.id;
    states.push({ resourceId, verdict, latest: resource.readings.latest(), ...measured });
    transitions.push(...transitionsBetween(resourceId, before, verdict));
  };
  for (const stream of streams) {
    const budgetSeconds = budgetOf(stream, judging);
    const minutes = minutesOf(stream, now);
    const context = { stream, arrivals: minutes, budgetSeconds };
    for (const consumer of judging.consumersOf(stream)) {
      const { verdict, ...judged } = judgeConsumer(factsOfConsumer(consumer, context, judging, now), consumer.verdict, now);
      conclude(consumer, verdict, measuredOf(judged, budgetSeconds));
    }
    const readers = judgeConsumer(factsOfReaders(context, judging, now), stream.readers, now);
    stream.readers = readers.verdict;
    const { verdict, acceptedPerSecond } = judgeStream(
      {
        config: stream.entry.config,
        minutes,
        shards: shardsOf(stream, now),
        readers: readers.verdict,
        failure: readFailureOf(stream.failure),
        budgetSeconds,
        deletedAt: stream.entry.deletedAt,
      },
      stream.verdict,
      now,
    );
    conclude(stream, verdict, {
      ...measuredOf(readers, budgetSeconds),
      rates: { in: acceptedPerSecond, out: perSecond(stream.readings.at(newestMinute(stream, now), 'outgoingRecords')) },
      readers: readers.verdict,
    });
  }
  return { states, transitions };
}

interface ReaderContext {
  readonly stream: WatchedStream;
  readonly arrivals: readonly ArrivalMinute[];
  readonly budgetSeconds: number;
}

function factsOfConsumer(
  consumer: WatchedConsumer,
  { stream, arrivals, budgetSeconds }: ReaderContext,
  judging: StreamJudging,
  now: EpochMs,
): ConsumerFacts {
  const { config, deletedAt } = consumer.entry;
  const sampledThrough = sampleEntryOf(judging.config.streams, stream.entry)?.consumer;
  return {
    type: config?.type ?? 'event-source-mapping',
    state: config?.state ?? null,
    modifiedAt: config?.modifiedAt ?? null,
    lastLag: lastLagOf(consumer),
    isOwnSampler: config?.type === 'enhanced-fan-out' && isConsumerNamed(sampledThrough, consumer.entry),
    minutes: windowMinutes(now)
      .filter((at) => consumer.readings.isRead(at))
      .map((at): ConsumerMinute => ({
        at,
        settled: consumer.readings.isSettled(at),
        lagMilliseconds: consumer.readings.at(at, 'lag'),
        records: consumer.readings.at(at, 'consumedRecords'),
        ownRecords: 0,
        deliveryAgeSeconds: consumer.readings.at(at, 'deliveryAge'),
      })),
    // Who reads through a registered consumer is in no figure of those who poll.
    shards: config?.type === 'event-source-mapping' && config.consumerArn === null ? lagsByShard(stream) : [],
    arrivals,
    failure: readFailureOf(consumer.failure),
    budgetSeconds,
    deletedAt,
    ...ofStream(stream),
  };
}

function lastLagOf({ readings }: WatchedConsumer): ConsumerFacts['lastLag'] {
  const { lag } = readings.latest();
  return lag?.value == null || lag.at === null ? null : { milliseconds: lag.value, at: lag.at };
}

/** All who poll with GetRecords, as one: the stream's own figures are theirs. */
function factsOfReaders({ stream, arrivals, budgetSeconds }: ReaderContext, judging: StreamJudging, now: EpochMs): ConsumerFacts {
  return {
    type: 'shared-readers',
    state: null,
    modifiedAt: null,
    lastLag: null,
    isOwnSampler: false,
    minutes: windowMinutes(now)
      .filter((at) => stream.readings.isRead(at))
      .map((at): ConsumerMinute => ({
        at,
        settled: stream.readings.isSettled(at),
        lagMilliseconds: stream.readings.at(at, 'iteratorAge'),
        records: stream.readings.at(at, 'outgoingRecords'),
        ownRecords: judging.ownRecords(stream, at),
        deliveryAgeSeconds: null,
      })),
    shards: lagsByShard(stream),
    arrivals,
    failure: readFailureOf(stream.failure),
    budgetSeconds,
    deletedAt: stream.entry.deletedAt,
    ...ofStream(stream),
  };
}

/** Of all who poll. Shards of which none is known are left out. */
function lagsByShard({ openShards, shardMinutes }: WatchedStream): ConsumerFacts['shards'] {
  return openShards.flatMap(({ shardId, ordinal }) => {
    const minutes = [...shardMinutes].map(([at, values]) => ({ at, lagMilliseconds: values.iteratorAge?.[ordinal] ?? null }));
    return minutes.some(({ lagMilliseconds }) => lagMilliseconds !== null) ? [{ shardId, minutes }] : [];
  });
}

const ofStream = ({ entry, openShards }: WatchedStream): Pick<ConsumerFacts, 'openShards' | 'retentionSeconds'> => ({
  openShards: openShards.length > 0 ? openShards.length : (entry.config?.openShards ?? null),
  retentionSeconds: entry.config === null ? null : entry.config.retentionHours * 3600,
});

function minutesOf(stream: WatchedStream, now: EpochMs): readonly StreamMinute[] {
  return windowMinutes(now)
    .filter((at) => stream.readings.isRead(at))
    .map((at) => ({
      at,
      settled: stream.readings.isSettled(at),
      incomingBytes: stream.readings.at(at, 'incomingBytes'),
      incomingRecords: stream.readings.at(at, 'incomingRecords'),
      writeThrottled: stream.readings.at(at, 'writeThrottled'),
      readThrottled: stream.readings.at(at, 'readThrottled'),
    }));
}

function shardsOf(stream: WatchedStream, now: EpochMs): readonly ShardWindow[] {
  const recent = [...stream.shardMinutes].filter(([at]) => at >= now - SHARD_MINUTES * MINUTE_MS);
  return stream.openShards.flatMap(({ shardId, ordinal }) => {
    const minutes = recent.map(([at, values]) => ({
      at,
      incomingBytes: values.incomingBytes?.[ordinal] ?? null,
      incomingRecords: values.incomingRecords?.[ordinal] ?? null,
      writeThrottled: values.writeThrottled?.[ordinal] ?? null,
      readThrottled: values.readThrottled?.[ordinal] ?? null,
    }));
    return minutes.length > 0 ? [{ shardId, minutes }] : [];
  });
}

/** More than the judge looks at, less than is kept. */
const SHARD_MINUTES = 60;

const windowMinutes = (now: EpochMs): readonly EpochMs[] =>
  Array.from({ length: RECENT_MINUTES }, (_, index) => minuteOf(now) - index * MINUTE_MS);

const newestMinute = (stream: WatchedStream, now: EpochMs): EpochMs =>
  windowMinutes(now).find((at) => stream.readings.isRead(at) && stream.readings.isSettled(at)) ?? minuteOf(now);

const perSecond = (perMinute: number | null): number | null => (perMinute === null ? null : perMinute / 60);

function measuredOf(
  { lagGrowth, drain, loss }: Omit<ConsumerJudgement, 'verdict'>,
  budgetSeconds: number,
): Omit<ResourceState, 'resourceId' | 'verdict' | 'latest'> {
  return { rates: { in: null, out: null }, drain, loss, growthPerSecond: lagGrowth, liveBudgetSeconds: budgetSeconds };
}

const budgetOf = (stream: WatchedStream, { config, needsOf, stepsOf }: StreamJudging): number =>
  regularBudgetSeconds(streamCadenceSeconds(needsOf(stream), stepsOf(stream.entry.accountId), config), config);
