import { MINUTE_MS } from '@weir/domain';
import { seedOf } from '../chance/chance.js';
import type { DeliveryOffice } from '../delivery/delivery-office.js';
import type { SubscriptionBlueprint, TopicBlueprint } from '../estate/topic-blueprint.js';
import { MinuteTable } from '../metrics/minute-table.js';
import { Activity } from '../queue/activity.js';
import { StatusLogging } from './status-logging.js';
import { SimulatedSubscription, type Load, type TopicFrame } from './subscription.js';
import { EMPTY_TOPIC_MINUTE, TOPIC_FIELDS, type TopicField, type TopicMinute } from './topic-minutes.js';
import type { Publisher } from './publisher.js';
import { TopicDesk } from './topic-desk.js';

export interface TopicIdentity {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
}

/** Ended subscriptions that are still told of. */
const MOST_FORMER = 100;

/** One topic: what is published, to whom it goes, and what becomes of it. It knows no clock: every operation names its instant. */
export class SimulatedTopic {
  readonly activity: Activity;
  readonly log: MinuteTable<TopicField>;
  readonly seed: number;
  readonly tags = new Map<string, string>();
  /** As SetTopicAttributes took them. */
  readonly attributes = new Map<string, string>();
  readonly statusLogging = new StatusLogging();
  /** In the order in which they were made. */
  readonly subscriptions: SimulatedSubscription[] = [];
  readonly former: SimulatedSubscription[] = [];
  readonly desk = new TopicDesk(this);
  publisher: Publisher | null = null;
  private readonly frame: TopicFrame;
  private readonly minute: TopicMinute = { ...EMPTY_TOPIC_MINUTE };
  private made = 0;

  constructor(
    readonly identity: TopicIdentity,
    readonly createdAt: number,
    private readonly office: DeliveryOffice,
    private readonly worldSeed: number,
    private readonly keepMinutes: number,
  ) {
    const { arn, region, accountId, fifo } = identity;
    this.seed = seedOf(worldSeed, arn);
    this.activity = new Activity(this.seed);
    this.log = new MinuteTable(TOPIC_FIELDS, keepMinutes);
    this.frame = {
      arn,
      region,
      fifo,
      sender: { service: 'sns.amazonaws.com', arn, accountId },
      deliveryPolicy: () => this.attributes.get('DeliveryPolicy') ?? null,
      minute: this.minute,
    };
  }

  /** Somebody subscribes. */
  subscribe(blueprint: SubscriptionBlueprint, owner: string): SimulatedSubscription {
    const serial = this.made++;
    const subscription = new SimulatedSubscription(blueprint, owner, this.frame, this.office, serial, this.worldSeed, this.keepMinutes);
    this.subscriptions.push(subscription);
    return subscription;
  }

  unsubscribe(subscription: SimulatedSubscription): void {
    const at = this.subscriptions.indexOf(subscription);
    if (at < 0) return;
    subscription.end();
    this.subscriptions.splice(at, 1);
    this.former.push(subscription);
    if (this.former.length > MOST_FORMER) this.former.shift();
  }

  /** Sets an attribute; empty text takes it away. */
  set(name: string, value: string, now: number): void {
    if ((this.attributes.get(name) ?? '') === value) return;
    if (value === '') this.attributes.delete(name);
    else this.attributes.set(name, value);
    this.statusLogging.change(this.attributes, now);
    if (name === 'DeliveryPolicy') for (const subscription of this.subscriptions) subscription.forgetSchedule();
  }

  /** Messages arrive, from whomever. */
  publish(load: Load, now: number): void {
    const count = load.counts.reduce((sum, each) => sum + each, 0);
    if (count === 0) return;
    const { minute } = this;
    minute.published += count;
    minute.sizeSum += load.bytes * count;
    minute.sizeCount += count;
    minute.sizeMax = Math.max(minute.sizeMax, load.bytes);
    minute.sizeMin = Math.min(minute.sizeMin, load.bytes);
    this.activity.sign(now);
    for (const subscription of this.subscriptions) subscription.offer(load, now);
  }

  /** What happens by itself in the tick that ends at `now`. */
  tick(now: number): void {
    for (const subscription of this.subscriptions) subscription.retry(now);
    if (this.publisher) for (const load of this.publisher.loads(now)) this.publish(load, now);
  }

  /** Ends the minute before `minuteEnd` and opens the next. `record`: false while history warms up. */
  closeMinute(minuteEnd: number, record: boolean): void {
    const start = minuteEnd - MINUTE_MS;
    for (const subscription of this.subscriptions) subscription.closeMinute(minuteEnd, record);
    for (const subscription of this.former) subscription.closeMinute(minuteEnd, record);
    if (record && this.activity.reports(start)) this.log.write(start, this.minute);
    Object.assign(this.minute, EMPTY_TOPIC_MINUTE);
  }
}

/** How a drawn topic is named among the subscriptions of its topic. */
export const isSameSubscriber = (a: Pick<SubscriptionBlueprint, 'protocol' | 'endpoint'>, b: typeof a): boolean =>
  a.protocol === b.protocol && a.endpoint === b.endpoint;

/** Attributes and tags as drawn. */
export function furnish(topic: SimulatedTopic, { attributes, tags }: TopicBlueprint, now: number): void {
  for (const [name, value] of Object.entries(attributes)) topic.set(name, value, now);
  for (const [key, value] of Object.entries(tags)) topic.tags.set(key, value);
}
