import type { ResourceId } from '@weir/contract';
import type { Shard } from '@weir/domain';

export type StreamShards =
  | { readonly kind: 'found'; readonly shards: readonly Shard[]; readonly distribution: 'USER_PARTITION_KEY' | 'AUTO' }
  /** The stream is known, its shards are not yet. */
  | { readonly kind: 'not-read' }
  | { readonly kind: 'no-such-stream' };

/** Tells the shards of a stream as last read. */
export abstract class ShardLookup {
  abstract shardsOf(streamId: ResourceId): Promise<StreamShards>;
}
