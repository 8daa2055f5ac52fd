import { describe, expect, it } from 'vitest';
import { parseQueueArn, readQueueConfig, wholeNumber } from './queue-attributes.js';

const SOUND = {
  VisibilityTimeout: '45',
  MessageRetentionPeriod: '1209600',
  DelaySeconds: '5',
  MaximumMessageSize: '262144',
  CreatedTimestamp: '1794000000',
};
const DLQ = 'arn:aws:sqs:eu-west-1:210987654321:orders-dlq';
const read = (attributes: Record<string, unknown>, name = 'orders') => readQueueConfig('https://sqs/orders', name, attributes);

describe('readQueueConfig', () => {
  it('reads what SQS writes', () => {
    expect(read({ ...SOUND, RedrivePolicy: `{"deadLetterTargetArn":"${DLQ}","maxReceiveCount":5}` })).toEqual({
      url: 'https://sqs/orders',
      fifo: false,
      visibilityTimeoutSeconds: 45,
      retentionSeconds: 1_209_600,
      delaySeconds: 5,
      maximumMessageBytes: 262_144,
      createdAt: 1_794_000_000_000,
      redrive: { deadLetterTargetArn: DLQ, maxReceiveCount: 5 },
      policy: null,
      problems: [],
    });
  });

  it('keeps the policy as it is, and tells one it could not read from none', () => {
    expect(read({ ...SOUND, Policy: '{"Statement":[]}' }).policy).toBe('{"Statement":[]}');
    const unread = read({ ...SOUND, Policy: 'x'.repeat(70_000) });
    expect('policy' in unread).toBe(false);
    expect(unread.problems).toEqual([expect.stringMatching(/^Policy /)]);
  });

  it('takes a receive count written as text', () => {
    const config = read({ ...SOUND, RedrivePolicy: `{"deadLetterTargetArn":"${DLQ}","maxReceiveCount":"5"}` });
    expect(config.redrive).toEqual({ deadLetterTargetArn: DLQ, maxReceiveCount: 5 });
    expect(config.problems).toEqual([]);
  });

  it.each([
    ['no JSON', '{"deadLetterTargetArn":'],
    ['an array of nothing', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['no target', '{"maxReceiveCount":5}'],
    ['a target that is no queue', '{"deadLetterTargetArn":"arn:aws:sns:eu-west-1:210987654321:topic","maxReceiveCount":5}'],
    ['no count', `{"deadLetterTargetArn":"${DLQ}"}`],
    ['a count of zero', `{"deadLetterTargetArn":"${DLQ}","maxReceiveCount":0}`],
    ['a count in words', `{"deadLetterTargetArn":"${DLQ}","maxReceiveCount":"five"}`],
    ['a fraction', `{"deadLetterTargetArn":"${DLQ}","maxReceiveCount":2.5}`],
  ])('a RedrivePolicy with %s is told and left out', (_name, policy) => {
    const config = read({ ...SOUND, RedrivePolicy: policy });
    expect(config.redrive).toBeNull();
    expect(config.problems).toHaveLength(1);
    expect(config.problems[0]).toMatch(/^RedrivePolicy /);
  });

  it('bounds what it quotes', () => {
    const [problem] = read({ ...SOUND, RedrivePolicy: `<script>\u202E${'x'.repeat(9_000)}` }).problems;
    expect(problem?.length).toBeLessThan(200);
    expect(problem).not.toContain('\u202E');
  });

  it('assumes the default for a setting it cannot read, and says so', () => {
    const config = read({ ...SOUND, VisibilityTimeout: '-1', MessageRetentionPeriod: undefined, DelaySeconds: 'Infinity' });
    expect(config).toMatchObject({ visibilityTimeoutSeconds: 30, retentionSeconds: 345_600, delaySeconds: 0 });
    expect(config.problems).toEqual([
      'VisibilityTimeout is no whole number: "-1"; assumed SQS\'s default, 30',
      "MessageRetentionPeriod is missing; assumed SQS's default, 345600",
      'DelaySeconds is no whole number: "Infinity"; assumed SQS\'s default, 0',
    ]);
  });

  it.each([
    [{ FifoQueue: 'true' }, 'orders', true],
    [{}, 'orders.fifo', true],
    [{ FifoQueue: 'false' }, 'orders', false],
  ])('%j named %s: fifo is %s', (attributes, name, fifo) => {
    expect(read({ ...SOUND, ...attributes }, name).fifo).toBe(fifo);
  });

  it.each([
    ['1794000000', 1_794_000_000_000],
    ['1794000000123', 1_794_000_000_123],
    [undefined, null],
    ['soon', null],
  ])('created at %s', (raw, expected) => {
    expect(read({ ...SOUND, CreatedTimestamp: raw }).createdAt).toBe(expected);
  });
});

describe('parseQueueArn', () => {
  it.each([
    ['aws', 'eu-west-1'],
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('knows partition %s', (partition, region) => {
    const arn = `arn:${partition}:sqs:${region}:111122223333:orders.fifo`;
    expect(parseQueueArn(arn)).toEqual({ arn, region, accountId: '111122223333', name: 'orders.fifo' });
  });

  it.each([
    undefined,
    null,
    7,
    '',
    'orders',
    'arn:aws:sns:eu-west-1:111122223333:orders',
    'arn:aws:sqs:eu-west-1:1111:orders',
    'arn:aws:sqs:eu-west-1:111122223333:',
    'arn:aws:sqs:eu-west-1:111122223333:or\nders',
    `arn:aws:sqs:eu-west-1:111122223333:${'x'.repeat(81)}`,
  ])('refuses %j', (value) => {
    expect(parseQueueArn(value)).toBeNull();
  });
});

describe('wholeNumber', () => {
  it.each<[unknown, number | null]>([
    ['0', 0],
    ['412', 412],
    [7, 7],
    ['', null],
    [' 7', null],
    ['7.5', null],
    ['-1', null],
    ['1e3', null],
    ['NaN', null],
    [Number.NaN, null],
    [-1, null],
    [null, null],
    [undefined, null],
    [{}, null],
    ['9'.repeat(30), null],
  ])('%j is %s', (value, expected) => {
    expect(wholeNumber(value)).toBe(expected);
  });
});
