import type { SimulatedStream } from '../../streams/simulated-stream.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, type RawInput } from '../input.js';
import { readToken, writeToken } from '../page-token.js';
import { invalidArgument, seconds, streamOf, wholeBetween } from './kinesis-input.js';

/** Source: Kinesis API Reference, ListStreams. */
const LISTED_BY_DEFAULT = 100;
const MOST_LISTED = 10_000;
/** Shards of an account by region. Source: Kinesis Data Streams Developer Guide, "Quotas and limits". */
const LARGE_REGIONS = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);
export const shardLimitOf = (region: string): number => (LARGE_REGIONS.has(region) ? 20_000 : 1_000);
const ON_DEMAND_STREAMS = 50;
const MOST_TAGS = 50;

/** What there is, and how it is set up. */
export const describeOperations: Readonly<Record<string, Operation>> = {
  ListStreams(call, input) {
    const limit = Math.min(wholeBetween(input, 'Limit', 1, MOST_LISTED, LISTED_BY_DEFAULT), call.pageLimit ?? MOST_LISTED);
    const token = optionalText(input, 'NextToken');
    const after = token === undefined ? (optionalText(input, 'ExclusiveStartStreamName') ?? '') : readToken(token)?.['after'];
    if (typeof after !== 'string') throw invalidArgument('The specified NextToken is invalid.');
    const rest = streamsOf(call).filter(({ identity }) => identity.name > after);
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    const more = rest.length > page.length && last !== undefined;
    return {
      StreamNames: page.map(({ identity }) => identity.name),
      HasMoreStreams: more,
      ...(more && { NextToken: writeToken({ after: last.identity.name }) }),
      StreamSummaries: page.map((stream) => ({
        StreamName: stream.identity.name,
        StreamARN: stream.identity.arn,
        StreamStatus: stream.statusAt(call.now),
        StreamModeDetails: { StreamMode: stream.settings.mode },
        StreamCreationTimestamp: seconds(stream.createdAt),
      })),
    };
  },

  DescribeStreamSummary(call, input) {
    const stream = streamOf(call, input);
    const { settings, identity } = stream;
    return {
      StreamDescriptionSummary: {
        StreamName: identity.name,
        StreamARN: identity.arn,
        StreamStatus: stream.statusAt(call.now),
        StreamModeDetails: { StreamMode: settings.mode },
        RetentionPeriodHours: settings.retentionHours,
        StreamCreationTimestamp: seconds(stream.createdAt),
        EnhancedMonitoring: [{ ShardLevelMetrics: stream.monitoredAt(call.now) }],
        EncryptionType: 'NONE',
        OpenShardCount: stream.openShards(call.now).length,
        ConsumerCount: stream.registered.length,
        MaxRecordSizeInKiB: settings.maxRecordKiB,
        // Only streams with capacity on demand can choose it, and only theirs is told.
        ...(settings.mode === 'ON_DEMAND' && { RecordDistributionStrategy: settings.distribution }),
      },
    };
  },

  DescribeLimits(call) {
    const streams = streamsOf(call);
    return {
      ShardLimit: shardLimitOf(call.region),
      OpenShardCount: streams.reduce((total, stream) => total + stream.openShards(call.now).length, 0),
      OnDemandStreamCount: streams.filter(({ settings }) => settings.mode === 'ON_DEMAND').length,
      OnDemandStreamCountLimit: ON_DEMAND_STREAMS,
    };
  },

  ListTagsForStream(call, input) {
    const limit = wholeBetween(input, 'Limit', 1, MOST_TAGS, MOST_TAGS);
    const after = optionalText(input, 'ExclusiveStartTagKey') ?? '';
    const rest = [...streamOf(call, input).settings.tags].filter(([key]) => key > after).sort(([a], [b]) => (a < b ? -1 : 1));
    const page = rest.slice(0, limit);
    return { Tags: page.map(([Key, Value]) => ({ Key, Value })), HasMoreTags: rest.length > page.length };
  },

  AddTagsToStream(call, input) {
    const { tags } = streamOf(call, input).settings;
    for (const [key, value] of Object.entries(tagsOf(input))) tags.set(key, value);
    return {};
  },
};

const streamsOf = (call: Call): SimulatedStream[] => call.world.scope(call.accountId, call.region)?.streams.all(call.now) ?? [];

function tagsOf(input: RawInput): Readonly<Record<string, string>> {
  const tags = input['Tags'];
  if (typeof tags !== 'object' || tags === null) throw invalidArgument('Tags must be a map.');
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}
