import { describe, expect, it } from 'vitest';
import { parseArn, parseFunctionArn, parseStreamArn, parseStreamConsumerArn, partitionOf } from './arns.js';

const HOME = 'eu-west-1:111122223333';
const STREAM = `arn:aws:kinesis:${HOME}:stream/orders.v2_x-1`;

describe('ARNs', () => {
  it('are taken apart', () => {
    expect(parseStreamArn(STREAM)).toMatchObject({ region: 'eu-west-1', accountId: '111122223333', streamName: 'orders.v2_x-1' });
    expect(parseStreamArn('arn:aws-cn:kinesis:cn-north-1:111122223333:stream/s')?.partition).toBe('aws-cn');
    expect(parseStreamConsumerArn(`${STREAM}/consumer/billing:1794000000`)).toMatchObject({ streamArn: STREAM, consumerName: 'billing' });
    expect(parseFunctionArn(`arn:aws:lambda:${HOME}:function:bill`)?.functionName).toBe('bill');
    expect(parseFunctionArn(`arn:aws:lambda:${HOME}:function:bill:$LATEST`)?.functionName).toBe('bill');
    expect(parseArn('arn:aws:s3:::bucket/key')).toMatchObject({ service: 's3', region: '', accountId: '', resource: 'bucket/key' });
  });

  it.each([
    undefined,
    null,
    7,
    '',
    'orders',
    'arn:aws:kinesis:eu-west-1:111122223333:stream/',
    'arn:aws:kinesis:eu-west-1:111122223333:stream/a/b',
    'arn:aws:kinesis:eu-west-1:111122223333:stream/a\u0000',
    'arn:aws:kinesis:eu-west-1:111122223333:stream/a\n',
    'arn:aws:kinesis:eu-west-1:1:stream/a',
    'arn:aws:sqs:eu-west-1:111122223333:stream/a',
    `arn:aws:kinesis:eu-west-1:111122223333:stream/${'x'.repeat(129)}`,
    `arn:aws:kinesis:eu-west-1:111122223333:stream/a/consumer/c:1`,
  ])('of streams are not: %j', (value) => {
    expect(parseStreamArn(value)).toBeNull();
  });

  it.each([STREAM, `${STREAM}/consumer/billing`, `${STREAM}/consumer/:1`, `${STREAM}/consumer/a/b:1`])(
    'of consumers are not: %j',
    (value) => {
      expect(parseStreamConsumerArn(value)).toBeNull();
    },
  );

  it.each(['function:', 'function:a b', 'function:a:b:c', 'layer:a'])('of functions are not: %j', (resource) => {
    expect(parseFunctionArn(`arn:aws:lambda:${HOME}:${resource}`)).toBeNull();
  });

  it.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('in %s begin with %s', (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
  });
});
