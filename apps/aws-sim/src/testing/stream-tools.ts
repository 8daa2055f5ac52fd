import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordCommand,
  type GetRecordsOutput,
  type GetShardIteratorInput,
  type PutRecordOutput,
  type Shard,
} from '@aws-sdk/client-kinesis';
import type { Bench } from './bench.js';

/** What tests do with streams again and again. */
export interface StreamTools {
  /** A stream of its own, ready to be used. */
  readonly newStream: (shardCount?: number) => Promise<string>;
  readonly shardsOf: (streamName: string) => Promise<readonly Shard[]>;
  readonly put: (streamName: string, key: string, bytes?: number) => Promise<PutRecordOutput>;
  /** Of the first shard, from its beginning, unless told otherwise. */
  readonly iterator: (streamName: string, from?: Partial<GetShardIteratorInput>) => Promise<string>;
  readonly read: (shardIterator: string, limit?: number) => Promise<GetRecordsOutput>;
}

export function streamTools(bench: () => Bench): StreamTools {
  let made = 0;
  return {
    newStream: async (ShardCount = 1) => {
      const StreamName = `test-${++made}`;
      await bench().patientKinesis.send(new CreateStreamCommand({ StreamName, ShardCount }));
      await bench().advance(2_000);
      return StreamName;
    },
    shardsOf: async (StreamName) => (await bench().kinesis.send(new ListShardsCommand({ StreamName }))).Shards ?? [],
    put: (StreamName, PartitionKey, bytes = 10) =>
      bench().kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data: new Uint8Array(bytes) })),
    iterator: async (StreamName, from = {}) => {
      const input = { StreamName, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON', ...from } as const;
      return (await bench().kinesis.send(new GetShardIteratorCommand(input))).ShardIterator ?? '';
    },
    read: (ShardIterator, Limit) => bench().kinesis.send(new GetRecordsCommand({ ShardIterator, ...(Limit && { Limit }) })),
  };
}

export const keysOf = ({ Records = [] }: GetRecordsOutput): (string | undefined)[] => Records.map(({ PartitionKey }) => PartitionKey);
