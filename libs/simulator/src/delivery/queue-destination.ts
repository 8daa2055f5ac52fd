import type { MessageDesk } from '../queue/message-desk.js';
import type { Workload } from '../traffic/workload.js';
import type { Destination } from './destination.js';
import { actsByRole } from './acting-by-role.js';
import { delivered, refused, type Failure, type Outcome, type Parcel, type Sender } from './parcel.js';
import { allows } from './resource-policy.js';

const DENIED: Failure = {
  reason: 'permission-denied',
  statusCode: 403,
  message: 'The queue policy does not allow the sender to perform sqs:SendMessage.',
};
const TOO_LARGE: Failure = { reason: 'rejected', statusCode: 400, message: 'The message is larger than the queue takes.' };
const NO_GROUP: Failure = { reason: 'rejected', statusCode: 400, message: 'The request must contain the parameter MessageGroupId.' };

/** A queue that services send to: its policy decides whether they may, and what it holds afterwards is as if it had been sent. */
export class QueueDestination implements Destination {
  /** The policy that the decisions below were made by. */
  private policy: string | undefined;
  private readonly decided = new Map<string, boolean>();

  constructor(
    private readonly desk: MessageDesk,
    /** What empties the queue, and makes some of what arrives fail. null: nothing does. */
    private readonly workload: Workload | null,
  ) {}

  take(parcel: Parcel, now: number): Outcome {
    const { queue } = this.desk;
    if (!this.lets(parcel.sender)) return refused(parcel.count, DENIED);
    if (parcel.bytes > queue.settings.maximumMessageBytes) return refused(parcel.count, TOO_LARGE);
    if (queue.identity.fifo && parcel.group === null) return refused(parcel.count, NO_GROUP);
    queue.settle(now);
    if (parcel.deduplicationId !== null) this.post(parcel, now);
    else this.pour(parcel, now);
    return delivered(parcel.count);
  }

  private pour({ count, group, bytes, wording }: Parcel, now: number): void {
    const { queue } = this.desk;
    const poisoned = this.workload?.poisonedOf(count, group, now) ?? 0;
    const { delaySeconds } = queue.settings;
    if (count > poisoned) queue.send({ count: count - poisoned, poison: false, group, message: null, delaySeconds, bytes, wording }, now);
    if (poisoned > 0) queue.send({ count: poisoned, poison: true, group, message: null, delaySeconds, bytes, wording }, now);
  }

  private post({ bytes, group, wording, deduplicationId }: Parcel, now: number): void {
    this.desk.send(
      {
        ...wording(0, now),
        bytes,
        delaySeconds: this.desk.queue.settings.delaySeconds,
        group,
        deduplicationId,
        senderId: 'AIDASIMULATEDSERVICE',
        traceHeader: null,
      },
      now,
    );
  }

  private lets(sender: Sender): boolean {
    const { settings, identity } = this.desk.queue;
    const policy = settings.verbatim['Policy'];
    if (policy !== this.policy) {
      this.policy = policy;
      this.decided.clear();
    }
    let decision = this.decided.get(sender.arn);
    if (decision === undefined) {
      decision = actsByRole(sender, identity.accountId) || allows(policy, 'sqs:SendMessage', identity.arn, sender);
      this.decided.set(sender.arn, decision);
    }
    return decision;
  }
}
