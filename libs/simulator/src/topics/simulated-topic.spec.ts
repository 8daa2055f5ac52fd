import { describe, expect, it } from 'vitest';
import type { EndpointState } from '../delivery/simulated-endpoint.js';
import { policyFor } from '../delivery/resource-policy.js';
import { PROD, SCOPES } from '../estate/accounts.js';
import { company } from '../estate/company.js';
import type { EstateBlueprint, QueueBlueprint } from '../estate/blueprint.js';
import type { SubscriptionBlueprint, TopicBlueprint } from '../estate/topic-blueprint.js';
import type { MessageAttribute } from '../queue/cohort.js';
import { queueArn } from '../world/arn.js';
import { World } from '../world/world.js';
import type { SimulatedSubscription } from './subscription.js';
import type { SimulatedTopic } from './simulated-topic.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 24, 14, 30);
const REGION = 'eu-west-1';
const HOOK = 'https://hooks.example.com/in';
const TOPIC = `arn:aws:sns:${REGION}:${PROD}:news`;
const inbox = queueArn({ accountId: PROD, region: REGION, name: 'inbox' });
const dead = queueArn({ accountId: PROD, region: REGION, name: 'dead' });

const queue = (name: string, policy: string | null): QueueBlueprint => {
  const [pattern] = company().queues;
  if (!pattern) throw new Error('the company has queues');
  return { ...pattern, name, traffic: null, consumer: null, deadLetterQueue: null, verbatim: policy === null ? {} : { Policy: policy } };
};
const letsIn = (arn: string): string => policyFor('sqs:SendMessage', arn, 'sns.amazonaws.com', [TOPIC]);

const subscription = (changes: Partial<SubscriptionBlueprint> = {}): SubscriptionBlueprint => ({
  protocol: 'sqs',
  endpoint: inbox,
  state: 'confirmed',
  filterPolicy: null,
  filterPolicyScope: 'MessageAttributes',
  rawDelivery: true,
  deadLetterTargetArn: null,
  deliveryPolicy: null,
  ...changes,
});

interface Setup {
  readonly subscriptions: readonly SubscriptionBlueprint[];
  readonly hook?: EndpointState;
  readonly inboxPolicy?: string | null;
  readonly deadPolicy?: string | null;
}

/** One topic with two kinds of news, two a second, for an hour. */
function worldOf({ subscriptions, hook = { kind: 'answering' }, inboxPolicy = letsIn(inbox), deadPolicy = letsIn(dead) }: Setup): World {
  const attribute = (value: string): MessageAttribute => ({
    DataType: 'String',
    StringValue: value,
  });
  const news: TopicBlueprint = {
    accountId: PROD,
    region: REGION,
    name: 'news',
    tags: {},
    attributes: {},
    publisher: {
      event: 'News',
      peakPerSecond: 2,
      shape: 'flat',
      meanBytes: 500,
      groups: 1,
      classes: [
        { name: 'sport', share: 0.75, attributes: { kind: attribute('sport') }, body: { kind: 'sport', id: '#' } },
        { name: 'rumours', share: 0.25, attributes: {}, body: 'somebody said #' },
      ],
    },
    subscriptions,
  };
  const estate: EstateBlueprint = {
    ...company(),
    scopes: SCOPES.filter(({ accountId, region }) => accountId === PROD && region === REGION),
    queues: [queue('inbox', inboxPolicy), queue('dead', deadPolicy)],
    streams: [],
    topics: [news],
    endpoints: [{ address: HOOK, state: hook }],
    history: { days: 1 / 24, warmUpDays: 0, keepDays: 1 },
  };
  return new World({ estate, seed: 1, startedAt: NOW });
}

function topicOf(world: World, now = NOW): SimulatedTopic {
  const topic = world.scope(PROD, REGION)?.topics.at('news', now);
  if (!topic) throw new Error('no topic');
  return topic;
}
function firstOf(world: World, now = NOW): SimulatedSubscription {
  const [found] = topicOf(world, now).subscriptions;
  if (!found) throw new Error('no subscription');
  return found;
}
const waitingIn = (world: World, name: string): number => world.scope(PROD, REGION)?.queueAt(name, NOW)?.visible ?? -1;

describe('a subscription', () => {
  it('gets everything that is published where nothing is filtered', () => {
    const world = worldOf({ subscriptions: [subscription()] });
    const { totals } = firstOf(world);
    expect(totals.published).toBeGreaterThan(6_500);
    expect(totals.delivered).toBe(totals.published);
    expect(waitingIn(world, 'inbox')).toBe(totals.delivered);
  });

  it.each<[name: string, changes: Partial<SubscriptionBlueprint>, field: string, filteredShare: number, deliveredShare: number]>([
    ['attributes, with messages that have none', { filterPolicy: '{"kind":["sport"]}' }, 'filteredNoMessageAttributes', 0.25, 0.75],
    ['attributes, with another value', { filterPolicy: '{"kind":["chess"]}' }, 'filteredMessageAttributes', 0.75, 0],
    [
      'absence, which no message without attributes meets',
      { filterPolicy: '{"kind":[{"exists":false}]}' },
      'filteredMessageAttributes',
      0.75,
      0,
    ],
    [
      'bodies that are no JSON',
      { filterPolicy: '{"kind":["sport"]}', filterPolicyScope: 'MessageBody' },
      'filteredInvalidMessageBody',
      0.25,
      0.75,
    ],
  ])('filters by %s', (_name, changes, field, filteredShare, deliveredShare) => {
    const { totals } = firstOf(worldOf({ subscriptions: [subscription(changes)] }));
    expect(totals[field as keyof typeof totals] / totals.published).toBeCloseTo(filteredShare, 1);
    expect(totals.delivered / totals.published).toBeCloseTo(deliveredShare, 1);
    const { filteredMessageAttributes, filteredNoMessageAttributes, filteredInvalidMessageBody, delivered, published } = totals;
    expect(filteredMessageAttributes + filteredNoMessageAttributes + filteredInvalidMessageBody + delivered).toBe(published);
  });

  it('gets nothing before it is confirmed, and nothing is expected for it', () => {
    expect(firstOf(worldOf({ subscriptions: [subscription({ state: 'pending' })] })).totals.published).toBe(0);
  });

  it('sends what a queue does not let in straight to its own dead-letter queue, once', () => {
    const world = worldOf({ subscriptions: [subscription({ deadLetterTargetArn: dead })], inboxPolicy: null });
    const { totals } = firstOf(world);
    expect(totals).toMatchObject({ delivered: 0, deadLettered: totals.published, failedAttempts: totals.published, lost: 0 });
    expect(waitingIn(world, 'dead')).toBe(totals.published);
  });

  it.each<[name: string, setup: Setup]>([
    ['without a dead-letter queue', { subscriptions: [subscription()], inboxPolicy: null }],
    [
      'with one that does not let it in',
      { subscriptions: [subscription({ deadLetterTargetArn: dead })], inboxPolicy: null, deadPolicy: null },
    ],
    ['with one that does not exist', { subscriptions: [subscription({ deadLetterTargetArn: `${dead}-else` })], inboxPolicy: null }],
    ['when the endpoint was deleted', { subscriptions: [subscription({ endpoint: `${inbox}-else` })] }],
  ])('loses what failed for good %s', (_name, setup) => {
    const { totals } = firstOf(worldOf(setup));
    expect(totals).toMatchObject({ delivered: 0, deadLettered: 0, lost: totals.published });
  });

  it('tries a web server four times, twenty seconds apart, and gives up', () => {
    const world = worldOf({
      subscriptions: [subscription({ protocol: 'https', endpoint: HOOK })],
      hook: { kind: 'failing', share: 1, statusCode: 503 },
    });
    const { totals, waiting } = firstOf(world);
    expect(totals.lost + waiting).toBe(totals.published);
    // At two a second, of the last minute: three attempts of some are still to come.
    expect(waiting).toBeGreaterThan(60);
    expect(waiting).toBeLessThan(200);
    expect(totals.failedAttempts / totals.published).toBeCloseTo(4, 1);
  });

  it('delivers in the end what a web server refuses now and then', () => {
    const world = worldOf({
      subscriptions: [subscription({ protocol: 'https', endpoint: HOOK })],
      hook: { kind: 'failing', share: 0.5, statusCode: 500 },
    });
    const { totals } = firstOf(world);
    expect(totals.delivered / totals.published).toBeCloseTo(1 - 0.5 ** 4, 1);
    expect(totals.failedAttempts).toBeGreaterThan(totals.lost * 4);
  });

  it('does not try again what a web server refused by a 4xx', () => {
    const hook = { kind: 'refusing', statusCode: 403 } as const;
    const { totals, waiting } = firstOf(worldOf({ subscriptions: [subscription({ protocol: 'https', endpoint: HOOK })], hook }));
    expect(totals).toMatchObject({ lost: totals.published, failedAttempts: totals.published });
    expect(waiting).toBe(0);
  });

  it('keeps trying a function for as long as it is throttled', () => {
    const world = worldOf({
      subscriptions: [subscription({ protocol: 'lambda', endpoint: HOOK })],
      hook: { kind: 'throttled', perSecond: 1 },
    });
    const { totals, waiting } = firstOf(world);
    expect(totals.lost).toBe(0);
    expect(totals.delivered + waiting).toBe(totals.published);
    expect(totals.delivered / totals.published).toBeCloseTo(0.5, 1);
  });

  it('filters by a changed policy within a quarter of an hour, and tells of it at once', () => {
    const world = worldOf({ subscriptions: [subscription()] });
    const changed = firstOf(world);
    changed.screening.change('{"kind":["sports"]}', 'MessageAttributes', NOW);
    expect(changed.screening.policy).toBe('{"kind":["sports"]}');
    const delivered = (from: number): number => changed.log.read(from, 'delivered');
    topicOf(world, NOW + 20 * MINUTE);
    expect(delivered(NOW + 16 * MINUTE)).toBe(0);
    const lasted = Array.from({ length: 15 }, (_, at) => delivered(NOW + at * MINUTE)).filter((count) => count > 0);
    expect(lasted.length).toBeGreaterThan(0);
    expect(changed.log.read(NOW + 16 * MINUTE, 'filteredNoMessageAttributes')).toBeGreaterThan(0);
  });

  it('loses what still waited when it is ended', () => {
    const world = worldOf({
      subscriptions: [subscription({ protocol: 'https', endpoint: HOOK })],
      hook: { kind: 'failing', share: 1, statusCode: 503 },
    });
    const ended = firstOf(world);
    topicOf(world).unsubscribe(ended);
    topicOf(world, NOW + MINUTE);
    expect(ended.waiting).toBe(0);
    expect(ended.totals.lost).toBe(ended.totals.published);
  });
});

describe('what a subscriber gets', () => {
  const received = (changes: Partial<SubscriptionBlueprint>) => {
    const world = worldOf({ subscriptions: [subscription(changes)] });
    const [letter] = world.scope(PROD, REGION)?.deskAt('inbox', NOW)?.receive(1, 30, NOW) ?? [];
    if (!letter) throw new Error('nothing came');
    return { message: letter.message, arn: firstOf(world).arn };
  };

  it('is the message with its attributes when delivery is raw', () => {
    const { message } = received({ filterPolicy: '{"kind":["sport"]}' });
    expect(JSON.parse(message.body)).toMatchObject({ kind: 'sport', id: expect.stringMatching(/^\d+$/) as string });
    expect(message.attributes).toEqual({ kind: { DataType: 'String', StringValue: 'sport' } });
  });

  it('is JSON around it when it is not', () => {
    const { message, arn } = received({ rawDelivery: false, filterPolicy: '{"kind":["sport"]}' });
    const notification = JSON.parse(message.body) as Record<string, unknown>;
    expect(notification).toMatchObject({
      Type: 'Notification',
      TopicArn: TOPIC,
      MessageAttributes: { kind: { Type: 'String', Value: 'sport' } },
    });
    expect(notification['UnsubscribeURL']).toContain(arn);
    expect(JSON.parse(notification['Message'] as string)).toMatchObject({ kind: 'sport' });
    expect(message.attributes).toEqual({});
  });
});
