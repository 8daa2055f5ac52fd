import type { DeliveryLogs, DestinationDeliveries, LogGroupReading } from '@weir/aws';
import type { TopicConfig } from '@weir/contract';
import { type CatalogueOf, MINUTE_MS, resourceIdOf } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { deliveryMinutes } from './delivery-minutes.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const at = (minute: number): number => NOON + minute * MINUTE_MS;
const WINDOW = { from: at(0), to: at(3) };
const logging = (successPercent: number, failures: boolean): Pick<TopicConfig, 'deliveryLogs'> => ({
  deliveryLogs: { sqs: { successPercent, failures } },
});

function subscription(endpoint: string, protocol = 'sqs', state: 'confirmed' | 'pending' = 'confirmed'): CatalogueOf<'subscription'> {
  const arn = `arn:aws:sns:eu-west-1:111122223333:orders:${endpoint}-${protocol}-${state}`;
  const config = {
    kind: 'subscription' as const,
    topicArn: 'arn:aws:sns:eu-west-1:111122223333:orders',
    protocol,
    endpoint,
    state,
    filterPolicy: null,
    filterPolicyScope: 'MessageAttributes' as const,
    rawDelivery: false,
    deadLetterTargetArn: null,
    deliveryPolicy: null,
    problems: [],
  };
  const place = { accountId: '111122223333', region: 'eu-west-1' };
  return {
    ...place,
    id: resourceIdOf(arn),
    arn,
    name: endpoint,
    kind: 'subscription',
    tags: {},
    firstSeen: 0,
    lastSeen: 0,
    deletedAt: null,
    config,
  };
}

const reading = (changes: Partial<LogGroupReading> = {}): LogGroupReading => ({
  name: 'group',
  outcome: 'complete',
  readUntil: WINDOW.to,
  entries: 0,
  uncounted: 0,
  ...changes,
});

const denied: LogGroupReading['outcome'] = {
  kind: 'denied',
  action: 'logs:FilterLogEvents',
  principal: null,
  message: 'no',
  retryable: false,
};

const logs = (changes: Partial<DeliveryLogs>): DeliveryLogs => ({
  destinations: [],
  successes: reading(),
  failures: reading(),
  spent: { pages: 2, bytes: 0 },
  ...changes,
});

const told = (destination: string, minutes: DestinationDeliveries['minutes']): DestinationDeliveries => ({
  destination,
  successes: 0,
  failures: 0,
  statusCodes: [],
  lastFailure: null,
  minutes,
});

const orders = subscription('arn:q:orders');
/** Values by minute: all successes, sampled ones, failures, attempts. */
const stored = (config: Pick<TopicConfig, 'deliveryLogs'>, read: DeliveryLogs) => {
  const { rows, absences } = deliveryMinutes(config, [orders], read, WINDOW);
  return {
    rows: rows.map(({ at: minute, values }) => [(minute - NOON) / MINUTE_MS, ...values]),
    absences: absences.map(({ from, to, reason }) => [(from - NOON) / MINUTE_MS, (to - NOON) / MINUTE_MS, reason]),
  };
};

/** The same of every minute. */
const each = (...values: readonly (number | null)[]): readonly (readonly (number | null)[])[] =>
  [0, 1, 2].map((minute) => [minute, ...values]);

describe('the minutes of a delivery log', () => {
  it('have noughts where the log was read whole and has nothing', () => {
    const destinations = [
      told('arn:q:orders', [
        { at: at(0), successes: 4, failures: 0, attempts: 4 },
        { at: at(2), successes: 3, failures: 2, attempts: 11 },
      ]),
      told('arn:q:others', [{ at: at(1), successes: 9, failures: 9, attempts: 18 }]),
    ];
    expect(stored(logging(100, true), logs({ destinations }))).toEqual({
      rows: [
        [0, 4, null, 0, 4],
        [1, 0, null, 0, 0],
        [2, 3, null, 2, 11],
      ],
      absences: [],
    });
  });

  it('keep a share of the successes apart from all of them, and nothing of what is not logged', () => {
    const destinations = [told('arn:q:orders', [{ at: at(0), successes: 1, failures: 2, attempts: 3 }])];
    expect(stored(logging(10, true), logs({ destinations })).rows[0]).toEqual([0, null, 1, 2, 3]);
    const failuresOnly = logs({ destinations, successes: reading({ outcome: 'not-wanted', readUntil: at(0) }) });
    expect(stored(logging(0, true), failuresOnly)).toMatchObject({
      rows: [
        [0, null, null, 2, 3],
        [1, null, null, 0, 0],
        [2, null, null, 0, 0],
      ],
      absences: [],
    });
    expect(stored(logging(100, false), logs({ destinations })).rows[0]).toEqual([0, 1, null, null, 3]);
  });

  it('end with the last minute that was read whole when the budget did, and say so', () => {
    const cut = logs({ successes: reading({ outcome: 'cut-short', readUntil: at(1) + 30_000 }) });
    expect(stored(logging(100, true), cut)).toEqual({
      rows: [
        [0, 0, null, 0, 0],
        [1, null, null, 0, 0],
        [2, null, null, 0, 0],
      ],
      absences: [[1, 3, 'not-asked']],
    });
    const early = logs({
      failures: reading({ outcome: 'cut-short', readUntil: at(0) }),
      successes: reading({ outcome: 'cut-short', readUntil: at(0) }),
    });
    expect(stored(logging(100, true), early)).toEqual({ rows: [], absences: [[0, 3, 'not-asked']] });
  });

  it('are not there when entries could not be understood, which may be anybody’s', () => {
    expect(stored(logging(0, true), logs({ failures: reading({ uncounted: 1 }) }))).toEqual({ rows: [], absences: [[0, 3, 'not-asked']] });
  });

  it('are not there when AWS refuses, which is told as what it is', () => {
    const refused = logs({ failures: reading({ outcome: denied, readUntil: at(0) }) });
    expect(stored(logging(0, true), refused)).toEqual({ rows: [], absences: [[0, 3, 'denied']] });
    expect(stored(logging(100, true), refused)).toEqual({ rows: each(0, null, null, 0), absences: [[0, 3, 'denied']] });
  });

  it('are not there while there is no group, but no failure ever is no absence while successes are logged', () => {
    const none = { outcome: 'missing', readUntil: at(0) } as const;
    expect(stored(logging(0, true), logs({ failures: reading(none) }))).toEqual({ rows: [], absences: [[0, 3, 'late']] });
    expect(stored(logging(100, true), logs({ failures: reading(none) }))).toEqual({ rows: each(0, null, null, 0), absences: [] });
  });
});
