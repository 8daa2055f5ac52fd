import { expect, it } from 'vitest';
import { listingOf } from './names.js';

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;

it.each([
  ['sns', 'orders', 'sns'],
  ['sns', 'orders.fifo', 'sns'],
  ['sns', 'endpoint/GCM/shop/0000', null],
  ['sns', 'app/GCM/shop', null],
  ['sqs', 'orders', 'sqs'],
  ['lambda', 'function:award:PROD', 'lambda'],
  ['kinesis', 'stream/clicks', 'kinesis'],
  ['kinesis', 'stream/clicks/consumer/weir:1', null],
  ['events', 'event-bus/shop', 'events'],
  ['events', 'api-destination/crm/0000', null],
  ['states', 'stateMachine:saga', null],
] as const)('whether %s:%s exists is told by the listing of %s', (service, resource, listing) =>
  expect(listingOf(arn(service, resource))).toBe(listing),
);
