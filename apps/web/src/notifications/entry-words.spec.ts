import type { NotificationEntry } from '@weir/contract';
import { expect, it } from 'vitest';
import { fateWords } from './entry-words.js';

const NOW = Date.UTC(2026, 10, 24, 14);
const entry: NotificationEntry = {
  ...{ id: '1', channel: 'slack', kind: 'opened', incident: 'INC-1', title: 'x', severity: 1, because: 'route 1' },
  ...{ plannedAt: NOW - 60_000, state: 'sent', settledAt: NOW - 60_000, tries: 1, lastError: null },
};
const fate = (change: Partial<NotificationEntry>) => fateWords({ ...entry, ...change }, NOW, 'utc').replaceAll(/\s/g, ' ');

it.each([
  [{}, 'arrived at once'],
  [{ tries: 3, settledAt: NOW }, 'tried 3 times; arrived after 1 min'],
  [{ state: 'waiting', tries: 0, settledAt: null }, 'its turn comes'],
  [{ state: 'waiting', tries: 1, settledAt: null, lastError: 'HTTP 500' }, 'tried once, tried again soon: HTTP 500'],
  [{ state: 'failed', tries: 12, settledAt: null, lastError: 'HTTP 404' }, 'tried 12 times, given up: HTTP 404'],
  [{ state: 'superseded', tries: 0 }, 'no longer worth telling when its turn came'],
] as const)('%j: %s', (change, expected) => {
  expect(fate(change)).toBe(expected);
});
