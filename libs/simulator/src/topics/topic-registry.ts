import { MINUTE_MS } from '@weir/domain';
import type { DeliveryOffice } from '../delivery/delivery-office.js';
import type { EstateBlueprint, ScopeBlueprint } from '../estate/blueprint.js';
import type { SubscriptionBlueprint, TopicBlueprint } from '../estate/topic-blueprint.js';
import { topicArn } from '../world/arn.js';
import type { Actor, Timeline } from '../world/timeline.js';
import { Publisher } from './publisher.js';
import { furnish, isSameSubscriber, SimulatedTopic } from './simulated-topic.js';
import type { SimulatedSubscription } from './subscription.js';
import { TopicDestination } from './topic-destination.js';

const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;

/** The topics of one account in one region. */
export class TopicRegistry implements Actor {
  private readonly topics = new Map<string, SimulatedTopic>();

  constructor(
    private readonly scope: ScopeBlueprint,
    private readonly estate: EstateBlueprint,
    private readonly seed: number,
    /** Minutes before this are not recorded. */
    private readonly recordFrom: number,
    private readonly timeline: Timeline,
    private readonly office: DeliveryOffice,
  ) {
    for (const blueprint of estate.topics) if (this.isHere(blueprint)) this.settleIn(blueprint);
    timeline.join('sending', this);
  }

  /** Names in order. */
  get names(): readonly string[] {
    return [...this.topics.keys()].sort();
  }

  get size(): number {
    return this.topics.size;
  }

  tick(now: number, endsMinute: boolean): void {
    for (const topic of this.topics.values()) {
      topic.tick(now);
      if (endsMinute) topic.closeMinute(now, now > this.recordFrom);
    }
  }

  /** The topic as it is at `now`. */
  at(name: string, now: number): SimulatedTopic | undefined {
    this.timeline.advance(now);
    return this.topics.get(name);
  }

  all(now: number): SimulatedTopic[] {
    this.timeline.advance(now);
    return this.names.flatMap((name) => this.topics.get(name) ?? []);
  }

  /** A topic nobody planned. The caller has checked the name. */
  create(name: string, now: number): SimulatedTopic {
    this.timeline.advance(now);
    const topic = this.build(name, now);
    topic.activity.sign(now);
    return topic;
  }

  delete(name: string, now: number): void {
    this.timeline.advance(now);
    const topic = this.topics.get(name);
    if (!topic) return;
    this.topics.delete(name);
    this.office.remove(topic.identity.arn);
  }

  /** From an instant on, topics are as drawn; subscriptions that somebody made stay. New topics begin to exist. */
  turn(blueprints: readonly TopicBlueprint[], now: number): void {
    for (const blueprint of blueprints) {
      if (!this.isHere(blueprint)) continue;
      const topic = this.topics.get(blueprint.name);
      if (topic) this.redraw(topic, blueprint, now);
      else this.settleIn(blueprint);
    }
  }

  private redraw(topic: SimulatedTopic, blueprint: TopicBlueprint, now: number): void {
    furnish(topic, blueprint, now);
    topic.publisher = this.publisherOf(blueprint, topic);
    for (const drawn of blueprint.subscriptions) {
      const existing = topic.subscriptions.find((subscription) => isSameSubscriber(subscription, drawn));
      if (existing && existing.state === drawn.state) reset(existing, drawn, now);
      else {
        // Confirmation is not taken back: the subscription was made anew.
        if (existing) topic.unsubscribe(existing);
        topic.subscribe(drawn, this.ownerOf(drawn.endpoint));
      }
    }
  }

  private settleIn(blueprint: TopicBlueprint): void {
    const createdAt = this.recordFrom - YEAR_MS;
    const topic = this.build(blueprint.name, createdAt);
    furnish(topic, blueprint, createdAt);
    for (const subscription of blueprint.subscriptions) topic.subscribe(subscription, this.ownerOf(subscription.endpoint));
    topic.publisher = this.publisherOf(blueprint, topic);
    if (topic.publisher) topic.activity.beginAwake(this.timeline.reached);
  }

  private build(name: string, createdAt: number): SimulatedTopic {
    const { accountId, region } = this.scope;
    const identity = { accountId, region, name, arn: topicArn({ accountId, region, name }), fifo: name.endsWith('.fifo') };
    const topic = new SimulatedTopic(identity, createdAt, this.office, this.seed, this.estate.history.keepDays * 24 * 60);
    this.topics.set(name, topic);
    this.office.register(identity.arn, new TopicDestination(topic));
    return topic;
  }

  private publisherOf({ publisher }: TopicBlueprint, { identity }: SimulatedTopic): Publisher | null {
    return publisher && new Publisher(publisher, identity.fifo, this.scope, identity.arn, this.seed);
  }

  /** A subscription belongs to the account of the endpoint, where that tells one. */
  private ownerOf(endpoint: string): string {
    return /^arn:[a-z-]+:[a-z]+:[a-z0-9-]+:(\d{12}):/.exec(endpoint)?.[1] ?? this.scope.accountId;
  }

  private isHere({ accountId, region }: TopicBlueprint): boolean {
    return accountId === this.scope.accountId && region === this.scope.region;
  }
}

function reset(subscription: SimulatedSubscription, drawn: SubscriptionBlueprint, now: number): void {
  subscription.screening.change(drawn.filterPolicy, drawn.filterPolicyScope, now);
  subscription.deliverRaw(drawn.rawDelivery);
  subscription.deadLetterTargetArn = drawn.deadLetterTargetArn;
  subscription.deliveryPolicy = drawn.deliveryPolicy;
}
