import { describe, expect, it } from 'vitest';
import { TOPIC_METRICS, topicMinute } from '../metrics/topic-metrics.js';
import type { SimulatedTopic } from '../topics/simulated-topic.js';
import type { SimulatedSubscription } from '../topics/subscription.js';
import { SUBSCRIPTION_FIELDS, TOPIC_FIELDS, type SubscriptionCounts } from '../topics/topic-minutes.js';
import { placeOfArn } from '../world/arn.js';
import { World } from '../world/world.js';
import { DATA, PROD } from './accounts.js';
import type { EstateBlueprint } from './blueprint.js';
import { NO_EVENTS } from './event-blueprint.js';
import { FANOUT_SCENARIOS, fanoutTroubleBegan, fanoutTurnTo } from './fanout-scenarios.js';
import { estateOf, type ScenarioName } from './scenarios.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 24, 14, 30);

/** Two and a half hours of the topics and what they deliver to. */
function fanoutOf(scenario: ScenarioName): EstateBlueprint {
  return { ...estateOf(scenario, NOW), streams: [], events: NO_EVENTS, history: { days: 2.5 / 24, warmUpDays: 0, keepDays: 1 } };
}
const build = (scenario: ScenarioName, startedAt = NOW): World => new World({ estate: fanoutOf(scenario), seed: 1, startedAt });

function topicOf(world: World, name: string, now = NOW, account = PROD, region = 'eu-west-1'): SimulatedTopic {
  const topic = world.scope(account, region)?.topics.at(name, now);
  if (!topic) throw new Error(`no ${name}`);
  return topic;
}
function subscriberOf(topic: SimulatedTopic, endpoint: string): SimulatedSubscription {
  const found = topic.subscriptions.find((subscription) => subscription.endpoint.endsWith(endpoint));
  if (!found) throw new Error(`no ${endpoint}`);
  return found;
}
/** Of the last ten minutes. */
const lately = ({ log }: SimulatedSubscription, field: keyof SubscriptionCounts, now = NOW): number =>
  Array.from({ length: 10 }, (_, at) => log.read(now - (at + 1) * MINUTE, field)).reduce((sum, value) => sum + (value || 0), 0);

const allTopics = (world: World, now = NOW): SimulatedTopic[] => world.allScopes.flatMap(({ topics }) => topics.all(now));
const filtered = (counts: SubscriptionCounts): number =>
  counts.filteredMessageAttributes +
  counts.filteredMessageBody +
  counts.filteredNoMessageAttributes +
  counts.filteredInvalidAttributes +
  counts.filteredInvalidMessageBody;

describe('the company', () => {
  const world = build('healthy');

  it('has eight topics, of which one has twelve subscribers', () => {
    const topics = allTopics(world);
    expect(topics).toHaveLength(8);
    expect(topics.map(({ subscriptions }) => subscriptions.length)).toContain(12);
  });

  it('loses nothing of what it publishes, and nothing fails', () => {
    for (const topic of allTopics(world)) {
      for (const { counts, waiting, endpoint } of topic.subscriptions) {
        expect({ endpoint, failed: counts.failedAttempts, lost: counts.lost, waiting }).toEqual({
          endpoint,
          failed: 0,
          lost: 0,
          waiting: 0,
        });
      }
    }
  });

  it('delivers to each queue what the queue says it was sent, minute by minute', () => {
    for (const topic of allTopics(world)) {
      for (const { protocol, endpoint, log } of topic.subscriptions) {
        if (protocol !== 'sqs') continue;
        const { accountId, region, name } = placeOfArn(endpoint);
        const queue = world.scope(accountId, region)?.queueAt(name, NOW);
        for (let minute = NOW - HOUR; minute < NOW; minute += MINUTE) {
          expect(queue?.log.read(minute, 'sent'), `${name} at ${minute}`).toBe(log.read(minute, 'delivered') || 0);
        }
      }
    }
  });
});

describe('history', () => {
  /** Every minute of the last hour of every topic and subscription. */
  function fingerprint(world: World): string[] {
    return allTopics(world).flatMap(({ log, subscriptions }) =>
      Array.from({ length: 60 }, (_, at) => {
        const minute = NOW - (at + 1) * MINUTE;
        const own = TOPIC_FIELDS.map((field) => log.read(minute, field));
        return [own, ...subscriptions.map((each) => SUBSCRIPTION_FIELDS.map((field) => each.log.read(minute, field)))].join();
      }),
    );
  }

  it('is the same however it was told', { timeout: 30_000 }, () => {
    const [whole, pieces, later] = [build('http-endpoint-failing'), build('http-endpoint-failing'), build('http-endpoint-failing')];
    while (pieces.prepare(NOW, 37));
    later.scope(DATA, 'eu-west-1')?.queueAt('media-dlq', NOW - 2 * HOUR + 7_000);
    const expected = fingerprint(whole);
    expect(fingerprint(pieces)).toEqual(expected);
    expect(fingerprint(later)).toEqual(expected);
  });

  it.each(FANOUT_SCENARIOS)('conserves in %s: published × subscribers = what became of it', (scenario) => {
    const world = build(scenario);
    for (const topic of allTopics(world)) {
      for (const { counts, waiting, endpoint } of [...topic.subscriptions, ...topic.former]) {
        const ended = counts.delivered + filtered(counts) + counts.deadLettered + counts.lost;
        expect(ended + waiting, endpoint).toBe(counts.published);
      }
    }
  });

  it.each(FANOUT_SCENARIOS)('tells the same in %s by topic as by subscription', (scenario) => {
    const world = build(scenario);
    for (const topic of allTopics(world)) {
      for (let minute = NOW - HOUR; minute < NOW; minute += MINUTE) {
        const sum = (field: keyof SubscriptionCounts): number =>
          [...topic.subscriptions, ...topic.former].reduce((total, { log }) => total + (log.read(minute, field) || 0), 0);
        const metric = (name: string): number => topicMinute(topic, minute, TOPIC_METRICS[name] ?? { kind: 'sizes' })?.sum ?? 0;
        expect(metric('NumberOfNotificationsDelivered')).toBe(sum('delivered'));
        expect(metric('NumberOfNotificationsRedrivenToDlq')).toBe(sum('deadLettered'));
        expect(metric('NumberOfNotificationsFilteredOut-MessageAttributes')).toBe(sum('filteredMessageAttributes'));
        expect(metric('NumberOfNotificationsFilteredOut-MessageBody')).toBe(sum('filteredMessageBody'));
      }
    }
  });
});

describe('filter-policy-typo', () => {
  const topic = topicOf(build('filter-policy-typo'), 'order-events');
  const mails = subscriberOf(topic, ':emails-transactional');

  it('lets nothing pass to the mails, which reads as filtering, not as failure', () => {
    expect(lately(mails, 'delivered')).toBe(0);
    expect(lately(mails, 'filteredMessageAttributes')).toBe(lately(mails, 'published'));
    expect(lately(mails, 'failedAttempts')).toBe(0);
    expect(mails.screening.policy).toContain('OrderPlacd');
  });

  it('began when the policy was edited, or within a quarter of an hour', () => {
    const began = fanoutTroubleBegan(NOW);
    expect(mails.log.read(began - MINUTE, 'delivered')).toBeGreaterThan(0);
    expect(mails.log.read(began + 16 * MINUTE, 'delivered')).toBe(0);
  });

  it('leaves the other subscribers alone', () => {
    const invoices = subscriberOf(topic, ':orders-invoicing');
    expect(lately(invoices, 'delivered')).toBe(lately(invoices, 'published'));
  });
});

describe('subscription-pending', () => {
  it('has a subscription that nobody confirmed, beside what became of its predecessor', () => {
    const topic = topicOf(build('subscription-pending'), 'order-events');
    const carrier = subscriberOf(topic, '/shop/orders');
    expect(carrier.state).toBe('pending');
    expect(carrier.counts.published).toBe(0);
    expect(topic.former).toHaveLength(1);
    expect(topic.former[0]?.counts.delivered).toBeGreaterThan(0);
  });
});

describe('http-endpoint-failing', () => {
  it('counts every attempt as a failure, and dead-letters after the fourth', () => {
    const topic = topicOf(build('http-endpoint-failing'), 'order-events');
    const carrier = subscriberOf(topic, '/shop/orders');
    const [deadLettered, attempts] = [lately(carrier, 'deadLettered'), lately(carrier, 'failedAttempts')];
    expect(deadLettered).toBeGreaterThan(50);
    expect(attempts / deadLettered).toBeGreaterThan(3.5);
    expect(attempts / deadLettered).toBeLessThan(4.5);
    const failed = Array.from({ length: 10 }, (_, at) => topic.log.read(NOW - (at + 1) * MINUTE, 'failed')).reduce(
      (sum, each) => sum + each,
      0,
    );
    expect(failed).toBe(attempts);
  });
});

describe('one-dead-subscriber', () => {
  it('loses what one of twelve should have got, once each', () => {
    const topic = topicOf(build('one-dead-subscriber'), 'encoding-completed', NOW, DATA);
    const rights = subscriberOf(topic, ':rights-registrar');
    expect(lately(rights, 'lost')).toBe(lately(rights, 'published'));
    expect(lately(rights, 'failedAttempts')).toBe(lately(rights, 'published'));
    expect(topic.subscriptions.filter((each) => lately(each, 'lost') > 0)).toEqual([rights]);
  });
});

describe('target-queue-denied', () => {
  it('goes straight to the dead-letter queue, and the queue gets nothing', () => {
    const world = build('target-queue-denied');
    const invoices = subscriberOf(topicOf(world, 'order-events'), ':orders-invoicing');
    expect(lately(invoices, 'deadLettered')).toBe(lately(invoices, 'published'));
    expect(lately(invoices, 'failedAttempts')).toBe(lately(invoices, 'published'));
    expect(
      world
        .scope(PROD, 'eu-west-1')
        ?.queueAt('orders-invoicing', NOW)
        ?.log.read(NOW - MINUTE, 'sent'),
    ).toBe(0);
  });
});

describe('a scenario set while the world runs', () => {
  it('takes effect from then on, and ends with the next one', () => {
    const world = build('healthy');
    const rights = subscriberOf(topicOf(world, 'encoding-completed', NOW, DATA), ':rights-registrar');
    world.turnFanout(fanoutTurnTo('one-dead-subscriber', NOW));
    topicOf(world, 'encoding-completed', NOW + 10 * MINUTE, DATA);
    expect(lately(rights, 'lost')).toBe(0);
    expect(lately(rights, 'lost', NOW + 10 * MINUTE)).toBeGreaterThan(0);
    world.turnFanout(fanoutTurnTo('target-queue-denied', NOW + 10 * MINUTE));
    topicOf(world, 'encoding-completed', NOW + 20 * MINUTE, DATA);
    expect(lately(rights, 'lost', NOW + 20 * MINUTE)).toBe(0);
    expect(lately(rights, 'delivered', NOW + 20 * MINUTE)).toBeGreaterThan(0);
  });
});
