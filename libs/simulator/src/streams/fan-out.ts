import type { StreamShard } from './lineage.js';
import type { Position } from './sequence.js';
import { Subscription, type PushingStream, type Registered } from './subscription.js';

/** A shard's subscription may be taken over after so long, not before. Source: Kinesis API Reference, SubscribeToShard. */
const HELD_MS = 5_000;

/** Who is subscribed to the shards of one stream through which consumer. */
export class FanOut {
  private readonly held = new Map<string, Subscription>();

  constructor(private readonly stream: PushingStream) {}

  /** Takes the shard over from whoever held it; null: it was subscribed to within the last five seconds, and the refusal is counted. */
  subscribe(consumer: Registered, shard: StreamShard, from: Position, now: number): Subscription | null {
    const key = `${String(shard.index)}/${consumer.arn}`;
    const holder = this.held.get(key);
    if (holder && now < holder.openedAt + HELD_MS) {
      this.refuse(consumer, now);
      return null;
    }
    holder?.takeOver();
    const subscription = new Subscription(this.stream, shard, consumer, from, now);
    this.held.set(key, subscription);
    this.stream.pushed.countCall(consumer.name, 'subscribed', now);
    return subscription;
  }

  refuse({ name }: Registered, now: number): void {
    this.stream.pushed.countCall(name, 'refused', now);
  }
}
