import { expect, it } from 'vitest';
import { kindOfArn, nameOfArn } from './endpoint-page.js';

it.each([
  ['arn:aws:sqs:eu-west-1:111122223333:emails', 'queue', 'emails'],
  ['arn:aws-cn:events:cn-north-1:111122223333:event-bus/shop', 'bus', 'shop'],
  ['arn:aws:events:eu-west-1:111122223333:rule/shop/to-labels', 'rule', 'to-labels'],
  ['arn:aws:kinesis:eu-west-1:111122223333:stream/clicks', 'stream', 'clicks'],
  ['https://example.com/hook', 'other', 'https://example.com/hook'],
])('%s', (arn, kind, name) => expect([kindOfArn(arn), nameOfArn(arn)]).toEqual([kind, name]));
