import { describe, expect, it } from 'vitest';
import type { SimulatedQueue } from '../queue/simulated-queue.js';
import { reduceEstate } from '../testing/reduce-estate.js';
import { World } from '../world/world.js';
import type { EstateBlueprint } from './blueprint.js';
import { DATA, PROD } from './accounts.js';
import { estateOf, SCENARIOS, type ScenarioName } from './scenarios.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 24, 14, 30);

/** The queue of a scenario, with its dead-letter queue and a day of history. */
function queueIn(scenario: ScenarioName, name: string, accountId = PROD): { readonly queue: SimulatedQueue; readonly world: World } {
  const whole = estateOf(scenario, NOW);
  const estate: EstateBlueprint = {
    ...reduceEstate(whole, (queue) => queue.name.startsWith(name.replace('.fifo', '')) || queue.name === 'emails-dlq'),
    history: { days: 1, warmUpDays: 0, keepDays: 2 },
  };
  const world = new World({ estate, seed: 1, startedAt: NOW });
  const queue = world.scope(accountId, 'eu-west-1')?.queueAt(name, NOW);
  if (!queue) throw new Error(`no ${name} in ${scenario}`);
  return { queue, world };
}

const sumOf = (queue: SimulatedQueue, field: 'sent' | 'received' | 'deleted', minutes: number): number =>
  Array.from({ length: minutes }, (_, at) => queue.log.read(NOW - (at + 1) * MINUTE, field)).reduce((sum, value) => sum + value, 0);

describe('scenarios', () => {
  it.each(SCENARIOS)('%s: every queue belongs to a known account and region, names are unique there, dead-letter queues exist', (name) => {
    const estate = estateOf(name, NOW);
    const places = new Set(estate.scopes.map((scope) => `${scope.accountId}/${scope.region}`));
    const names = new Set(estate.queues.map((queue) => `${queue.accountId}/${queue.region}/${queue.name}`));
    expect(names.size).toBe(estate.queues.length);
    const astray = estate.queues.filter((queue) => {
      const place = `${queue.accountId}/${queue.region}`;
      return !places.has(place) || (queue.deadLetterQueue !== null && !names.has(`${place}/${queue.deadLetterQueue}`));
    });
    expect(astray).toEqual([]);
    expect(estate.queues.filter((queue) => queue.visibilityTimeoutSeconds < (queue.consumer?.processingSeconds ?? 0))).toEqual([]);
  });

  it('healthy: nothing is dead and every backlog is small', () => {
    const { queue } = queueIn('healthy', 'payments-capture');
    expect(queue.ledger.movedOut).toBe(0);
    expect(queue.visible).toBeLessThan(100);
  });

  it('queues-only: the company without what passes events on, and its queues as busy', () => {
    const { streams, topics, endpoints, events } = estateOf('queues-only', NOW);
    expect([streams, topics, endpoints, events.rules, events.pipes]).toEqual([[], [], [], [], []]);
    const { queue } = queueIn('queues-only', 'orders-fulfilment');
    expect(sumOf(queue, 'sent', 10)).toBeGreaterThan(1000);
  });

  it('poisoned: dead letters arrive steadily while the queue itself keeps up', () => {
    const { queue, world } = queueIn('poisoned', 'payments-capture');
    const dlq = world.scope(PROD, 'eu-west-1')?.queueAt('payments-capture-dlq', NOW);
    expect(queue.visible).toBeLessThan(200);
    expect(dlq?.visible).toBe(queue.ledger.movedOut);
    expect(dlq?.visible).toBeGreaterThan(500);
    const soon = world.scope(PROD, 'eu-west-1')?.queueAt('payments-capture-dlq', NOW + 5 * MINUTE);
    expect(soon?.visible).toBeGreaterThan((dlq?.ledger.movedIn ?? 0) - 1);
  });

  it('stopped-consumer: much arrives, nothing is received, not even in vain', () => {
    const { queue } = queueIn('stopped-consumer', 'shipping-labels');
    expect(sumOf(queue, 'sent', 10)).toBeGreaterThan(1000);
    expect(sumOf(queue, 'received', 10)).toBe(0);
    expect(queue.log.read(NOW - MINUTE, 'emptyReceives')).toBe(0);
    expect(Math.abs(queue.oldestAgeSeconds(NOW) - 45 * 60)).toBeLessThan(60);
  });

  it('stalled-consumer: messages are taken and never finished', () => {
    const { queue } = queueIn('stalled-consumer', 'encoding-jobs', DATA);
    expect(queue.inFlight).toBe(640);
    expect(sumOf(queue, 'deleted', 10)).toBe(0);
    expect(queue.visible).toBeGreaterThan(500);
  });

  it('slow-consumer: the backlog grows though the consumer works', () => {
    const { queue } = queueIn('slow-consumer', 'inventory-reserve');
    const [received, sent] = [sumOf(queue, 'received', 10), sumOf(queue, 'sent', 10)];
    expect(received).toBeGreaterThan(0);
    expect(received).toBeLessThan(sent * 0.95);
    expect(queue.visible).toBeGreaterThan(5_000);
  });

  it('fifo-group-blocked: one group waits and ages, the others flow', () => {
    const { queue } = queueIn('fifo-group-blocked', 'catalogue-publish.fifo', DATA);
    expect(queue.visible).toBeGreaterThan(50);
    expect(queue.oldestAgeSeconds(NOW)).toBeGreaterThan(30 * 60);
    expect(sumOf(queue, 'deleted', 10)).toBeGreaterThan(sumOf(queue, 'sent', 10) * 0.7);
  });

  it('dlq-trickle: few dead letters over many hours', () => {
    const { world } = queueIn('dlq-trickle', 'emails-marketing');
    const dead = world.scope(PROD, 'eu-west-1')?.queueAt('emails-dlq', NOW)?.visible ?? 0;
    expect(dead).toBeGreaterThan(20);
    expect(dead).toBeLessThan(2_000);
  });

  it('scale-10000: as many queues, ready quickly because most sleep', () => {
    const estate = estateOf('scale-10000', NOW);
    expect(estate.queues).toHaveLength(10_000);
    expect(estate.queues.filter((queue) => queue.traffic).length).toBeLessThan(1_500);
  });
});

describe('the demo', () => {
  const world = new World({ estate: estateOf('demo', NOW), seed: 1, startedAt: NOW });
  const week = Array.from({ length: (7 * DAY) / (5 * MINUTE) }, (_, at) => NOW - at * 5 * MINUTE);

  it.each([
    ['poisoned', 0.8],
    ['stopped', 0.8],
    ['slow', 0.8],
    ['stalled', 0.35],
  ])('has something %s at least %f of the time', (lane, share) => {
    const present = week.filter((at) => world.episodes(at, at + 1).some((episode) => episode.lane === lane));
    expect(present.length / week.length).toBeGreaterThan(share);
  });

  it('opens and heals every trouble within 20 to 90 minutes', () => {
    for (const { from, to } of world.episodes(NOW - 7 * DAY, NOW)) {
      expect((to - from) / MINUTE).toBeGreaterThanOrEqual(20);
      expect((to - from) / MINUTE).toBeLessThanOrEqual(90);
    }
  });
});
