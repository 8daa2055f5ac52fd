import { expect, it } from 'vitest';
import { kindOfArn } from './endpoint-page.js';

it.each([
  ['arn:aws:sqs:eu-west-1:111122223333:emails', 'queue'],
  ['arn:aws-cn:events:cn-north-1:111122223333:event-bus/shop', 'bus'],
  ['arn:aws:events:eu-west-1:111122223333:rule/shop/to-labels', 'rule'],
  ['arn:aws:kinesis:eu-west-1:111122223333:stream/clicks', 'stream'],
  ['https://example.com/hook', 'other'],
])('%s', (arn, kind) => expect(kindOfArn(arn)).toBe(kind));
