import type { DeliveryLogs, DeliveryLogsRequest, LogGroupReading, ScopeReader } from '@weir/aws';
import { weirConfig, type ResourceId } from '@weir/contract';
import { type AbsenceSpan, type CatalogueFanout, type CatalogueOf, MINUTE_MS, resourceIdOf, type SampleRow } from '@weir/domain';
import type { LogReadingSpend } from '@weir/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { Log } from '../../log.js';
import { DeliveryLogCollector } from './delivery-log-collector.js';
import { WatchedFanouts } from './watched-fanouts.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:orders';
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:mails';
const SUBSCRIPTION = `${TOPIC}:1`;
const ID = resourceIdOf(SUBSCRIPTION);

const common = (arn: string) => ({ ...PLACE, id: resourceIdOf(arn), arn, tags: {}, firstSeen: 0, lastSeen: 0, deletedAt: null });
const topic = (successPercent: number): CatalogueFanout => ({
  ...common(TOPIC),
  name: 'orders',
  kind: 'topic',
  config: {
    kind: 'topic',
    fifo: false,
    policy: null,
    encrypted: false,
    subscriptionsConfirmed: 1,
    subscriptionsPending: 0,
    deliveryLogs: { sqs: { successPercent, failures: true } },
    problems: [],
  },
});
const subscription: CatalogueOf<'subscription'> = {
  ...common(SUBSCRIPTION),
  name: 'orders → mails',
  kind: 'subscription',
  config: {
    kind: 'subscription',
    topicArn: TOPIC,
    protocol: 'sqs',
    endpoint: QUEUE,
    state: 'confirmed',
    filterPolicy: null,
    filterPolicyScope: 'MessageAttributes',
    rawDelivery: false,
    deadLetterTargetArn: null,
    deliveryPolicy: null,
    problems: [],
  },
};

const DENIED: LogGroupReading['outcome'] = {
  kind: 'denied',
  action: 'logs:FilterLogEvents',
  principal: null,
  message: 'no',
  retryable: false,
};

/** A log with one success and one failure in each minute, in pages of a minute. */
class Logs {
  readonly asked: DeliveryLogsRequest[] = [];
  outcome: LogGroupReading['outcome'] = 'complete';

  scope(): Pick<ScopeReader, 'readDeliveryLogs'> {
    return { readDeliveryLogs: (request) => Promise.resolve(this.#answer(request)) };
  }

  #answer(request: DeliveryLogsRequest): DeliveryLogs {
    this.asked.push(request);
    const { from, to, budget } = request;
    const pages = Math.min(budget.pages, (to - from) / MINUTE_MS);
    const readUntil = from + pages * MINUTE_MS;
    const outcome = this.outcome === 'complete' && readUntil < to ? 'cut-short' : this.outcome;
    const isRead = typeof outcome === 'string';
    const minutes = Array.from({ length: isRead ? pages : 0 }, (_, minute) => ({
      at: from + minute * MINUTE_MS,
      successes: 1,
      failures: 1,
      attempts: 2,
    }));
    const reading = { name: 'group', outcome, readUntil: isRead ? readUntil : from, entries: 0, uncounted: 0 };
    return {
      destinations: [{ destination: QUEUE, successes: 0, failures: 0, statusCodes: [], lastFailure: null, minutes }],
      successes: reading,
      failures: reading,
      spent: { pages: isRead ? pages : 1, bytes: 100 },
    };
  }
}

let logs: Logs;
let rows: SampleRow[];
let absences: AbsenceSpan[];
let spent: Map<string, LogReadingSpend>;
let now: number;
let fanouts: WatchedFanouts;
let discovered: boolean;
beforeEach(() => {
  [rows, absences, now, discovered] = [[], [], NOON, true];
  [logs, spent, fanouts] = [new Logs(), new Map<string, LogReadingSpend>(), new WatchedFanouts()];
});

function collectorOf(read: readonly { readonly topic: string }[] = [{ topic: 'orders' }], budget: object = {}): DeliveryLogCollector {
  return new DeliveryLogCollector({
    aws: logs,
    store: {
      series: {
        write: (written) => Promise.resolve(void rows.push(...written)),
        writeAbsences: (written) => Promise.resolve(void absences.push(...written)),
      },
      deliveryLogs: {
        addReading: (day, id, { pages, bytes, usd }) => {
          const before = spent.get(`${day} ${id}`) ?? { pages: 0, bytes: 0, usd: 0 };
          spent.set(`${day} ${id}`, { pages: before.pages + pages, bytes: before.bytes + bytes, usd: before.usd + usd });
          return Promise.resolve();
        },
        readingOf: (day) =>
          Promise.resolve(
            new Map([...spent].flatMap(([key, spend]) => (key.startsWith(day) ? [[key.slice(11) as ResourceId, spend]] : []))),
          ),
      },
    },
    config: weirConfig.parse({ fanout: { deliveryLogs: { read, budget } } }),
    log: new Log('fatal'),
    now: () => now,
    fanouts,
    holds: () => true,
    isDiscovered: () => discovered,
    cadenceOf: () => 60,
    onSamples: () => undefined,
  });
}

function watch(collector: DeliveryLogCollector, successPercent = 100): void {
  fanouts.setCatalogue([topic(successPercent), subscription]);
  collector.refresh();
}

/** Lets so many minutes pass, with a tick in each. */
async function pass(collector: DeliveryLogCollector, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    now += MINUTE_MS;
    await Promise.all(collector.tick(new AbortController().signal));
  }
}

const minutesRead = (): readonly number[] => rows.map(({ at }) => (at - NOON) / MINUTE_MS);
const missing = (): readonly unknown[] =>
  absences.map(({ resourceId, from, to, reason }) => [resourceId, (from - NOON) / MINUTE_MS, (to - NOON) / MINUTE_MS, reason]);

describe('the collector of delivery logs', () => {
  it('reads each minute once, from the first whole one after logging was seen, when it is written', async () => {
    const collector = collectorOf();
    watch(collector);
    await pass(collector, 8);
    expect(minutesRead()).toEqual([1, 2, 3, 4, 5]);
    expect(rows[0]).toMatchObject({ resourceId: ID, family: 'sns.deliveries', values: [1, null, 1, 2], settled: true });
    expect(logs.asked.every(({ from, to }) => to - from === MINUTE_MS)).toBe(true);
    expect(collector.counters(ID)?.read('loggedFailures', NOON + 5 * MINUTE_MS)).toBe(1);
    expect(spent.get(`2026-11-24 ${resourceIdOf(TOPIC)}`)).toMatchObject({ pages: 5, bytes: 500 });
  });

  it.each([
    ['nothing that the configuration does not name', [{ topic: 'payments' }], 100, true],
    ['nothing while its settings were not looked at', [{ topic: 'orders' }], 100, false],
  ])('reads %s', async (_, read, percent, isDiscovered) => {
    discovered = isDiscovered;
    const collector = collectorOf(read);
    watch(collector, percent);
    await pass(collector, 8);
    expect([logs.asked, rows, absences]).toEqual([[], [], []]);
  });

  it('begins anew when the topic logs otherwise: nobody knows since when', async () => {
    const collector = collectorOf();
    watch(collector);
    await pass(collector, 5);
    watch(collector, 10);
    await pass(collector, 5);
    expect(minutesRead()).toEqual([1, 2, 6, 7]);
    expect(rows.at(-1)?.values).toEqual([null, 1, 1, 2]);
  });

  it('goes on after a restart where it was, and says for how long nobody looked', async () => {
    const before = collectorOf();
    watch(before);
    await pass(before, 5);
    const stored = [...rows];
    now += 20 * MINUTE_MS;
    const collector = collectorOf();
    watch(collector);
    collector.restore(stored);
    expect(collector.outageSpans({ from: 1, to: 2 })).toEqual([
      { resourceId: ID, family: 'sns.deliveries', from: 1, to: 2, reason: 'collector-down' },
    ]);
    await pass(collector, 1);
    expect(minutesRead()).toEqual(Array.from({ length: 23 }, (_, index) => index + 1));
    expect(collector.counters(ID)?.knownMinutes()).toBe(23);
  });

  it('keeps to the budget of the day, across restarts, and reads on at midnight', async () => {
    const budget = { pagesPerDay: 3 };
    const first = collectorOf(undefined, budget);
    watch(first);
    await pass(first, 5);
    expect(minutesRead()).toEqual([1, 2]);
    const collector = collectorOf(undefined, budget);
    watch(collector);
    collector.restore([...rows]);
    await pass(collector, 4);
    expect(minutesRead()).toEqual([1, 2, 3]);
    expect(missing()).toEqual([
      [ID, 4, 5, 'not-asked'],
      [ID, 5, 6, 'not-asked'],
      [ID, 6, 7, 'not-asked'],
    ]);
    now = NOON + 12 * 60 * MINUTE_MS - MINUTE_MS;
    await pass(collector, 1);
    expect(logs.asked.at(-1)).toMatchObject({ to: NOON + 718 * MINUTE_MS, budget: { pages: 3 } });
  });

  it('says that it was refused, waits, and reads what it missed when it may', async () => {
    const collector = collectorOf();
    watch(collector);
    logs.outcome = DENIED;
    await pass(collector, 4);
    expect(missing()).toEqual([[ID, 1, 2, 'denied']]);
    expect(logs.asked).toHaveLength(1);
    logs.outcome = 'complete';
    await pass(collector, 6);
    expect(minutesRead()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
