import { parseHashKey } from '@weir/domain';
import type { StreamShard } from '../../streams/lineage.js';
import { firstPosition, lastPosition, sequenceNumber } from '../../streams/sequence.js';
import type { SimulatedStream } from '../../streams/simulated-stream.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, record, type RawInput } from '../input.js';
import { readToken, writeToken } from '../page-token.js';
import { shardLimitOf } from './describe-operations.js';
import {
  activeStreamOf,
  invalidArgument,
  limitExceeded,
  required,
  shardNamed,
  streamNamed,
  streamOf,
  validation,
  wholeBetween,
} from './kinesis-input.js';

/** Source: Kinesis API Reference, ListShards: also how long a token lives. */
const MOST_LISTED = 10_000;
const LISTED_BY_DEFAULT = 1_000;
const TOKEN_LIVES_MS = 300_000;
const DAY_MS = 24 * 3_600_000;
/** Source: Kinesis API Reference, UpdateShardCount. */
const UPDATES_A_DAY = 10;
const MOST_SHARDS = 10_000;

interface Listing {
  readonly stream: SimulatedStream;
  readonly filter: Readonly<Record<string, unknown>>;
  /** Number of the shard to go on after. */
  readonly after: number;
}

/** Shards: what there are, and how they are split and merged. */
export const shardOperations: Readonly<Record<string, Operation>> = {
  ListShards(call, input) {
    const asked = wholeBetween(input, 'MaxResults', 1, MOST_LISTED, LISTED_BY_DEFAULT);
    const limit = Math.min(asked, call.pageLimit ?? MOST_LISTED);
    const { stream, filter, after } = listingOf(call, input);
    const rest = filtered(call, stream, filter).filter(({ index }) => index > after);
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    return {
      Shards: page.map((shard) => worded(call, stream, shard)),
      ...(last && rest.length > page.length && { NextToken: tokenOf(call, stream, filter, last.index) }),
    };
  },

  SplitShard(call, input) {
    const stream = provisioned(activeStreamOf(call, input));
    const shard = openShard(call, stream, required(input, 'ShardToSplit'));
    const parsed = parseHashKey(required(input, 'NewStartingHashKey'));
    const { start, end } = shard.range;
    if (!parsed.ok || parsed.hash <= start || parsed.hash > end) {
      throw invalidArgument(
        `NewStartingHashKey used in SplitShard() on shard ${shard.shardId} in stream ${stream.identity.name} under account ${call.accountId} is not both greater than one plus the shard's StartingHashKey ${start} and less than the shard's EndingHashKey ${end}.`,
      );
    }
    refuseMoreShards(call, 1);
    stream.reshard((at) => stream.lineage.split(shard, parsed.hash, at), call.now);
    return {};
  },

  MergeShards(call, input) {
    const stream = provisioned(activeStreamOf(call, input));
    const one = openShard(call, stream, required(input, 'ShardToMerge'));
    const other = openShard(call, stream, required(input, 'AdjacentShardToMerge'));
    if (one.range.end + 1n !== other.range.start && other.range.end + 1n !== one.range.start) {
      throw invalidArgument(
        `Shards ${one.shardId} and ${other.shardId} in stream ${stream.identity.name} under account ${call.accountId} are not an adjacent pair of shards eligible for merging`,
      );
    }
    stream.reshard((at) => stream.lineage.merge(one, other, at), call.now);
    return {};
  },

  UpdateShardCount(call, input) {
    const stream = provisioned(activeStreamOf(call, input));
    const target = wholeBetween(input, 'TargetShardCount', 1, 1_000_000, Number.NaN);
    if (required(input, 'ScalingType') !== 'UNIFORM_SCALING') throw validation('ScalingType must be UNIFORM_SCALING.');
    const current = stream.openShards(call.now).length;
    if (target > current * 2) {
      throw invalidArgument(
        `UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: ${current} Target shard count: ${target}`,
      );
    }
    if (target < current / 2) {
      throw invalidArgument(
        `UpdateShardCount cannot scale down below half your current open shard count. Current open shard count: ${current} Target shard count: ${target}`,
      );
    }
    if (target > MOST_SHARDS) throw invalidArgument(`UpdateShardCount cannot scale a stream above ${MOST_SHARDS} shards.`);
    const updates = stream.countUpdates;
    while (updates[0] !== undefined && updates[0] <= call.now - DAY_MS) updates.shift();
    if (updates.length >= UPDATES_A_DAY) {
      throw limitExceeded(
        `Stream ${stream.identity.name} under account ${call.accountId} can only be updated ${UPDATES_A_DAY} times in 24 hours.`,
      );
    }
    refuseMoreShards(call, target - current);
    updates.push(call.now);
    if (target !== current) stream.reshard((at) => stream.lineage.equalise(target, at), call.now);
    return {
      StreamName: stream.identity.name,
      StreamARN: stream.identity.arn,
      CurrentShardCount: current,
      TargetShardCount: target,
    };
  },
};

/** With a token the rest of the request is the token's: naming the stream again is an error. */
function listingOf(call: Call, input: RawInput): Listing {
  const token = optionalText(input, 'NextToken');
  if (token === undefined) {
    const stream = streamOf(call, input);
    const start = optionalText(input, 'ExclusiveStartShardId');
    const filter = input['ShardFilter'] === undefined || input['ShardFilter'] === null ? {} : record(input, 'ShardFilter');
    return { stream, filter, after: start === undefined ? -1 : indexIn(start) };
  }
  if (
    ['StreamName', 'StreamARN', 'ExclusiveStartShardId', 'StreamCreationTimestamp', 'ShardFilter'].some((field) => input[field] != null)
  ) {
    throw invalidArgument('NextToken and StreamName cannot be provided together.');
  }
  const state = readToken(token);
  const [name, after, until, filterText] = [state?.['stream'], state?.['after'], state?.['until'], state?.['filter']];
  if (typeof name !== 'string' || typeof after !== 'number' || typeof until !== 'number' || typeof filterText !== 'string') {
    throw invalidArgument('NextToken is invalid.');
  }
  if (call.now > until) throw new AwsFailure('ExpiredNextTokenException', 'NextToken has expired.');
  const filter: unknown = filterText.startsWith('{') ? JSON.parse(filterText) : {};
  return { stream: streamNamed(call, name), filter: filter as Readonly<Record<string, unknown>>, after };
}

const tokenOf = (call: Call, stream: SimulatedStream, filter: Readonly<Record<string, unknown>>, after: number): string =>
  writeToken({ stream: stream.identity.name, after, until: call.now + TOKEN_LIVES_MS, filter: JSON.stringify(filter) });

function filtered(call: Call, stream: SimulatedStream, filter: Readonly<Record<string, unknown>>): readonly StreamShard[] {
  const listed = stream.listedShards(call.now);
  const isOpen = ({ closedAt }: StreamShard): boolean => closedAt > call.now;
  const type = optionalText(filter, 'Type');
  switch (type) {
    case undefined:
    case 'FROM_TRIM_HORIZON':
      return listed;
    case 'AT_LATEST':
      return listed.filter(isOpen);
    case 'AT_TRIM_HORIZON': {
      const at = stream.horizon(call.now);
      return listed.filter(({ openedAt, closedAt }) => openedAt <= at && closedAt > at);
    }
    case 'AT_TIMESTAMP': {
      const at = timestampOf(filter);
      return listed.filter(({ openedAt, closedAt }) => openedAt <= at && closedAt > at);
    }
    case 'FROM_TIMESTAMP': {
      const at = timestampOf(filter);
      return listed.filter((shard) => isOpen(shard) || shard.closedAt > at);
    }
    case 'AFTER_SHARD_ID': {
      const after = indexIn(required(filter, 'ShardId'));
      return listed.filter(({ index }) => index > after);
    }
    default:
      throw validation(
        "1 validation error detected: Value at 'shardFilter.type' failed to satisfy constraint: Member must satisfy enum value set: [AT_TRIM_HORIZON, FROM_TRIM_HORIZON, AT_LATEST, AT_TIMESTAMP, FROM_TIMESTAMP, AFTER_SHARD_ID]",
      );
  }
}

function timestampOf(filter: Readonly<Record<string, unknown>>): number {
  const value = filter['Timestamp'];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalidArgument('ShardFilter of this type needs a Timestamp.');
  return value * 1000;
}

function indexIn(shardId: string): number {
  const match = /^shardId-(\d{1,12})$/.exec(shardId);
  if (!match) throw invalidArgument(`Shard id ${shardId.slice(0, 128)} is not valid.`);
  return Number(match[1]);
}

/** A parent that has expired is still named, as AWS does. */
function worded(call: Call, stream: SimulatedStream, shard: StreamShard): object {
  const { parent, adjacentParent, range } = shard;
  return {
    ShardId: shard.shardId,
    ...(parent && { ParentShardId: parent.shardId }),
    ...(adjacentParent && { AdjacentParentShardId: adjacentParent.shardId }),
    HashKeyRange: { StartingHashKey: range.start.toString(), EndingHashKey: range.end.toString() },
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(shard, firstPosition(shard)),
      ...(shard.closedAt <= call.now && { EndingSequenceNumber: sequenceNumber(shard, lastPosition(shard)) }),
    },
  };
}

function openShard(call: Call, stream: SimulatedStream, shardId: string): StreamShard {
  const shard = shardNamed(call, stream, shardId);
  if (shard.closedAt <= call.now) {
    throw invalidArgument(
      `Shard ${shardId} in stream ${stream.identity.name} under account ${call.accountId} has already been merged or split, and thus is not eligible for merging or splitting.`,
    );
  }
  return shard;
}

function provisioned(stream: SimulatedStream): SimulatedStream {
  if (stream.settings.mode === 'PROVISIONED') return stream;
  throw validation(`Stream ${stream.identity.name} is in ON_DEMAND capacity mode: shards are managed by the service.`);
}

/** Throws AwsFailure when an account would have too many open shards. */
export function refuseMoreShards(call: Call, more: number): void {
  const streams = call.world.scope(call.accountId, call.region)?.streams.all(call.now) ?? [];
  const open = streams.reduce((total, each) => total + each.openShards(call.now).length, 0);
  if (more > 0 && open + more > shardLimitOf(call.region)) {
    throw limitExceeded(
      `This request would exceed the shard limit for the account ${call.accountId} in ${call.region}. Current shard count for the account: ${open}. Limit: ${shardLimitOf(call.region)}.`,
    );
  }
}
