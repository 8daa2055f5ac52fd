import { describe, expect, it } from 'vitest';
import { type LoggedReach, type LogNoteFacts, logNotes } from './log-note.js';

const FAILURES = { sqs: { successPercent: 0, failures: true } };
const told = (name: string): LoggedReach => ({ name, protocol: 'sqs', reach: 'told' });
const subscriptions = ['emails', 'bills', 'stock'].map(told);
const logging: LogNoteFacts = {
  deliveryLogs: FAILURES,
  subscriptions,
  isRead: true,
  isTooLong: false,
  missing: [],
  minutes: { read: 60, of: 60 },
};

describe('what is said of a delivery log', () => {
  it.each<[string, Partial<LogNoteFacts>, string | null]>([
    ['what logging would tell where nothing is logged', { deliveryLogs: {} }, 'Were its failures logged, Weir would tell who fails'],
    ['how to have it read', { isRead: false }, 'fanout.deliveryLogs.read'],
    ['the permission that is missing', { missing: ['denied'] }, 'logs:FilterLogEvents'],
    ['that the budget is spent', { missing: ['denied', 'not-asked'] }, 'the budget of the day was spent'],
    ['where the group is looked for', { missing: ['late'] }, 'fanout.deliveryLogs.groups'],
    ['what failures alone tell', {}, 'Who fails comes from the delivery log'],
    ['where shares come from', { deliveryLogs: { sqs: { successPercent: 10, failures: true } } }, 'come from the delivery log'],
    ['how much was read', { minutes: { read: 5, of: 1_440 } }, 'of which 5 of the newest 1\u202f440 min were read'],
    ['that nothing was', { minutes: { read: 0, of: 1_440 } }, 'Nothing of the delivery log was read in this window'],
    ['that a window is too long', { isTooLong: true }, 'a shorter one shows it'],
    [
      'that it has too many subscriptions to be read',
      { subscriptions: Array.from({ length: 1_204 }, (_, place) => told(`queue-${place}`)) },
      '1\u202f204 subscriptions. Its delivery log is not read: of more than 1\u202f000',
    ],
    ['nothing of a single subscriber', { deliveryLogs: {}, subscriptions: [told('emails')] }, null],
    ['nothing of settings that are not known', { deliveryLogs: null }, null],
  ])('%s', (_, changes, expected) => {
    expect(logNotes({ ...logging, ...changes })).toEqual(expected === null ? [] : [expect.stringContaining(expected)]);
  });

  it('is of whom it tells nothing, and why', () => {
    const mail = (name: string): LoggedReach => ({ name, protocol: 'email', reach: 'not-logged' });
    const untold: LoggedReach[] = [
      ...['a@shop.example', 'b@shop.example', 'c@shop.example', 'd@shop.example'].map(mail),
      { name: '+4912345', protocol: 'sms', reach: 'not-logged' },
      { name: 'crm.example/hook', protocol: 'https', reach: 'same-endpoint' },
      { name: 'later', protocol: 'sqs', reach: 'pending' },
    ];
    expect(logNotes({ ...logging, subscriptions: [...subscriptions, ...untold] }).slice(1)).toEqual([
      'The delivery log tells nothing of a@shop.example, b@shop.example, c@shop.example and 2 more: this topic logs nothing of email, sms.',
      'The delivery log tells nothing of crm.example/hook: it names endpoints, and more than one subscription has theirs.',
    ]);
    expect(logNotes({ ...logging, subscriptions: untold })).toHaveLength(2);
  });
});
