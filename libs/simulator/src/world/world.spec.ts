import { describe, expect, it } from 'vitest';
import { DATA, PROD } from '../estate/accounts.js';
import { company } from '../estate/company.js';
import { estateOf } from '../estate/scenarios.js';
import type { EstateBlueprint } from '../estate/blueprint.js';
import { MINUTE_FIELDS } from '../metrics/minute-log.js';
import type { SimulatedQueue } from '../queue/simulated-queue.js';
import { reduceEstate } from '../testing/reduce-estate.js';
import { World } from './world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 24, 14, 32);

/** The company reduced to some queues, without its events, and a shorter history, to keep the tests quick. */
function only(estate: EstateBlueprint, pattern: RegExp, days = 1): EstateBlueprint {
  return { ...reduceEstate(estate, ({ name }) => pattern.test(name)), history: { ...estate.history, days } };
}

function fingerprint(queue: SimulatedQueue, from: number, to: number): string[] {
  const rows: string[] = [];
  for (let minute = from; minute < to; minute += MINUTE) {
    rows.push(MINUTE_FIELDS.map((field) => queue.log.read(minute, field)).join());
  }
  return rows;
}

// Each builds worlds with days of history: seconds on a busy machine.
describe('history', { timeout: 30_000 }, () => {
  const estate = only(estateOf('demo', NOW), /^(payments-capture|shipping-labels|encoding-jobs|audit-trail)/);
  const build = (startedAt: number, seed = 1): World => new World({ estate, seed, startedAt });
  const from = NOW - DAY;
  const historyOf = (world: World, name: string, region = 'eu-west-1', account = PROD): string[] => {
    const queue = world.scope(account, region)?.queueAt(name, NOW);
    if (!queue) throw new Error(`no ${name}`);
    return fingerprint(queue, Math.ceil(from / MINUTE) * MINUTE, NOW - MINUTE);
  };

  it.each([
    ['an hour later', HOUR],
    ['a day earlier', -DAY],
  ])('is the same to the last value whether the world was started now or %s', (_name, shift) => {
    const [one, other] = [build(NOW), build(NOW + shift)];
    for (const name of ['payments-capture', 'payments-capture-dlq', 'shipping-labels']) {
      expect(historyOf(other, name)).toEqual(historyOf(one, name));
    }
    expect(historyOf(other, 'audit-trail.fifo', 'us-east-1', DATA)).toEqual(historyOf(one, 'audit-trail.fifo', 'us-east-1', DATA));
  });

  it('is the same whether it was told in one go or in small pieces', () => {
    const [whole, pieces] = [build(NOW), build(NOW)];
    while (pieces.prepare(NOW, 97));
    expect(historyOf(pieces, 'payments-capture')).toEqual(historyOf(whole, 'payments-capture'));
  });

  it('is another with another seed', () => {
    expect(historyOf(build(NOW, 2), 'shipping-labels')).not.toEqual(historyOf(build(NOW), 'shipping-labels'));
  });

  it('loses no message', () => {
    const world = build(NOW);
    for (const scope of world.allScopes) {
      for (const name of scope.names) {
        const queue = scope.queueAt(name, NOW);
        if (!queue) continue;
        const { sent, movedIn, deleted, expired, movedOut, purged } = queue.ledger;
        expect(deleted + expired + movedOut + purged + queue.held, name).toBe(sent + movedIn);
      }
    }
  });
});

describe('activity', () => {
  const estate = only(company(), /^(orders-reconcile|payments-disputes|encoding-priority)$/);

  it('lets the nightly queue speak at night and fall silent six hours after its last message', () => {
    const world = new World({ estate, seed: 1, startedAt: NOW });
    const queue = world.scope(PROD, 'eu-west-1')?.queueAt('orders-reconcile', NOW);
    // Local 02:00 is 01:00 UTC.
    const day = Date.UTC(2026, 10, 24);
    expect(queue?.log.read(day + 70 * MINUTE, 'sent')).toBeGreaterThan(1000);
    expect(queue?.log.read(day + 5 * HOUR, 'visible')).toBe(0);
    expect(queue?.log.read(day + 13 * HOUR, 'visible')).toBeNaN();
    expect(queue?.log.read(day + 30 * MINUTE, 'visible')).toBeNaN();
  });

  it('leaves a queue that is never used silent, and lets one that is only polled speak of nothing else', () => {
    const world = new World({ estate, seed: 1, startedAt: NOW });
    const minute = Math.floor(NOW / MINUTE) * MINUTE - 5 * MINUTE;
    expect(world.scope(PROD, 'eu-west-1')?.queueAt('payments-disputes', NOW)?.log.read(minute, 'visible')).toBeNaN();
    const polled = world.scope(DATA, 'eu-west-1')?.queueAt('encoding-priority', NOW);
    expect(polled?.log.read(minute, 'emptyReceives')).toBeGreaterThan(0);
    expect(polled?.log.read(minute, 'sent')).toBe(0);
    expect(polled?.log.read(minute, 'sizeSum')).toBeNaN();
    expect(polled?.log.read(minute, 'oldestAgeSeconds')).toBeNaN();
  });

  it('reports a queue that wakes within a quarter of an hour, from then on without a gap', () => {
    const world = new World({ estate, seed: 1, startedAt: NOW });
    const scope = world.scope(PROD, 'eu-west-1');
    scope
      ?.queueAt('payments-disputes', NOW)
      ?.send({ count: 3, poison: false, group: null, message: null, delaySeconds: 0, bytes: 10 }, NOW);
    const later = scope?.queueAt('payments-disputes', NOW + HOUR);
    const told = Array.from({ length: 59 }, (_, at) => later?.log.read(Math.floor(NOW / MINUTE) * MINUTE + at * MINUTE, 'visible'));
    const first = told.findIndex((value) => value === 3);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(first).toBeLessThanOrEqual(15);
    expect(told.slice(0, first).every((value) => Number.isNaN(value))).toBe(true);
    expect(told.slice(first).every((value) => value === 3)).toBe(true);
  });
});
