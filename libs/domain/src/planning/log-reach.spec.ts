import { expect, it } from 'vitest';
import type { CatalogueOf } from '../model/catalogue.js';
import { subscription } from '../topology/testing/small-estate.js';
import { logReaches } from './log-reach.js';

const to = (endpoint: string, protocol: string, state: 'confirmed' | 'pending' = 'confirmed') =>
  subscription('orders', endpoint, { protocol, state }) as CatalogueOf<'subscription'>;
const same = 'https://***@crm.example/hook';
const deliveryLogs = {
  sqs: { successPercent: 0, failures: true },
  https: { successPercent: 10, failures: false },
  http: { successPercent: 10, failures: false },
  lambda: { successPercent: 0, failures: false },
};

it('a log tells of the confirmed ones of a logged protocol whose endpoint is theirs alone', () => {
  const some = [to('arn:q:orders', 'sqs'), to('arn:q:late', 'sqs', 'pending'), to('desk@shop.example', 'email'), to('arn:f', 'lambda')];
  const reached = ['told', 'pending', 'not-logged', 'not-logged'];
  expect(logReaches({ deliveryLogs }, [...some, to(same, 'https')])).toEqual([...reached, 'told']);
  expect(logReaches({ deliveryLogs }, [...some, to(same, 'https'), to(same, 'http')])).toEqual([
    ...reached,
    'same-endpoint',
    'same-endpoint',
  ]);
});
