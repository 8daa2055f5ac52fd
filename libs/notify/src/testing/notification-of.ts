import type { Notification } from '@weir/contract';

/** What hostile names look like. */
export const HOSTILE = 'pay<!channel>*bold*`x`[a](http://evil)"\'&\r\nBcc: all@example.org';

export function notificationOf(changes: Partial<Notification> = {}): Notification {
  const at = Date.UTC(2026, 10, 24, 14);
  return {
    version: 1,
    ...{ id: 'INC-7/ops/0/opened/0', kind: 'opened', at, thread: 'INC-7/ops/0' },
    incident: {
      ...{
        id: 'INC-7',
        state: 'open',
        title: 'payments is poisoned',
        severity: 1,
        severityBecause: 'loss within 4 h',
        since: at,
        openedAt: at,
      },
      ...{
        resolvedAt: null,
        resolvedBy: null,
        mergedInto: null,
        acknowledgedBy: null,
        assignee: null,
        systems: ['payments'],
        resources: 2,
      },
      ...{ loss: null },
      root: { name: 'payments', kind: 'queue', accountId: '111122223333', accountName: 'prod', region: 'eu-west-1', reason: 'poisoned' },
    },
    title: 'SEV1 · payments is poisoned',
    text: 'The queue payments is poisoned: 5 receives each.',
    facts: [{ name: 'Since', value: '2026-11-24 14:00 UTC, for 1 min' }],
    links: [{ title: 'Open INC-7', url: 'https://weir.example/incidents/INC-7' }],
    ...changes,
  };
}
