import type { StreamShard } from '../../streams/lineage.js';
import { sequenceNumber } from '../../streams/sequence.js';
import type { StoredRecord } from '../../streams/stored-record.js';
import { seconds } from './kinesis-input.js';

/** A record as every way of reading gives it. */
export const wordedRecord = (shard: StreamShard, { position, data, partitionKey }: StoredRecord): object => ({
  SequenceNumber: sequenceNumber(shard, position),
  ApproximateArrivalTimestamp: seconds(position.at),
  Data: data,
  ...(partitionKey !== null && { PartitionKey: partitionKey }),
});

/** A shard that goes on where a closed one ended. */
export const wordedChild = ({ shardId, parent, adjacentParent, range }: StreamShard): object => ({
  ShardId: shardId,
  ParentShards: [parent, adjacentParent].flatMap((each) => (each ? [each.shardId] : [])),
  HashKeyRange: { StartingHashKey: range.start.toString(), EndingHashKey: range.end.toString() },
});
