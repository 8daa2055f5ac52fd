import { hashOf, parseHashKey } from '@weir/domain';
import { placeOf, type StreamShard } from '../../streams/lineage.js';
import { sequenceNumber } from '../../streams/sequence.js';
import type { SimulatedStream } from '../../streams/simulated-stream.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, records, type RawInput } from '../input.js';
import { invalidArgument, streamOf, throughputExceeded, validation } from './kinesis-input.js';

/** Sources: Kinesis API Reference, PutRecord and PutRecords; Developer Guide, "Quotas and limits". */
const MOST_ENTRIES = 500;
const MOST_REQUEST_BYTES = 10 * 1_048_576;
const LONGEST_KEY = 256;

interface Entry {
  readonly shard: StreamShard;
  readonly partitionKey: string | null;
  /** Base 64. */
  readonly data: string;
  /** Of data and key. */
  readonly bytes: number;
}

const encoder = new TextEncoder();

/** Records in. They meet the same limits as the company's own, second by second. */
export const writeOperations: Readonly<Record<string, Operation>> = {
  PutRecord(call, input) {
    const stream = streamOf(call, input);
    const entry = readEntry(call, stream, input, 0);
    const accepted = accept(call, stream, entry);
    stream.putCalls.count('PutRecord', { records: 1, accepted: accepted ? 1 : 0, bytes: accepted ? entry.bytes : 0 }, call.now);
    if (!accepted) throw throughputExceeded(refusal(call, stream, entry.shard));
    return { ShardId: entry.shard.shardId, SequenceNumber: accepted, EncryptionType: 'NONE' };
  },

  PutRecords(call, input) {
    const stream = streamOf(call, input);
    const raw = records(input, 'Records');
    if (raw.length === 0 || raw.length > MOST_ENTRIES) {
      throw validation(
        `1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length less than or equal to ${MOST_ENTRIES} and greater than 0`,
      );
    }
    const entries = raw.map((entry, at) => readEntry(call, stream, entry, at));
    if (entries.reduce((total, { bytes }) => total + bytes, 0) > MOST_REQUEST_BYTES) {
      throw invalidArgument('Records size exceeds 10 MB limit');
    }
    let [failed, bytes] = [0, 0];
    const results = entries.map((entry) => {
      const accepted = accept(call, stream, entry);
      if (accepted) {
        bytes += entry.bytes;
        return { ShardId: entry.shard.shardId, SequenceNumber: accepted };
      }
      failed++;
      return { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: refusal(call, stream, entry.shard) };
    });
    stream.putCalls.count('PutRecords', { records: entries.length, accepted: entries.length - failed, bytes }, call.now);
    return { FailedRecordCount: failed, Records: results, EncryptionType: 'NONE' };
  },
};

function readEntry(call: Call, stream: SimulatedStream, input: RawInput, at: number): Entry {
  const automatic = stream.settings.distribution === 'AUTO';
  const partitionKey = optionalText(input, 'PartitionKey') ?? null;
  if (partitionKey === null && !automatic) {
    throw validation("1 validation error detected: Value at 'partitionKey' failed to satisfy constraint: Member must not be null");
  }
  if (partitionKey !== null && (partitionKey === '' || [...partitionKey].length > LONGEST_KEY)) {
    throw validation(
      `1 validation error detected: Value at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_KEY} and greater than 0`,
    );
  }
  const data = optionalText(input, 'Data');
  if (data === undefined || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) {
    throw validation("1 validation error detected: Value at 'data' failed to satisfy constraint: Member must not be null");
  }
  const dataBytes = Math.floor((data.replace(/=+$/, '').length * 3) / 4);
  if (dataBytes > stream.settings.maxRecordKiB * 1024) {
    throw validation(
      `1 validation error detected: Value at 'data' failed to satisfy constraint: Member must have length less than or equal to ${stream.settings.maxRecordKiB * 1024}`,
    );
  }
  const { open } = stream.lineage.epochAt(call.now);
  const place = automatic ? (call.now + at) % open.length : placeOf(open, placementHash(input, partitionKey ?? ''));
  const shard = open[place];
  if (!shard) throw invalidArgument('The stream has no open shard.');
  return { shard, partitionKey, data, bytes: dataBytes + encoder.encode(partitionKey ?? '').length };
}

function placementHash(input: RawInput, partitionKey: string): bigint {
  const explicit = optionalText(input, 'ExplicitHashKey');
  if (explicit === undefined) return hashOf(partitionKey);
  const parsed = parseHashKey(explicit);
  if (!parsed.ok)
    throw invalidArgument(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicit.slice(0, 80)}`,
    );
  return parsed.hash;
}

/** The sequence number of an accepted record; null: the shard has no room left in this second. */
function accept(call: Call, stream: SimulatedStream, { shard, partitionKey, data, bytes }: Entry): string | null {
  const position = stream.put(shard, { partitionKey, data, bytes }, call.now);
  return position && sequenceNumber(shard, position);
}

const refusal = (call: Call, stream: SimulatedStream, shard: StreamShard): string =>
  `Rate exceeded for shard ${shard.shardId} in stream ${stream.identity.name} under account ${call.accountId}.`;
