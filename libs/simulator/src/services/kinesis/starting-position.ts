import type { StreamShard } from '../../streams/lineage.js';
import { following, positionOf, type Position } from '../../streams/sequence.js';
import type { SimulatedStream } from '../../streams/simulated-stream.js';
import type { Call } from '../caller.js';
import { invalidArgument, validation } from './kinesis-input.js';

/** Where reading is to begin, as it was asked for. */
export interface AskedStart {
  readonly type: string;
  /** Seconds since 1970, for AT_TIMESTAMP. */
  readonly timestamp: unknown;
  /** Of AT_ and AFTER_SEQUENCE_NUMBER; empty where it was left out. */
  readonly sequenceNumber: string;
}

/** The place in a shard that is meant. Throws AwsFailure. */
export function startingPosition(
  call: Call,
  stream: SimulatedStream,
  shard: StreamShard,
  { type, timestamp, sequenceNumber }: AskedStart,
): Position {
  switch (type) {
    case 'LATEST':
      return stream.reader.latest(call.now);
    case 'TRIM_HORIZON':
      return stream.reader.trimHorizon(shard, stream.horizon(call.now));
    case 'AT_TIMESTAMP':
      if (typeof timestamp !== 'number' || !Number.isFinite(timestamp))
        throw invalidArgument('Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP.');
      return { at: Math.max(0, Math.ceil(timestamp * 1000)), order: 0 };
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER': {
      const position = positionOf(shard, sequenceNumber);
      if (!position) {
        throw invalidArgument(
          `StartingSequenceNumber ${sequenceNumber.slice(0, 128)} used in GetShardIterator on shard ${shard.shardId} in stream ${stream.identity.name} under account ${call.accountId} is invalid.`,
        );
      }
      return type === 'AT_SEQUENCE_NUMBER' ? position : following(position);
    }
    default:
      throw validation(
        `1 validation error detected: Value '${type.slice(0, 80)}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
      );
  }
}
