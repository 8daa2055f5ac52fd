import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA, PROD } from '@weir/simulator';
import { failure, startBench, type Bench } from './testing/bench.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

let made = 0;
async function newQueue(attributes: Record<string, string> = {}): Promise<string> {
  const name = `made-${++made}${attributes['FifoQueue'] ? '.fifo' : ''}`;
  const { QueueUrl } = await bench.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return QueueUrl ?? '';
}
const depth = async (QueueUrl: string): Promise<string[]> => {
  const { Attributes } = await bench.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return [
    Attributes?.ApproximateNumberOfMessages ?? '',
    Attributes?.ApproximateNumberOfMessagesNotVisible ?? '',
    Attributes?.ApproximateNumberOfMessagesDelayed ?? '',
  ];
};

describe('SQS: queues', () => {
  it('lists by page, each queue once and in order', async () => {
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await bench.sqs.send(new ListQueuesCommand({ MaxResults: 10, ...(NextToken && { NextToken }) }));
      found.push(...(page.QueueUrls ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    const whole = await bench.sqs.send(new ListQueuesCommand({}));
    expect(whole.NextToken).toBeUndefined();
    expect(found).toEqual(whole.QueueUrls);
    expect(found).toContain(bench.urlOf('payments-capture'));
    expect(new Set(found).size).toBe(found.length);
  });

  it('tells settings, redrive policy, tags and sources', async () => {
    const QueueUrl = bench.urlOf('payments-capture');
    const { Attributes } = await bench.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ VisibilityTimeout: '60', QueueArn: `arn:aws:sqs:eu-west-1:${PROD}:payments-capture` });
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toEqual({
      deadLetterTargetArn: `arn:aws:sqs:eu-west-1:${PROD}:payments-capture-dlq`,
      maxReceiveCount: 5,
    });
    expect((await bench.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toMatchObject({ system: 'payments', team: 'payments' });
    const sources = await bench.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: bench.urlOf('orders-dlq') }));
    expect(sources.queueUrls).toEqual([bench.urlOf('orders-invoicing'), bench.urlOf('orders-returns')]);
    expect((await bench.sqs.send(new GetQueueAttributesCommand({ QueueUrl }))).Attributes).toBeUndefined();
  });

  it('keeps accounts and regions apart', async () => {
    expect(await failure(bench.sqs.send(new GetQueueUrlCommand({ QueueName: 'encoding-jobs' })))).toMatchObject({
      name: 'QueueDoesNotExist',
      status: 400,
      code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
    const elsewhere = bench.urlOf('encoding-jobs', 'eu-west-1', DATA);
    expect(await failure(bench.sqs.send(new GetQueueAttributesCommand({ QueueUrl: elsewhere, AttributeNames: ['All'] })))).toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });

  it('creates, changes, tags and deletes', async () => {
    const QueueUrl = await newQueue({ VisibilityTimeout: '7' });
    await bench.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '5', RedrivePolicy: '' } }));
    await bench.sqs.send(new TagQueueCommand({ QueueUrl, Tags: { system: '<b>' } }));
    const { Attributes } = await bench.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout', 'DelaySeconds', 'RedrivePolicy'] }),
    );
    expect(Attributes).toEqual({ VisibilityTimeout: '7', DelaySeconds: '5' });
    expect((await bench.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ system: '<b>' });
    await bench.sqs.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await failure(depth(QueueUrl))).toMatchObject({ name: 'QueueDoesNotExist' });
    const again = new CreateQueueCommand({ QueueName: `made-${made}` });
    expect(await failure(bench.sqs.send(again))).toMatchObject({ name: 'QueueDeletedRecently' });
    await bench.advance(60_000);
    await bench.sqs.send(again);
  });

  it.each([
    ['a delay too long', { DelaySeconds: '901' }, 'InvalidAttributeValue'],
    ['a retention that is no number', { MessageRetentionPeriod: 'long' }, 'InvalidAttributeValue'],
    ['a redrive policy that is no JSON', { RedrivePolicy: '{' }, 'InvalidAttributeValue'],
    ['an attribute nobody knows', { Colour: 'red' }, 'InvalidAttributeName'],
  ])('refuses %s and changes nothing', async (_name, attributes, name) => {
    const QueueUrl = await newQueue();
    const call = bench.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '9', ...attributes } }));
    expect(await failure(call)).toMatchObject({ name, status: 400 });
    const { Attributes } = await bench.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }));
    expect(Attributes).toEqual({ VisibilityTimeout: '30' });
  });
});

describe('SQS: messages', () => {
  it('carries a message there and back, digests and attributes right (the SDK checks the digests)', async () => {
    const QueueUrl = await newQueue();
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'test' },
      raw: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 255) },
    };
    const sent = await bench.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'héllo', MessageAttributes }));
    expect(await depth(QueueUrl)).toEqual(['1', '0', '0']);
    const { Messages } = await bench.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] }),
    );
    expect(Messages).toHaveLength(1);
    expect(Messages?.[0]).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'héllo',
      MessageAttributes,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    });
    expect(Messages?.[0]?.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
    expect(await depth(QueueUrl)).toEqual(['0', '1', '0']);
    await bench.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle }));
    expect(await depth(QueueUrl)).toEqual(['0', '0', '0']);
  });

  it('peeks at simulated dead letters and gives them back', async () => {
    const QueueUrl = bench.urlOf('payments-capture-dlq');
    await bench.admin('POST', 'put', { account: PROD, region: 'eu-west-1', queue: 'payments-capture-dlq', count: 400, poison: true });
    const { Messages = [] } = await bench.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 20 }));
    expect(new Set(Messages.map(({ MessageId }) => MessageId)).size).toBe(10);
    expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({ event: 'PaymentRequested' });
    expect(await depth(QueueUrl)).toEqual(['390', '10', '0']);
    for (const { ReceiptHandle } of Messages) {
      await bench.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    }
    expect(await depth(QueueUrl)).toEqual(['400', '0', '0']);
    await bench.sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await depth(QueueUrl)).toEqual(['0', '0', '0']);
    expect(await failure(bench.sqs.send(new PurgeQueueCommand({ QueueUrl })))).toMatchObject({ name: 'PurgeQueueInProgress' });
  });

  it('keeps FIFO order, drops repetitions and wants a group', async () => {
    const QueueUrl = await newQueue({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    for (const MessageBody of ['1', '2', '1', '3'])
      await bench.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'g' }));
    const { Messages = [] } = await bench.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['1', '2', '3']);
    expect(await failure(bench.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })))).toMatchObject({
      name: 'MissingParameter',
      status: 400,
    });
  });

  it('answers batches entry by entry', async () => {
    const QueueUrl = await newQueue();
    const sent = await bench.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'fine' },
          { Id: 'b', MessageBody: 'bad \u0000' },
          { Id: 'c', MessageBody: 'late', DelaySeconds: 1000 },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a']);
    expect(sent.Failed).toMatchObject([
      { Id: 'b', Code: 'InvalidMessageContents', SenderFault: true },
      { Id: 'c', Code: 'InvalidParameterValue', SenderFault: true },
    ]);
    const { Messages = [] } = await bench.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    const deleted = await bench.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', ReceiptHandle: Messages[0]?.ReceiptHandle },
          { Id: 'b', ReceiptHandle: '!' },
        ],
      }),
    );
    expect(deleted.Successful).toEqual([{ Id: 'a' }]);
    expect(deleted.Failed).toMatchObject([{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }]);
    expect(await failure(bench.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] })))).toMatchObject({
      name: 'EmptyBatchRequest',
    });
    const twice = [1, 2].map(() => ({ Id: 'a', MessageBody: 'x' }));
    expect(await failure(bench.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: twice })))).toMatchObject({
      name: 'BatchEntryIdsNotDistinct',
    });
  });
});
