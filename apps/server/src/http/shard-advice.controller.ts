import { Controller } from '@nestjs/common';
import { type HashAnswer, type HashQuestion, type NoShardReason, routes, type ShardLoadAnswer } from '@weir/contract';
import { adviseShards, hashOf, loadAnswerOf, ownerOf, readLoadQuestion, type Shard } from '@weir/domain';
import { md5 } from '../md5.js';
import { Endpoint, Input, type InputOf } from './endpoint.js';
import { invalidFields, notFound } from './problem-error.js';
import { ShardLookup } from './shard-lookup.js';

/** Where keys land, and what to do about a load measured anywhere: answered from the question alone. */
@Controller()
export class ShardAdviceController {
  constructor(private readonly lookup: ShardLookup) {}

  @Endpoint(routes.hash)
  async hash(@Input(routes.hash) { body }: InputOf<typeof routes.hash>): Promise<HashAnswer> {
    const hash = body.explicitHashKey === undefined ? hashOf(body.key ?? '') : BigInt(body.explicitHashKey);
    const owner = await this.#owner(body.streamId, hash);
    if (typeof owner === 'string') return { hash: String(hash), shard: null, reason: owner };
    const { shardId, range } = owner;
    return { hash: String(hash), shard: { id: shardId, start: String(range.start), end: String(range.end) }, reason: null };
  }

  @Endpoint(routes.adviseShards)
  advise(@Input(routes.adviseShards) { body }: InputOf<typeof routes.adviseShards>): ShardLoadAnswer {
    const read = readLoadQuestion(body, md5);
    if (!read.ok) throw invalidFields('body', [...read.faults]);
    return loadAnswerOf(adviseShards(read.question, read.options), read.question, read.warnings);
  }

  async #owner(streamId: HashQuestion['streamId'], hash: bigint): Promise<Shard | NoShardReason> {
    if (streamId === undefined) return 'no-stream-given';
    const stream = await this.lookup.shardsOf(streamId);
    switch (stream.kind) {
      case 'no-such-stream':
        throw notFound(`Stream ${streamId}`, 'Take the id of a stream from /api/v1/resources?kind=stream, or leave streamId out.');
      case 'not-read':
        return 'shards-not-read';
      case 'found':
        if (stream.distribution === 'AUTO') return 'keys-do-not-decide';
        return ownerOf(stream.shards, hash) ?? 'resharding';
    }
  }
}
