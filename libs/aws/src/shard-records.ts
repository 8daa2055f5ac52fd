import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetRecordsOutput,
  type GetShardIteratorInput,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import type { EpochMs } from '@weir/contract';
import type { Shard } from '@weir/domain';
import { AwsError, failureFor } from './failure.js';
import type { StreamRef } from './kinesis.js';
import { hasCode } from './map-failure.js';
import type { MeteredCaller } from './metered-caller.js';
import { isSequenceNumber, readChildShard } from './shards.js';
import { instantOf } from './stream-config.js';
import { field, listIn } from './untrusted.js';

/**
 * Where to begin reading a shard: at its tip; at the oldest record kept, as for a child whose parent was read to its end; at the first
 * record that arrived at an instant or later; or after a record.
 */
export type ShardStart = 'latest' | 'oldest' | { readonly at: EpochMs } | { readonly afterSequence: string };

/** A place in a shard. AWS forgets it after five minutes without a read. */
export interface ShardCursor {
  readonly stream: StreamRef;
  readonly shardId: string;
  readonly iterator: string;
}

export interface ShardRecord {
  /** As written, control characters and all; null where the stream needs none (`AUTO`), or where it is no legal key. */
  readonly partitionKey: string | null;
  readonly data: Uint8Array;
  /** Approximate, and not in order; null when not told. */
  readonly arrivedAt: EpochMs | null;
  readonly sequenceNumber: string;
}

export type ShardRead =
  | {
      readonly kind: 'read';
      readonly records: readonly ShardRecord[];
      /** Records that made no sense, left out. */
      readonly unreadable: number;
      /** Where to go on; null: the shard is closed and this was its end. */
      readonly next: ShardCursor | null;
      /** Milliseconds from the tip; null when not told. */
      readonly behindMs: number | null;
      /** At the end of a closed shard, those that follow it. Not every emulator tells; the listing of shards does. */
      readonly childShards: readonly Shard[];
    }
  /** The cursor was older than five minutes: open the shard again, after the last record seen. */
  | { readonly kind: 'expired' };

/** GetRecords gives no more, whatever is asked (API reference). */
const MAX_RECORDS = 10_000;
/** API reference, `ShardIterator`: 512 characters. */
const MAX_ITERATOR = 2_048;
const MAX_CHILDREN = 100;
const GET_ITERATOR = 'kinesis:GetShardIterator';
const GET_RECORDS = 'kinesis:GetRecords';

/**
 * Reads records of shards, for samplers that keep a rhythm of their own: nothing is repeated here, so that a throttled shard is left
 * alone at once, and one shard's throttling slows no other's reads.
 */
export class ShardRecordReader {
  readonly #client: KinesisClient;
  readonly #caller: MeteredCaller;

  constructor(options: { readonly client: KinesisClient; readonly caller: MeteredCaller }) {
    this.#client = options.client;
    this.#caller = options.caller;
  }

  /** @throws AwsError of kind `throttled`, `denied`, `not-found` when stream or shard are gone, `invalid` for a start that is none, … */
  async open(stream: StreamRef, shardId: string, start: ShardStart, signal?: AbortSignal): Promise<ShardCursor> {
    const reply = await this.#caller.call({
      api: GET_ITERATOR,
      billedUnits: 0,
      pace: 'caller',
      signal,
      send: (abortSignal) =>
        this.#client.send(new GetShardIteratorCommand({ StreamName: stream.name, ShardId: shardId, ...startOf(start) }), { abortSignal }),
    });
    if (!isIterator(reply.ShardIterator)) throw unreadable(GET_ITERATOR, 'an iterator');
    return { stream, shardId, iterator: reply.ShardIterator };
  }

  /**
   * @param limit records at most, 1 to 10,000; AWS gives at most 10 MiB
   * @throws AwsError of kind `throttled` when the shard's 5 reads or 2 MiB a second are spent, `denied`, `not-found`, …
   */
  async read(cursor: ShardCursor, limit: number, signal?: AbortSignal): Promise<ShardRead> {
    const bounded = Math.min(Math.max(1, Math.floor(limit)), MAX_RECORDS);
    const reply = await this.#caller.call({
      api: GET_RECORDS,
      billedUnits: 0,
      pace: 'caller',
      signal,
      send: async (abortSignal) =>
        unlessExpired(this.#client.send(new GetRecordsCommand({ ShardIterator: cursor.iterator, Limit: bounded }), { abortSignal })),
    });
    return reply === 'expired' ? { kind: 'expired' } : readReply(reply, cursor, bounded);
  }
}

function startOf(start: ShardStart): Pick<GetShardIteratorInput, 'ShardIteratorType' | 'Timestamp' | 'StartingSequenceNumber'> {
  if (start === 'latest') return { ShardIteratorType: 'LATEST' };
  if (start === 'oldest') return { ShardIteratorType: 'TRIM_HORIZON' };
  if ('at' in start) return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(start.at) };
  return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: start.afterSequence };
}

/** An expired iterator is an answer, not a failure: it says to open the shard again. */
async function unlessExpired(sent: Promise<GetRecordsOutput>): Promise<GetRecordsOutput | 'expired'> {
  try {
    return await sent;
  } catch (error) {
    if (hasCode(error, 'ExpiredIteratorException')) return 'expired';
    throw error;
  }
}

/** @throws AwsError when the reply does not tell where to go on, for an unknown end is not the end of a shard */
function readReply(reply: GetRecordsOutput, { stream, shardId }: ShardCursor, limit: number): ShardRead {
  const iterator: unknown = reply.NextShardIterator ?? null;
  if (iterator !== null && !isIterator(iterator)) throw unreadable(GET_RECORDS, 'an iterator');
  if (!Array.isArray(reply.Records) || reply.Records.length > limit) throw unreadable(GET_RECORDS, 'the records asked for');
  const records = reply.Records.map(readRecord);
  const known = records.filter((record) => record !== null);
  const behindMs: unknown = reply.MillisBehindLatest;
  return {
    kind: 'read',
    records: known,
    unreadable: records.length - known.length,
    next: iterator === null ? null : { stream, shardId, iterator },
    behindMs: typeof behindMs === 'number' && Number.isFinite(behindMs) && behindMs >= 0 ? behindMs : null,
    childShards: listIn(reply.ChildShards)
      .slice(0, MAX_CHILDREN)
      .map(readChildShard)
      .filter((shard) => shard !== null),
  };
}

/** A record as every way of reading gives it; null when it makes no sense. */
export function readRecord(raw: unknown): ShardRecord | null {
  const data = field(raw, 'Data');
  const sequenceNumber = field(raw, 'SequenceNumber');
  if (!(data instanceof Uint8Array) || !isSequenceNumber(sequenceNumber)) return null;
  const key = field(raw, 'PartitionKey');
  return {
    partitionKey: isPartitionKey(key) ? key : null,
    data,
    arrivedAt: instantOf(field(raw, 'ApproximateArrivalTimestamp')),
    sequenceNumber,
  };
}

/** 1 to 256 Unicode characters, each at most two units of a JavaScript string (API reference, `PartitionKey`). */
const isPartitionKey = (value: unknown): value is string => typeof value === 'string' && value.length >= 1 && value.length <= 512;

const isIterator = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= MAX_ITERATOR;

const unreadable = (action: string, what: string): AwsError =>
  new AwsError(failureFor('internal', action, `the reply lacks ${what}`, { retryable: true }));
