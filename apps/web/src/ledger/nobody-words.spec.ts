import type { RuleConfig, TopicConfig } from '@weir/contract';
import { expect, it } from 'vitest';
import { nobodyWords } from './nobody-words.js';

const TOPIC: TopicConfig = {
  kind: 'topic',
  fifo: false,
  encrypted: false,
  policy: null,
  subscriptionsConfirmed: 0,
  subscriptionsPending: 0,
  deliveryLogs: {},
  problems: [],
};
const RULE: RuleConfig = {
  kind: 'rule',
  busName: 'shop',
  busArn: 'arn:aws:events:eu-west-1:111122223333:event-bus/shop',
  state: 'ENABLED',
  pattern: '{"source":["shop"]}',
  schedule: null,
  managedBy: null,
  targets: [],
  problems: [],
};

it.each([
  [RULE, true, 'Nobody gets it: what matches goes nowhere.'],
  [{ ...RULE, targets: null }, false, 'Its targets are not readable: who gets it is not known.'],
  [TOPIC, true, 'Nobody is subscribed: what is published goes nowhere.'],
  [
    { ...TOPIC, subscriptionsPending: 2 },
    true,
    'Nobody is subscribed, 2 subscriptions still to be confirmed: what is published goes nowhere.',
  ],
  [
    { ...TOPIC, subscriptionsConfirmed: 1 },
    false,
    'AWS counts 1 confirmed subscription, none of which Weir has listed: who gets it is not known.',
  ],
  [null, false, 'Its settings are not read yet: who gets it is not known.'],
])('%o', (fanout, known, words) => expect(nobodyWords({ fanout })).toEqual({ known, words }));
