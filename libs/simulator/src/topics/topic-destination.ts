import type { Destination } from '../delivery/destination.js';
import { delivered, refused, type Failure, type Outcome, type Parcel } from '../delivery/parcel.js';
import { allows } from '../delivery/resource-policy.js';
import type { MessageClass } from './message.js';
import type { SimulatedTopic } from './simulated-topic.js';

const DENIED: Failure = {
  reason: 'permission-denied',
  statusCode: 403,
  message: 'The topic policy does not allow the sender to perform sns:Publish.',
};
const NO_GROUP: Failure = { reason: 'rejected', statusCode: 400, message: 'The MessageGroupId parameter is required for FIFO topics' };

/** A topic that rules, pipes and schedules publish to. Filter policies decide about a parcel as a whole, by one of its messages. */
export class TopicDestination implements Destination {
  constructor(private readonly topic: SimulatedTopic) {}

  take(parcel: Parcel, now: number): Outcome {
    const { identity, attributes } = this.topic;
    if (!allows(attributes.get('Policy'), 'sns:Publish', identity.arn, parcel.sender)) return refused(parcel.count, DENIED);
    if (identity.fifo && parcel.group === null) return refused(parcel.count, NO_GROUP);
    this.topic.publish(
      {
        classes: [this.classOf(parcel, now)],
        counts: [parcel.count],
        bytes: parcel.bytes,
        group: parcel.group,
        deduplicationId: parcel.deduplicationId,
      },
      now,
    );
    return delivered(parcel.count);
  }

  private classOf({ wording, sender }: Parcel, now: number): MessageClass {
    return {
      name: sender.arn,
      share: 1,
      words: wording,
      sample: wording(0, now),
      subject: null,
      bodyFor: {},
      id: null,
      sequenceNumber: null,
    };
  }
}
