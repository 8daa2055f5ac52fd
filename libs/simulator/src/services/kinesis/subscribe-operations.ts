import { MINUTE_MS } from '@weir/domain';
import type { StreamShard } from '../../streams/lineage.js';
import { sequenceNumber } from '../../streams/sequence.js';
import type { RegisteredConsumer, SimulatedStream } from '../../streams/simulated-stream.js';
import type { Push, Subscription } from '../../streams/subscription.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, EventOperation, ServerEvent } from '../caller.js';
import { isRecord, optionalText } from '../input.js';
import { consumerOf, isActive } from './consumer-operations.js';
import { inUse, required, shardNamed, validation } from './kinesis-input.js';
import { startingPosition } from './starting-position.js';
import { wordedChild, wordedRecord } from './worded-records.js';

/** Enhanced fan-out: records are pushed. Source: Kinesis API Reference, SubscribeToShard and SubscribeToShardEvent. */
export const subscribeOperations: Readonly<Record<string, EventOperation>> = {
  SubscribeToShard(call, input) {
    const { stream, consumer } = consumerOf(call, { ConsumerARN: required(input, 'ConsumerARN') });
    const shard = shardNamed(call, stream, required(input, 'ShardId'));
    const start = input['StartingPosition'];
    if (!isRecord(start))
      throw validation("1 validation error detected: Value at 'startingPosition' failed to satisfy constraint: Member must not be null");
    const position = startingPosition(call, stream, shard, {
      type: required(start, 'Type'),
      timestamp: start['Timestamp'],
      sequenceNumber: optionalText(start, 'SequenceNumber') ?? '',
    });
    if (!isActive(call, consumer)) throw inUse(`Consumer ${consumer.name} under stream ${stream.identity.name} is not ACTIVE.`);
    const isHeld = isReadByCompany(stream, consumer, call.now);
    if (isHeld) stream.fanOut.refuse(consumer, call.now);
    const subscription = isHeld ? null : stream.fanOut.subscribe(consumer, shard, position, call.now);
    if (!subscription) throw held(call, stream, consumer, shard);
    return { next: (now) => worded(call, { stream, consumer, shard, subscription }, subscription.next(now)) };
  },
};

interface Subscribed {
  readonly stream: SimulatedStream;
  readonly consumer: RegisteredConsumer;
  readonly shard: StreamShard;
  readonly subscription: Subscription;
}

/** The company's own readers subscribe anew the moment they are taken over, so that whoever else calls comes within five seconds of it. */
function isReadByCompany(stream: SimulatedStream, { name }: RegisteredConsumer, now: number): boolean {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
  return stream.consumption
    .consumersIn(minute)
    .some(({ progress: { consumer }, end }) => consumer.kind === 'fan-out' && consumer.name === name && end.state === 'working');
}

const held = (call: Call, { identity }: SimulatedStream, { name }: RegisteredConsumer, { shardId }: StreamShard): AwsFailure =>
  inUse(
    `Another active subscription exists for consumer ${name} on shard ${shardId} in stream ${identity.name} under account ${call.accountId}.`,
  );

function worded(call: Call, { stream, consumer, shard }: Subscribed, push: Push): ServerEvent | 'wait' | 'end' {
  switch (push.kind) {
    case 'records':
      return {
        type: 'SubscribeToShardEvent',
        members: {
          Records: push.records.map((record) => wordedRecord(shard, record)),
          ContinuationSequenceNumber: push.continuation && sequenceNumber(shard, push.continuation),
          MillisBehindLatest: push.behindMs,
          ...(push.continuation === null && { ChildShards: push.children.map(wordedChild) }),
        },
      };
    case 'taken-over':
      return held(call, stream, consumer, shard);
    case 'gone':
      return new AwsFailure(
        'ResourceNotFoundException',
        `Consumer ${consumer.name} under stream ${stream.identity.name} not found for account ${call.accountId}.`,
      );
    case 'wait':
    case 'end':
      return push.kind;
  }
}
