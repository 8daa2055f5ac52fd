import type { LossCountdown, VerdictState } from '@weir/contract';
import { expect, it } from 'vitest';
import { severityOf, severityOfAll } from './severity-of.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const HOUR = 3_600_000;
const lossIn = (earliest: number, latest = earliest + 1, kind: LossCountdown['kind'] = 'backlog-expiry'): LossCountdown => ({
  ...{ earliestAt: NOW + earliest * HOUR, latestAt: NOW + latest * HOUR, count: 9, kind },
});

it.each<[VerdictState, string, LossCountdown | null, number]>([
  ['poisoned', 'dead-lettering', null, 2],
  ['stopped', 'nobody-receiving', lossIn(4), 1],
  ['stopped', 'nobody-receiving', lossIn(5), 2],
  ['slow', 'backlog-growing', null, 4],
  ['slow', 'backlog-expires', lossIn(5), 2],
  ['slow', 'backlog-expires', lossIn(4), 1],
  ['slow', 'falling-behind', lossIn(3, 40, 'lag-expiry'), 4],
  ['stopped', 'reading-ceased', lossIn(3, 40, 'lag-expiry'), 1],
  ['failing', 'deliveries-lost', null, 1],
  ['stalled', 'dead-letters-waiting', null, 3],
  ['stalled', 'dead-letters-waiting', lossIn(3), 1],
  ['disabled', 'switched-off-while-busy', null, 3],
  ['throttled', 'rule-throttled', null, 3],
])('%s for %s, losing %j: SEV %s', (verdict, reason, loss, severity) => {
  expect(severityOf({ verdict, reason, loss }, NOW).severity).toBe(severity);
});

it('is that of the worst, and a step worse for what reaches many systems', () => {
  const [slow, stopped] = [{ verdict: 'slow', reason: 'a', loss: null } as const, { verdict: 'stopped', reason: 'b', loss: null } as const];
  expect(severityOfAll([slow, stopped], 4, NOW)).toEqual({ severity: 2, because: 'it is stopped' });
  expect(severityOfAll([slow], 5, NOW)).toEqual({ severity: 3, because: 'it is slow, and 5 systems are in it' });
  expect(severityOfAll([{ ...stopped, loss: lossIn(1) }], 9, NOW)).toEqual({ severity: 1, because: 'first loss within 4\u202fh' });
});
