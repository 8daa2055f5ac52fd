import type { AwsFailure, ScopeReader, ShardRecord } from '@weir/aws';
import type { SampleRead } from '@weir/domain';
import type { WatchedStream } from './watched-stream.js';

/** A sample as it came, by whichever way. */
export type Brought =
  | {
      readonly kind: 'read';
      readonly records: readonly ShardRecord[];
      /** Milliseconds from the tip; null when not told. */
      readonly behindMs: number | null;
      /** The shard is closed: its records end here, or others follow it. */
      readonly hasEnded: boolean;
      /** Why AWS broke off; null: it did not. What came counts all the same. */
      readonly cutShort: AwsFailure | null;
    }
  /** It has to be begun again. */
  | { readonly kind: 'expired' }
  /** Somebody else holds the shard's subscription. In AWS's words. */
  | { readonly kind: 'in-use'; readonly message: string };

/** Takes one sample by GetRecords. @throws AwsError */
export async function pollRecords(scope: ScopeReader, { entry }: WatchedStream, read: SampleRead, signal: AbortSignal): Promise<Brought> {
  const cursor = await scope.openShard({ name: entry.name, arn: entry.arn }, read.shardId, { at: read.from }, signal);
  const reply = await scope.readShard(cursor, read.limit, signal);
  if (reply.kind === 'expired') return reply;
  const { records, behindMs, next, childShards } = reply;
  return { kind: 'read', records, behindMs, hasEnded: next === null || childShards.length > 0, cutShort: null };
}

/** Takes one sample through a registered consumer. @throws AwsError */
export async function pushedRecords(scope: ScopeReader, consumerArn: string, read: SampleRead, signal: AbortSignal): Promise<Brought> {
  const { shardId, from, limit, bytes } = read;
  const reply = await scope.subscribeToShard({ consumerArn, shardId, start: { at: from }, enough: { records: limit, bytes } }, signal);
  if (reply.kind === 'in-use') return reply;
  const { records, behindMs, next, cutShort } = reply;
  return { kind: 'read', records, behindMs, hasEnded: next === null, cutShort };
}
