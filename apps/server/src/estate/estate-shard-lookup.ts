import type { ResourceId } from '@weir/contract';
import { ShardLookup, type StreamShards } from '../http/shard-lookup.js';
import type { EstateService } from './estate-service.js';

/** Knows which streams there are; the shards of none have been read. */
export class EstateShardLookup extends ShardLookup {
  constructor(private readonly estate: EstateService) {
    super();
  }

  shardsOf(streamId: ResourceId): Promise<StreamShards> {
    return Promise.resolve({ kind: this.estate.resource(streamId)?.kind === 'stream' ? 'not-read' : 'no-such-stream' });
  }
}
