import { describe, expect, it } from 'vitest';
import { notification, type NotificationKind } from '@weir/contract';
import { composeNotification, composeTest } from './compose-notification.js';
import { incidentOf, START } from './testing/summary-of.js';

const compose = (kind: NotificationKind, changes: Parameters<typeof incidentOf>[0] = {}) =>
  composeNotification(
    incidentOf(changes),
    { id: 'INC-7/slack/0/opened/0', kind, thread: 'INC-7/slack/0', url: 'https://weir.example/' },
    START + 60_000,
  );
const by = { by: 'Ines', at: START };

describe('what a message says', () => {
  it.each([
    ['opened', {}, 'SEV2 · payments-capture is poisoned'],
    ['worsened', { severity: 1 }, 'Worse, now SEV1 · payments-capture is poisoned'],
    ['reminder', {}, 'SEV2 for 3\u202fmin, nobody has acknowledged · payments-capture is poisoned'],
    ['escalated', {}, 'SEV2, escalated: nobody has acknowledged · payments-capture is poisoned'],
    ['acknowledged', { acknowledged: by }, 'SEV2, acknowledged by Ines · payments-capture is poisoned'],
    ['resolved', { state: 'resolved', resolvedAt: START }, 'Resolved after 2\u202fmin · payments-capture is poisoned'],
    ['resolved', { state: 'merged', mergedInto: incidentOf().summary.id }, 'Merged into INC-7 · payments-capture is poisoned'],
  ] as const)('%s', (kind, changes, title) => {
    expect(compose(kind, changes).title).toBe(title);
  });

  it('says since when, what is lost first, where, and what it takes with it', () => {
    const { facts } = compose('opened', {
      loss: { count: 412, earliestAt: START + 3_660_000, latestAt: START + 9e6, kind: 'dead-letter-expiry' },
    });
    expect(facts).toEqual([
      { name: 'Since', value: '2026-11-24 13:58 UTC, for 3\u202fmin' },
      { name: 'First loss', value: '412 messages or records, from 2026-11-24 15:01 UTC, in 1\u202fh' },
      { name: 'Why this severity', value: 'dead letters arrive' },
      { name: 'Cause', value: 'payments-capture (queue) in prod, eu-west-1' },
      { name: 'Takes with it', value: '2 resources' },
      { name: 'Systems', value: 'payments' },
    ]);
  });

  it('links to the incident and what to read first', () => {
    expect(compose('opened').links.map(({ url }) => url)).toEqual([
      'https://weir.example/incidents/INC-7',
      'https://wiki.example/payments',
    ]);
  });

  it('is what the contract says, a test too', () => {
    expect(notification.safeParse(compose('opened')).success).toBe(true);
    expect(notification.safeParse(composeTest('ops', 'test/1', undefined, START)).success).toBe(true);
  });
});
