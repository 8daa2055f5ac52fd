import { expect, it } from 'vitest';
import { type LogNoteFacts, logNote } from './log-note.js';

const FAILURES = { sqs: { successPercent: 0, failures: true } };
const logging: LogNoteFacts = { deliveryLogs: FAILURES, subscribers: 3, isRead: true, missing: [] };

it.each<[string, Partial<LogNoteFacts>, string | null]>([
  ['says what logging would tell where nothing is logged', { deliveryLogs: {} }, 'Were its failures logged, Weir would tell who fails'],
  ['says how to have it read', { isRead: false }, 'fanout.deliveryLogs.read'],
  ['names the permission that is missing', { missing: ['denied'] }, 'logs:FilterLogEvents'],
  ['says that the budget is spent', { missing: ['denied', 'not-asked'] }, 'the budget of the day was spent'],
  ['says where the group is looked for', { missing: ['late'] }, 'fanout.deliveryLogs.groups'],
  ['says what failures alone tell', {}, 'Who fails comes from the delivery log'],
  ['says where shares come from', { deliveryLogs: { sqs: { successPercent: 10, failures: true } } }, 'come from the delivery log'],
  ['has nothing to say of a single subscriber', { deliveryLogs: {}, subscribers: 1 }, null],
  ['has nothing to say of settings that are not known', { deliveryLogs: null }, null],
])('%s', (_, changes, expected) => {
  const note = logNote({ ...logging, ...changes });
  if (expected === null) expect(note).toBeNull();
  else expect(note).toContain(expected);
});
