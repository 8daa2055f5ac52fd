import type { ResourceId } from '@weir/contract';
import type { Store } from '@weir/store';
import { ShardLookup, type StreamShards } from '../http/shard-lookup.js';
import type { EstateService } from './estate-service.js';

/** The shards of a stream as discovery last listed them. */
export class EstateShardLookup extends ShardLookup {
  constructor(
    private readonly estate: EstateService,
    private readonly store: Store,
  ) {
    super();
  }

  async shardsOf(streamId: ResourceId): Promise<StreamShards> {
    const resource = this.estate.resource(streamId);
    if (resource?.kind !== 'stream') return { kind: 'no-such-stream' };
    const shards = (await this.store.streams.shards(streamId)).filter(({ goneAt }) => goneAt === null);
    if (shards.length === 0 || resource.stream === null) return { kind: 'not-read' };
    return { kind: 'found', shards, distribution: resource.stream.distribution };
  }
}
