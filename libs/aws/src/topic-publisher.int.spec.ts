import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAwsAccess, type AwsAccess } from './access.js';
import { fauxqs, type Target } from './conformance/targets.js';
import type { ApiCall } from './metered-caller.js';

let target: Target;
let access: AwsAccess;
const calls: ApiCall[] = [];
beforeAll(async () => {
  target = await fauxqs();
  access = createAwsAccess({
    accounts: [{ id: target.accountId, name: 'test', regions: [target.region] }],
    endpoint: target.endpoint,
    credentials: target.credentials,
    now: Date.now,
    random: Math.random,
    onCall: (call) => calls.push(call),
  });
});
afterAll(async () => {
  access.close();
  await target.stop();
});

it('publishes to an SNS of another author, whose subscriber gets the JSON and the attributes', async () => {
  const settings = { endpoint: target.endpoint, region: target.region, credentials: await target.credentials({ force: false }) };
  const [sns, sqs] = [new SNSClient(settings), new SQSClient(settings)];
  const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'subscriber' }));
  const Endpoint = `arn:aws:sqs:${target.region}:${target.accountId}:subscriber`;
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint }));

  const reader = access.scope({ accountId: target.accountId, region: target.region });
  const messages = { default: '{"version":1}', email: 'for people', sms: 'short' };
  await reader.publish({ topicArn, subject: 'SEV1 - orders', messages, attributes: { severity: '1' }, fifo: null });

  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }));
  const envelope = JSON.parse(Messages?.[0]?.Body ?? '{}') as Record<string, unknown>;
  expect(envelope).toMatchObject({ Subject: 'SEV1 - orders', MessageAttributes: { severity: { Type: 'String', Value: '1' } } });
  // AWS gives a queue the default alone; this SNS does not know MessageStructure and gives all.
  expect(JSON.parse(String(envelope['Message']))).toEqual(messages);
  expect(calls.map(({ api }) => api)).toEqual(['sns:Publish']);
  sns.destroy();
  sqs.destroy();
});

it('says what AWS refused', async () => {
  const reader = access.scope({ accountId: target.accountId, region: target.region });
  const message = { subject: 's', messages: { default: 'd', email: 'e', sms: 's' }, attributes: {}, fifo: null };
  const topicArn = `arn:aws:sns:${target.region}:${target.accountId}:nowhere`;
  await expect(reader.publish({ ...message, topicArn })).rejects.toMatchObject({
    failure: { kind: 'not-found', action: 'sns:Publish', retryable: false },
  });
});
