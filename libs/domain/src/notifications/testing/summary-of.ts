import { incidentId, type IncidentSummary } from '@weir/contract';
import { resourceIdOf } from '../../model/scope.js';
import type { NotifiedIncident, RoutedIncident } from '../notified-incident.js';

/** Tuesday, 24 November 2026, 14:00 UTC. */
export const START = Date.UTC(2026, 10, 24, 14);

export function summaryOf(changes: Partial<IncidentSummary> = {}): IncidentSummary {
  return {
    ...{ id: incidentId.parse('INC-7'), version: 1, state: 'open', severity: 2, severityBecause: 'dead letters arrive' },
    title: 'payments-capture is poisoned',
    root: {
      ...{ id: resourceIdOf('arn:aws:sqs:eu-west-1:111122223333:payments-capture'), kind: 'queue', name: 'payments-capture' },
      ...{ accountId: '111122223333', accountName: 'prod', region: 'eu-west-1', system: 'payments' },
      ...{ verdict: 'poisoned', reason: 'receives-without-deletes', because: '5 receives each' },
    },
    ...{
      since: START - 120_000,
      openedAt: START,
      resolvedAt: null,
      resolvedBy: null,
      mergedInto: null,
      acknowledged: null,
      assignee: null,
    },
    ...{ snoozed: null, loss: null, resources: 3, systems: ['payments'], accountIds: ['111122223333'] },
    alarms: { firing: 2, resolving: 0, resolved: 0 },
    ...{ silenced: false, unknownSince: null, reopened: 0, changedAt: START },
    ...changes,
  };
}

export const incidentOf = (changes: Partial<IncidentSummary> = {}): NotifiedIncident & RoutedIncident => ({
  summary: summaryOf(changes),
  whatBroke: 'The queue payments-capture is poisoned: 5 receives each. It takes payments-dlq with it.',
  tags: [{ tag: 'team', value: 'payments' }],
  runbooks: [{ title: 'Payments', url: 'https://wiki.example/payments' }],
});
