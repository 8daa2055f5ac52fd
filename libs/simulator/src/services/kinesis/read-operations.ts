import { SHARD_READ_BYTES_PER_SECOND } from '@weir/domain';
import type { StreamShard } from '../../streams/lineage.js';
import { pollsPerSecond, sharesReads } from '../../streams/consumption.js';
import type { Position } from '../../streams/sequence.js';
import type { SimulatedStream } from '../../streams/simulated-stream.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText } from '../input.js';
import { readToken, writeToken } from '../page-token.js';
import { invalidArgument, required, shardNamed, streamNamed, streamOf, throughputExceeded, wholeBetween } from './kinesis-input.js';
import { startingPosition } from './starting-position.js';
import { wordedChild, wordedRecord } from './worded-records.js';

/** Sources: Kinesis API Reference, GetShardIterator and GetRecords. */
const ITERATOR_LIVES_MS = 5 * 60_000;
const MOST_RECORDS = 10_000;
const MOST_BYTES = 10 * 1_048_576;

/** Reading a shard, and the limits that all its readers share. */
export const readOperations: Readonly<Record<string, Operation>> = {
  GetShardIterator(call, input) {
    const stream = streamOf(call, input);
    const shard = shardNamed(call, stream, required(input, 'ShardId'));
    const start = {
      type: required(input, 'ShardIteratorType'),
      timestamp: input['Timestamp'],
      sequenceNumber: optionalText(input, 'StartingSequenceNumber') ?? '',
    };
    return { ShardIterator: iteratorOf(call, stream, shard, startingPosition(call, stream, shard, start)) };
  },

  GetRecords(call, input) {
    const { stream, shard, position } = readIterator(call, required(input, 'ShardIterator'));
    const limit = Math.min(wholeBetween(input, 'Limit', 1, MOST_RECORDS, MOST_RECORDS), call.pageLimit ?? MOST_RECORDS);
    if (!stream.reads.admit(shard, call.now, companyReads(stream, shard, call.now))) {
      throw throughputExceeded(
        `Rate exceeded for shard ${shard.shardId} in stream ${stream.identity.name} under account ${call.accountId}.`,
      );
    }
    const horizon = stream.horizon(call.now);
    const read = stream.reader.read(shard, position, horizon, { records: limit, bytes: MOST_BYTES }, call.now);
    const last = read.records.at(-1);
    const behindMs = read.atTip || !last ? 0 : Math.max(0, call.now - last.position.at);
    const ageMs = last ? call.now - last.position.at : 0;
    stream.reads.count(shard, { records: read.records.length, bytes: read.bytes, ageMs }, call.now);
    const finished = read.atTip && shard.closedAt <= call.now;
    return {
      Records: read.records.map((each) => wordedRecord(shard, each)),
      ...(finished ? {} : { NextShardIterator: iteratorOf(call, stream, shard, read.next) }),
      MillisBehindLatest: behindMs,
      ...(finished && { ChildShards: stream.lineage.childrenOf(shard).map(wordedChild) }),
    };
  },
};

/** What the company's own readers take of the shard's limits in each second. */
function companyReads(stream: SimulatedStream, shard: StreamShard, now: number): { readonly calls: number; readonly bytes: number } {
  const minute = Math.floor(now / 60_000) * 60_000 - 60_000;
  let [calls, bytes] = [0, 0];
  for (const consumer of stream.consumption.consumersIn(minute)) {
    if (!sharesReads(consumer) || consumer.end.state !== 'working') continue;
    calls += pollsPerSecond(consumer);
    bytes += (stream.consumption.reading(consumer, shard)?.bytes ?? 0) / 60;
  }
  return { calls, bytes: Math.min(bytes, SHARD_READ_BYTES_PER_SECOND / 2) };
}

const iteratorOf = (call: Call, stream: SimulatedStream, shard: StreamShard, { at, order }: Position): string =>
  writeToken({
    stream: stream.identity.name,
    created: stream.createdAt,
    shard: shard.shardId,
    at,
    order,
    until: call.now + ITERATOR_LIVES_MS,
    account: call.accountId,
  });

function readIterator(
  call: Call,
  text: string,
): { readonly stream: SimulatedStream; readonly shard: StreamShard; readonly position: Position } {
  const state = readToken(text) ?? {};
  const [name, shardId, at, order, until] = [state['stream'], state['shard'], state['at'], state['order'], state['until']];
  if (
    typeof name !== 'string' ||
    typeof shardId !== 'string' ||
    typeof at !== 'number' ||
    typeof order !== 'number' ||
    typeof until !== 'number' ||
    state['account'] !== call.accountId
  ) {
    throw invalidArgument('Invalid ShardIterator.');
  }
  if (call.now > until) {
    throw new AwsFailure(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${amzDate(until - ITERATOR_LIVES_MS)} while right now it is ${amzDate(call.now)} which is further in the future than the tolerated delay of ${ITERATOR_LIVES_MS} milliseconds.`,
    );
  }
  const stream = streamNamed(call, name);
  // A stream of that name created anew is another one.
  if (state['created'] !== stream.createdAt) throw invalidArgument('Invalid ShardIterator.');
  return { stream, shard: shardNamed(call, stream, shardId), position: { at, order } };
}

const amzDate = (at: number): string => new Date(at).toUTCString();
