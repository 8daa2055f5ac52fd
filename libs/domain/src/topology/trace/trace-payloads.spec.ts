import type { TraceHop } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { entry, functionArn, mapping, pipe, queue, queueArn, subscription, topic, topicArn } from '../testing/small-estate.js';
import { AT, hop, trace } from './testing/trace-estate.js';

describe('what SNS hands on', () => {
  const handed = (protocol: string, rawDelivery: boolean, endpoint = 'https://a.example/x') =>
    hop(
      trace([topic('orders'), subscription('orders', endpoint, { protocol, rawDelivery })], topicArn('orders'), { a: 1 }, { tier: 'gold' })
        .hops,
      endpoint.startsWith('arn:') ? (endpoint.split(/[:/]/).at(-1) ?? '') : endpoint.replace('https://', ''),
    )?.payload;
  const envelope = {
    Type: 'Notification',
    TopicArn: topicArn('orders'),
    Message: '{"a":1}',
    Timestamp: AT,
    MessageAttributes: { tier: { Type: 'String', Value: 'gold' } },
  };

  it.each(['http', 'https', 'email-json', 'firehose', 'sqs'])('to %s is an envelope', (protocol) => {
    expect(JSON.parse(handed(protocol, false) ?? '')).toMatchObject(envelope);
  });

  it.each(['http', 'https', 'firehose', 'sqs'])('raw to %s is the message', (protocol) => {
    expect(handed(protocol, true)).toBe('{"a":1}');
  });

  it.each(['email', 'sms', 'application'])('to %s is the text', (protocol) => {
    expect(handed(protocol, false, 'somebody')).toBe('{"a":1}');
  });

  it('to a function is a list of records, raw or not', () => {
    for (const raw of [false, true])
      expect(JSON.parse(handed('lambda', raw, functionArn('score')) ?? '')).toEqual({
        Records: [
          {
            EventSource: 'aws:sns',
            EventVersion: '1.0',
            EventSubscriptionArn: `${topicArn('orders')}:score`,
            Sns: expect.objectContaining(envelope) as unknown,
          },
        ],
      });
  });

  it('raw to a queue has its attributes, as its readers filter by', () => {
    const filter = ['{"messageAttributes":{"tier":{"stringValue":["gold"]}}}'];
    const reads = (rawDelivery: boolean) =>
      hop(
        trace(
          [
            topic('orders'),
            queue('q'),
            subscription('orders', queueArn('q'), { rawDelivery }),
            mapping(queueArn('q'), 'worker', 'Enabled', filter),
          ],
          topicArn('orders'),
          'x',
          { tier: 'gold' },
        ).hops,
        'worker',
      )?.outcome;
    expect(reads(true)).toBe('arrived');
    expect(reads(false)).toBe('filtered');
  });
});

describe('what describes a record', () => {
  const stream = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
  const filtered = (sourceArn: string, filter: string, attributes: Record<string, unknown> = {}) =>
    hop(
      trace(
        [queue('q'), queue('q.fifo'), entry('stream', stream, null), mapping(sourceArn, 'worker', 'Enabled', [filter])],
        sourceArn,
        { a: 1 },
        attributes,
      ).hops,
      'worker',
    );

  it.each<[string, string, Record<string, unknown>, TraceHop['outcome']]>([
    [queueArn('q'), `{"eventSourceARN":["${queueArn('q')}"],"awsRegion":["eu-west-1"],"eventSource":["aws:sqs"]}`, {}, 'arrived'],
    [queueArn('q'), '{"eventSourceARN":["other"]}', {}, 'filtered'],
    [queueArn('q'), '{"messageAttributes":{"tier":{"stringValue":["gold"],"dataType":["String"]}}}', { tier: 'gold' }, 'arrived'],
    [queueArn('q'), '{"messageAttributes":{"total":{"stringValue":["12"]}}}', { total: { type: 'Number', value: '12' } }, 'arrived'],
    [queueArn('q'), '{"messageAttributes":{"tier":{"stringValue":["gold"]}}}', {}, 'filtered'],
    [queueArn('q'), '{"attributes":{"ApproximateReceiveCount":["1"]}}', {}, 'arrived'],
    [queueArn('q'), '{"attributes":{"SenderId":["AIDA"]}}', {}, 'unseen'],
    [queueArn('q'), '{"messageId":[{"exists":true}]}', {}, 'unseen'],
    [queueArn('q'), '{"attributes":{"SenderId":["AIDA"]},"body":{"a":[2]}}', {}, 'filtered'],
    [queueArn('q.fifo'), '{"attributes":{"MessageGroupId":["g"]}}', {}, 'unseen'],
    [stream, `{"eventSourceARN":["${stream}"],"kinesisSchemaVersion":["1.0"]}`, {}, 'arrived'],
    [stream, '{"partitionKey":["customer-7"]}', { partitionKey: 'customer-7' }, 'arrived'],
    [stream, '{"partitionKey":["customer-7"]}', { partitionKey: 'customer-8' }, 'filtered'],
    [stream, '{"partitionKey":["customer-7"]}', {}, 'unseen'],
    [stream, '{"partitionKey":["customer-7"],"data":{"a":[2]}}', {}, 'filtered'],
  ])('%s %s', (sourceArn, filter, attributes, expected) => {
    expect(filtered(sourceArn, filter, attributes)?.outcome).toBe(expected);
  });

  it('is filtered by in pipes too, and says what only AWS sets', () => {
    const entries = (filter: string) => [
      queue('q'),
      queue('out'),
      pipe('p', { sourceArn: queueArn('q'), targetArn: queueArn('out'), filters: [filter] }),
    ];
    const filter = '{"messageAttributes":{"tier":{"stringValue":["gold"]}}}';
    expect(hop(trace(entries(filter), queueArn('q'), 'x', { tier: 'gold' }).hops, 'out')?.outcome).toBe('arrived');
    expect(hop(trace(entries(filter), queueArn('q'), 'x').hops, 'out')?.outcome).toBe('filtered');
    expect(hop(trace(entries('{"messageId":["a"]}'), queueArn('q'), 'x').hops, 'out')).toMatchObject({
      outcome: 'unseen',
      because: 'its filter asks for messageId, which AWS sets',
    });
  });
});
