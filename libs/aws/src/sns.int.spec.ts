import { describe, expect, it } from 'vitest';
import { ALL_SEEN, denial, openFanout } from './testing/opened-fanout.js';
import { SCOPE, outcomesOf } from './testing/scripted-access.js';
import { queueArnOf, topicArnOf, xmlErrorReply, xmlReply } from './testing/scripted-fanout.js';
import { functionArnOf } from './testing/scripted-streams.js';

describe('discoverFanout: topics and subscriptions', () => {
  it('gives a topic with its settings, delivery logs and tags', async () => {
    const policy = '{"Statement":[{"Effect":"Allow","Principal":"*"}]}';
    const { reader, calls } = await openFanout({
      topics: {
        orders: {
          Policy: policy,
          KmsMasterKeyId: 'alias/aws/sns',
          SQSSuccessFeedbackRoleArn: 'arn:aws:iam::111122223333:role/logs',
          SQSSuccessFeedbackSampleRate: '25',
          SQSFailureFeedbackRoleArn: 'arn:aws:iam::111122223333:role/logs',
          HTTPFailureFeedbackRoleArn: 'arn:aws:iam::111122223333:role/logs',
          LambdaSuccessFeedbackSampleRate: '100',
          SubscriptionsConfirmed: '0',
        },
        'pay.fifo': { FifoTopic: 'true' },
      },
    });
    const { resources, failures, complete } = await reader.discoverFanout();
    expect(resources[0]).toEqual({
      ...SCOPE,
      kind: 'topic',
      arn: topicArnOf('orders'),
      name: 'orders',
      tags: { system: 'orders' },
      config: {
        kind: 'topic',
        fifo: false,
        policy,
        encrypted: true,
        subscriptionsConfirmed: 0,
        subscriptionsPending: 0,
        deliveryLogs: {
          sqs: { successPercent: 25, failures: true },
          http: { successPercent: 0, failures: true },
          https: { successPercent: 0, failures: true },
        },
        problems: [],
      },
    });
    expect(resources[1]).toMatchObject({
      arn: topicArnOf('pay.fifo'),
      config: { fifo: true, policy: null, deliveryLogs: {}, problems: [] },
    });
    expect(resources).toHaveLength(2);
    expect({ failures, complete }).toEqual({ failures: [], complete: ALL_SEEN });
    expect(new Set(outcomesOf(calls))).toEqual(
      new Set([
        'sns:ListTopics ok',
        'sns:ListSubscriptions ok',
        'sns:GetTopicAttributes ok',
        'sns:ListTagsForResource ok',
        'events:ListEventBuses ok',
        'events:ListArchives ok',
        'pipes:ListPipes ok',
        'scheduler:ListScheduleGroups ok',
        'scheduler:ListSchedules ok',
        'lambda:ListFunctions ok',
        'lambda:ListEventSourceMappings ok',
      ]),
    );
    expect(calls.every(({ billedUnits }) => billedUnits === 0)).toBe(true);
  });

  it('gives a subscription with its filter, verbatim', async () => {
    const FilterPolicy = '{"tier": ["gold", {"prefix": "plat"}]}';
    const { reader } = await openFanout({
      topics: { orders: {} },
      subscriptions: [
        {
          id: 'emails',
          topic: 'orders',
          attributes: {
            FilterPolicy,
            FilterPolicyScope: 'MessageBody',
            RawMessageDelivery: 'true',
            RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArnOf('emails-dlq') }),
            DeliveryPolicy: '{"healthyRetryPolicy":{"numRetries":5}}',
          },
        },
        { id: 'all', topic: 'orders', protocol: 'lambda', endpoint: `${functionArnOf('audit')}:live` },
      ],
    });
    const { resources, failures, complete } = await reader.discoverFanout();
    const [emails, audit] = resources.filter(({ kind }) => kind === 'subscription');
    expect(emails).toEqual({
      ...SCOPE,
      kind: 'subscription',
      arn: `${topicArnOf('orders')}:emails`,
      name: 'orders → emails',
      tags: {},
      config: {
        kind: 'subscription',
        topicArn: topicArnOf('orders'),
        protocol: 'sqs',
        endpoint: queueArnOf('emails'),
        state: 'confirmed',
        filterPolicy: FilterPolicy,
        filterPolicyScope: 'MessageBody',
        rawDelivery: true,
        deadLetterTargetArn: queueArnOf('emails-dlq'),
        deliveryPolicy: '{"healthyRetryPolicy":{"numRetries":5}}',
        problems: [],
      },
    });
    expect(audit).toMatchObject({
      name: 'orders → audit:live',
      config: { filterPolicy: null, filterPolicyScope: 'MessageAttributes', problems: [] },
    });
    expect({ failures, complete }).toEqual({ failures: [], complete: ALL_SEEN });
  });

  it('gives each pending subscription an ARN that stays, and masks the credentials of its endpoint', async () => {
    const { reader, aws } = await openFanout({
      topics: { orders: {} },
      subscriptions: [
        { id: 'PendingConfirmation', topic: 'orders', protocol: 'https', endpoint: 'https://bob:hunter2@shop.example/hook?token=t0p' },
        { id: 'PendingConfirmation', topic: 'orders', protocol: 'email', endpoint: 'ann@shop.example' },
        { id: 'PendingConfirmation', topic: 'orders', protocol: 'email', endpoint: 'ann@shop.example' },
        { id: 'Deleted', topic: 'orders' },
      ],
    });
    const first = (await reader.discoverFanout()).resources.filter(({ kind }) => kind === 'subscription');
    expect(first.map(({ name, config }) => [name, config])).toMatchObject([
      ['orders → shop.example', { endpoint: 'https://***@shop.example/hook?token=***', state: 'pending', partial: true, problems: [] }],
      ['orders → @shop.example', { endpoint: 'ann@shop.example', state: 'pending' }],
    ]);
    expect(new Set(first.map(({ arn }) => arn)).size).toBe(2);
    for (const { arn } of first) expect(arn).toMatch(/^arn:aws:sns:eu-west-1:111122223333:orders:pending:[a-z2-7]{16}$/);
    const second = (await reader.discoverFanout()).resources.filter(({ kind }) => kind === 'subscription');
    expect(second.map(({ arn }) => arn)).toEqual(first.map(({ arn }) => arn));
    expect(aws.asked.some(({ operation }) => operation === 'GetSubscriptionAttributes')).toBe(false);
    expect(JSON.stringify(first)).not.toMatch(/hunter2|t0p/);
  });

  it('finds subscriptions that other accounts own, by the topics that count more than are listed', async () => {
    const { reader, aws } = await openFanout({
      topics: { orders: {}, quiet: {} },
      subscriptions: [
        { id: 'mine', topic: 'orders' },
        { id: 'theirs', topic: 'orders', owner: '999900001111', endpoint: 'arn:aws:sqs:eu-west-1:999900001111:in' },
        { id: 'alone', topic: 'quiet' },
      ],
    });
    const { resources, complete } = await reader.discoverFanout();
    const theirs = resources.find(({ arn }) => arn === `${topicArnOf('orders')}:theirs`);
    expect(theirs?.config).toMatchObject({
      endpoint: 'arn:aws:sqs:eu-west-1:999900001111:in',
      partial: true,
      problems: ['Settings not readable: another account owns this subscription'],
    });
    expect(resources.filter(({ kind }) => kind === 'subscription')).toHaveLength(3);
    expect(complete.subscription).toBe(true);
    const byTopic = aws.asked.filter(({ operation }) => operation === 'ListSubscriptionsByTopic');
    expect(byTopic.map(({ input }) => input['TopicArn'])).toEqual([topicArnOf('orders')]);
  });

  it('leaves a subscription to the account that owns it, where that one is watched too', async () => {
    const { reader } = await openFanout(
      { topics: { orders: {} }, subscriptions: [{ id: 'theirs', topic: 'orders', owner: '999900001111' }] },
      undefined,
      { others: [{ id: '999900001111', name: 'mail', regions: ['eu-west-1'] }] },
    );
    const { resources } = await reader.discoverFanout();
    expect(resources.map(({ kind }) => kind)).toEqual(['topic']);
  });

  it('keeps a subscription whose attributes are refused, as far as the listing tells it', async () => {
    const { reader } = await openFanout({ topics: { orders: {} }, subscriptions: [{ id: 'emails', topic: 'orders' }] }, ({ operation }) =>
      operation === 'GetSubscriptionAttributes' || operation === 'GetTopicAttributes'
        ? xmlErrorReply('AuthorizationError', denial(`SNS:${operation}`), 403)
        : null,
    );
    const { resources, failures, complete } = await reader.discoverFanout();
    expect(resources).toMatchObject([
      { kind: 'topic', config: null, tags: { system: 'orders' } },
      {
        kind: 'subscription',
        config: { topicArn: topicArnOf('orders'), endpoint: queueArnOf('emails'), filterPolicy: null, partial: true },
      },
    ]);
    expect(failures).toMatchObject([
      { arn: topicArnOf('orders'), service: 'sns', error: { kind: 'denied', action: 'sns:GetTopicAttributes' } },
      { arn: `${topicArnOf('orders')}:emails`, service: 'sns', error: { kind: 'denied', action: 'sns:GetSubscriptionAttributes' } },
    ]);
    expect(complete).toMatchObject({ topic: true, subscription: true });
  });

  it('sees a changed filter at the next discovery, and drops what was deleted', async () => {
    let policy = '{"a":[1]}';
    const subscriptions = [
      { id: 'kept', topic: 'orders' },
      { id: 'gone', topic: 'orders' },
    ];
    const { reader } = await openFanout({ topics: { orders: {} }, subscriptions }, ({ operation, input }, earlier) => {
      if (operation !== 'GetSubscriptionAttributes') return null;
      const arn = String(input['SubscriptionArn']);
      if (arn.endsWith('gone') && earlier > 1) return xmlErrorReply('NotFound', 'Subscription does not exist', 404);
      return xmlReply(operation, {
        Attributes: {
          entry: [
            { key: 'SubscriptionArn', value: arn },
            { key: 'FilterPolicy', value: policy },
          ],
        },
      });
    });
    const filters = async (): Promise<unknown> =>
      (await reader.discoverFanout()).resources.flatMap(({ config }) => (config?.kind === 'subscription' ? [config.filterPolicy] : []));
    expect(await filters()).toEqual(['{"a":[1]}', '{"a":[1]}']);
    policy = '{"a":[2]}';
    expect(await filters()).toEqual(['{"a":[2]}']);
  });

  it('follows pages', async () => {
    const names = Array.from({ length: 250 }, (_, index) => `t${index}`);
    const { reader, aws } = await openFanout({}, ({ operation, input }) => {
      if (operation !== 'ListTopics') return null;
      const from = Number(input['NextToken'] ?? 0);
      const more = from + 100 < names.length ? { NextToken: String(from + 100) } : {};
      return xmlReply(operation, { Topics: names.slice(from, from + 100).map((name) => ({ TopicArn: topicArnOf(name) })), ...more });
    });
    const { resources, complete } = await reader.discoverFanout();
    expect(resources.map(({ name }) => name)).toEqual(names);
    expect(complete.topic).toBe(true);
    expect(aws.asked.filter(({ operation }) => operation === 'ListTopics')).toHaveLength(3);
  });
});
