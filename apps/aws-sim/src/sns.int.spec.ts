import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
  type MessageAttributeValue,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessKeyOf, DATA, policyFor, PROD } from '@weir/simulator';
import { CLIENT, failure, MINUTE, PAST_TAKES_MS, startBench, tellThePast, type Bench } from './testing/bench.js';

let bench: Bench;
let second: SNSClient;
beforeAll(async () => {
  bench = await startBench();
  const credentials = { ...CLIENT.credentials, accessKeyId: accessKeyOf(DATA) };
  second = new SNSClient({ ...CLIENT, credentials, endpoint: bench.url });
  await tellThePast(bench);
}, PAST_TAKES_MS);
afterAll(() => bench.close());

const arnOf = (topic: string, account = PROD, region = 'eu-west-1'): string => `arn:aws:sns:${region}:${account}:${topic}`;
const queueArn = (queue: string): string => `arn:aws:sqs:eu-west-1:${PROD}:${queue}`;

let made = 0;
/** A topic of its own. */
async function newTopic(fifo = false): Promise<string> {
  const attributes = fifo ? { FifoTopic: 'true', ContentBasedDeduplication: 'true' } : {};
  const Name = `test-${++made}${fifo ? '.fifo' : ''}`;
  return (await bench.sns.send(new CreateTopicCommand({ Name, Attributes: attributes }))).TopicArn ?? '';
}
/** A queue of its own that lets the topic in. */
async function newQueue(topicArn: string, fifo = false): Promise<string> {
  const QueueName = `inbox-${++made}${fifo ? '.fifo' : ''}`;
  const Policy = policyFor('sqs:SendMessage', queueArn(QueueName), 'sns.amazonaws.com', [topicArn]);
  await bench.sqs.send(new CreateQueueCommand({ QueueName, Attributes: { Policy, ...(fifo && { FifoQueue: 'true' }) } }));
  return QueueName;
}
async function subscribe(TopicArn: string, queue: string, Attributes: Record<string, string> = {}): Promise<string> {
  const command = new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn(queue), Attributes });
  return (await bench.sns.send(command)).SubscriptionArn ?? '';
}
async function received(queue: string) {
  const command = new ReceiveMessageCommand({
    QueueUrl: bench.urlOf(queue),
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  });
  return (await bench.sqs.send(command)).Messages ?? [];
}
const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });

describe('topics', () => {
  it('are listed by account and region', async () => {
    const { Topics = [], NextToken } = await bench.sns.send(new ListTopicsCommand({}));
    expect(Topics).toContainEqual({ TopicArn: arnOf('order-events') });
    expect(Topics).not.toContainEqual({ TopicArn: arnOf('encoding-completed', DATA) });
    expect(NextToken).toBeUndefined();
  });

  it('tell their settings', async () => {
    const { Attributes = {} } = await bench.sns.send(new GetTopicAttributesCommand({ TopicArn: arnOf('order-events') }));
    expect(Attributes).toMatchObject({
      TopicArn: arnOf('order-events'),
      Owner: PROD,
      SubscriptionsConfirmed: '10',
      SubscriptionsPending: '0',
    });
    expect(JSON.parse(Attributes['EffectiveDeliveryPolicy'] ?? '')).toMatchObject({
      http: { defaultHealthyRetryPolicy: { numRetries: 3 } },
    });
    expect(JSON.parse(Attributes['Policy'] ?? '')).toMatchObject({ Statement: [{ Effect: 'Allow' }] });
  });

  it('tell their tags', async () => {
    const { Tags } = await bench.sns.send(new ListTagsForResourceCommand({ ResourceArn: arnOf('order-events') }));
    expect(Tags).toContainEqual({ Key: 'team', Value: 'orders' });
  });

  it('are made once, changed and deleted', async () => {
    const TopicArn = await newTopic();
    expect((await bench.sns.send(new CreateTopicCommand({ Name: TopicArn.split(':')[5] }))).TopicArn).toBe(TopicArn);
    await bench.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'News & <more>' }));
    expect((await bench.sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes).toMatchObject({ DisplayName: 'News & <more>' });
    await bench.sns.send(new DeleteTopicCommand({ TopicArn }));
    await bench.sns.send(new DeleteTopicCommand({ TopicArn }));
    expect(await failure(bench.sns.send(new GetTopicAttributesCommand({ TopicArn })))).toMatchObject({
      name: 'NotFoundException',
      status: 404,
      message: 'Topic does not exist',
    });
  });

  it('are listed by the hundred', async () => {
    const us = new SNSClient({ ...CLIENT, region: 'us-east-1', endpoint: bench.url });
    for (let at = 0; at < 150; at++) await us.send(new CreateTopicCommand({ Name: `many-${at}` }));
    const first = await us.send(new ListTopicsCommand({}));
    const rest = await us.send(new ListTopicsCommand({ NextToken: first.NextToken }));
    expect([first.Topics?.length, rest.Topics?.length, rest.NextToken]).toEqual([100, 51, undefined]);
    expect(new Set([...(first.Topics ?? []), ...(rest.Topics ?? [])].map(({ TopicArn }) => TopicArn)).size).toBe(151);
  });
});

describe('subscriptions', () => {
  it('are listed with their topic, those of other accounts too', async () => {
    const { Subscriptions = [] } = await bench.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: arnOf('order-events') }));
    expect(Subscriptions).toHaveLength(10);
    expect(Subscriptions.find(({ Endpoint }) => Endpoint?.endsWith(':order-analytics'))).toMatchObject({ Owner: DATA, Protocol: 'sqs' });
    expect(Subscriptions.every(({ SubscriptionArn }) => SubscriptionArn?.startsWith(`${arnOf('order-events')}:`))).toBe(true);
  });

  it('are listed for whoever made them', async () => {
    const { Subscriptions = [] } = await second.send(new ListSubscriptionsCommand({}));
    const topics = new Set(Subscriptions.map(({ TopicArn }) => TopicArn));
    expect(topics).toEqual(new Set([arnOf('order-events'), arnOf('encoding-completed', DATA)]));
  });

  it('tell their settings', async () => {
    const { Subscriptions = [] } = await bench.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: arnOf('order-events') }));
    const hook = Subscriptions.find(({ Protocol }) => Protocol === 'https');
    const { Attributes = {} } = await bench.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: hook?.SubscriptionArn }));
    expect(Attributes).toMatchObject({
      Protocol: 'https',
      PendingConfirmation: 'false',
      RawMessageDelivery: 'false',
      FilterPolicyScope: 'MessageAttributes',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('partner-hooks-dlq') }),
    });
    expect(JSON.parse(Attributes['FilterPolicy'] ?? '')).toEqual({ fulfilment: ['ship'], country: ['AT', 'CH'] });
  });

  it('of a web server wait to be confirmed', async () => {
    const TopicArn = await newTopic();
    const asked = { TopicArn, Protocol: 'https', Endpoint: 'https://new.example.com/in' };
    expect((await bench.sns.send(new SubscribeCommand(asked))).SubscriptionArn).toBe('pending confirmation');
    const listed = await bench.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(listed.Subscriptions?.[0]?.SubscriptionArn).toBe('PendingConfirmation');
    const { SubscriptionArn = '' } = await bench.sns.send(new SubscribeCommand({ ...asked, ReturnSubscriptionArn: true }));
    const { Attributes } = await bench.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes).toMatchObject({ PendingConfirmation: 'true' });
    expect(await failure(bench.sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: 'guessed' })))).toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('of a queue of another account are confirmed by the token it is sent', async () => {
    const { TopicArn = '' } = await second.send(new CreateTopicCommand({ Name: `test-${++made}` }));
    const queue = await newQueue(TopicArn);
    await second.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn(queue) }));
    const [asked] = await received(queue);
    const { Token } = JSON.parse(asked?.Body ?? '') as { Token: string };
    await second.send(new PublishCommand({ TopicArn, Message: 'too early' }));
    await second.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    await second.send(new PublishCommand({ TopicArn, Message: 'in time' }));
    expect((await received(queue)).map(({ Body = '' }) => (JSON.parse(Body) as { Message: string }).Message)).toEqual(['in time']);
  });

  it.each<[name: string, attribute: string, value: string, message: RegExp]>([
    ['a policy that is no JSON', 'FilterPolicy', '{', /^Invalid parameter: FilterPolicy/],
    ['a policy with an unknown operator', 'FilterPolicy', '{"a":[{"sounds-like":"b"}]}', /^Invalid parameter: FilterPolicy/],
    ['a nested policy on attributes', 'FilterPolicy', '{"a":{"b":["c"]}}', /^Invalid parameter: FilterPolicy/],
    ['a scope nobody knows', 'FilterPolicyScope', 'Everything', /FilterPolicyScope/],
    ['a dead-letter queue that is none', 'RedrivePolicy', '{"deadLetterTargetArn":"arn"}', /RedrivePolicy/],
    ['a yes for a true', 'RawMessageDelivery', 'yes', /RawMessageDelivery/],
    ['an attribute nobody knows', 'Colour', 'red', /AttributeName/],
  ])('refuse %s', async (_name, AttributeName, AttributeValue, message) => {
    const TopicArn = await newTopic();
    const SubscriptionArn = await subscribe(TopicArn, await newQueue(TopicArn));
    const refused = await failure(bench.sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue })));
    expect(refused).toMatchObject({ name: 'InvalidParameterException', status: 400, message: expect.stringMatching(message) as string });
  });
});

describe('what is published', () => {
  it('arrives within JSON that says where it comes from, or raw with its attributes', async () => {
    const TopicArn = await newTopic();
    const [wrapped, raw] = [await newQueue(TopicArn), await newQueue(TopicArn)];
    const SubscriptionArn = await subscribe(TopicArn, wrapped);
    await subscribe(TopicArn, raw, { RawMessageDelivery: 'true' });
    const attributes = { colour: text('red'), size: { DataType: 'Number', StringValue: '4' } };
    const { MessageId } = await bench.sns.send(
      new PublishCommand({ TopicArn, Subject: 'News', Message: '{"a":"<&>"}', MessageAttributes: attributes }),
    );
    const [notification] = (await received(wrapped)).map(({ Body = '' }) => JSON.parse(Body) as Record<string, unknown>);
    expect(notification).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'News',
      Message: '{"a":"<&>"}',
      MessageAttributes: { colour: { Type: 'String', Value: 'red' }, size: { Type: 'Number', Value: '4' } },
    });
    expect(notification?.['UnsubscribeURL']).toContain(SubscriptionArn);
    expect((await received(raw))[0]).toMatchObject({ Body: '{"a":"<&>"}', MessageAttributes: attributes });
  });

  it('is filtered by attributes or by the body', async () => {
    const TopicArn = await newTopic();
    const [byAttribute, byBody] = [await newQueue(TopicArn), await newQueue(TopicArn)];
    await subscribe(TopicArn, byAttribute, { RawMessageDelivery: 'true', FilterPolicy: '{"colour":["red"]}' });
    await subscribe(TopicArn, byBody, {
      RawMessageDelivery: 'true',
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: '{"order":{"total":[{"numeric":[">=",100]}]}}',
    });
    for (const [colour, total] of [
      ['red', 50],
      ['blue', 150],
    ] as const) {
      const Message = JSON.stringify({ order: { total } });
      await bench.sns.send(new PublishCommand({ TopicArn, Message, MessageAttributes: { colour: text(colour) } }));
    }
    expect((await received(byAttribute)).map(({ Body }) => Body)).toEqual(['{"order":{"total":50}}']);
    expect((await received(byBody)).map(({ Body }) => Body)).toEqual(['{"order":{"total":150}}']);
  });

  it('is filtered by a changed policy at the latest after a quarter of an hour', async () => {
    const TopicArn = await newTopic();
    const queue = await newQueue(TopicArn);
    const SubscriptionArn = await subscribe(TopicArn, queue);
    await bench.sns.send(
      new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue: '{"colour":["red"]}' }),
    );
    const { Attributes } = await bench.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes?.['FilterPolicy']).toBe('{"colour":["red"]}');
    await bench.advance(15 * MINUTE);
    await bench.sns.send(new PublishCommand({ TopicArn, Message: 'filtered', MessageAttributes: { colour: text('blue') } }));
    expect(await received(queue)).toEqual([]);
  });

  it('has a body for each protocol when it says so', async () => {
    const TopicArn = await newTopic();
    const queue = await newQueue(TopicArn);
    await subscribe(TopicArn, queue, { RawMessageDelivery: 'true' });
    const Message = JSON.stringify({ default: 'for all', sqs: 'for queues' });
    await bench.sns.send(new PublishCommand({ TopicArn, MessageStructure: 'json', Message }));
    expect((await received(queue)).map(({ Body }) => Body)).toEqual(['for queues']);
  });

  it('goes nowhere when it is a repetition on a FIFO topic', async () => {
    const TopicArn = await newTopic(true);
    const queue = await newQueue(TopicArn, true);
    await subscribe(TopicArn, queue, { RawMessageDelivery: 'true' });
    const asked = { TopicArn, Message: 'once', MessageGroupId: 'a' };
    const [first, again] = [await bench.sns.send(new PublishCommand(asked)), await bench.sns.send(new PublishCommand(asked))];
    expect(again.MessageId).toBe(first.MessageId);
    const messages = await received(queue);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.Attributes).toMatchObject({ MessageGroupId: 'a' });
  });

  it('comes in batches, of which each entry fails by itself', async () => {
    const TopicArn = await newTopic();
    const queue = await newQueue(TopicArn);
    await subscribe(TopicArn, queue, { RawMessageDelivery: 'true' });
    const entries = [
      { Id: 'one', Message: 'first' },
      { Id: 'two', Message: 'second', MessageAttributes: { a: { DataType: 'Colour', StringValue: 'x' } } },
    ];
    const { Successful, Failed } = await bench.sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }));
    expect(Successful?.map(({ Id }) => Id)).toEqual(['one']);
    expect(Failed).toMatchObject([{ Id: 'two', Code: 'InvalidParameter', SenderFault: true }]);
    expect((await received(queue)).map(({ Body }) => Body)).toEqual(['first']);
    expect(await failure(bench.sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [] })))).toMatchObject({
      name: 'EmptyBatchRequestException',
    });
  });

  it('goes to the dead-letter queue of the subscription when the queue does not let the topic in', async () => {
    const TopicArn = await newTopic();
    const [closed, dead] = [await newQueue(`${TopicArn}-else`), await newQueue(TopicArn)];
    await subscribe(TopicArn, closed, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(dead) }) });
    await bench.sns.send(new PublishCommand({ TopicArn, Message: 'refused' }));
    expect(await received(closed)).toEqual([]);
    expect((await received(dead)).map(({ Body = '' }) => (JSON.parse(Body) as { Message: string }).Message)).toEqual(['refused']);
  });

  it.each<[name: string, input: object, error: string]>([
    ['nothing', { Message: '' }, 'InvalidParameterException'],
    ['too much', { Message: 'x'.repeat(262_145) }, 'InvalidParameterException'],
    ['to a topic that does not exist', { TopicArn: arnOf('nowhere'), Message: 'x' }, 'NotFoundException'],
    ['to a topic of somebody else', { TopicArn: arnOf('encoding-completed', DATA), Message: 'x' }, 'AuthorizationErrorException'],
    ['to what is no ARN', { TopicArn: 'order-events', Message: 'x' }, 'InvalidParameterException'],
    ['to a FIFO topic without a group', { TopicArn: arnOf('payment-events.fifo'), Message: 'x' }, 'InvalidParameterException'],
  ])('is refused: %s', async (_name, input, name) => {
    expect(await failure(bench.sns.send(new PublishCommand({ TopicArn: arnOf('order-events'), Message: 'x', ...input })))).toMatchObject({
      name,
    });
  });
});

describe('an end', () => {
  it('comes to a subscription that nothing reaches afterwards', async () => {
    const TopicArn = await newTopic();
    const queue = await newQueue(TopicArn);
    const SubscriptionArn = await subscribe(TopicArn, queue);
    await bench.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await bench.sns.send(new PublishCommand({ TopicArn, Message: 'too late' }));
    expect(await received(queue)).toEqual([]);
    expect(await failure(bench.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })))).toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('comes to patience when lists are asked for too often', async () => {
    const results = await Promise.allSettled(Array.from({ length: 60 }, () => bench.sns.send(new ListTopicsCommand({}))));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect((refused[0]?.reason as Error).name).toBe('Throttling');
  });
});
