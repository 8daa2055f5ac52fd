import {
  DeleteRuleCommand,
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListApiDestinationsCommand,
  ListArchivesCommand,
  ListConnectionsCommand,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand, SetQueueAttributesCommand, type Message } from '@aws-sdk/client-sqs';
import { DATA, PROD } from '@weir/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, startBench, type Bench } from './testing/bench.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const QUEUE = `arn:aws:sqs:eu-west-1:${PROD}:payments-disputes`;
const PARTNER = 'aws.partner/example-payments.com/shop/charges';
const newEvent = (detail: object, more: { EventBusName?: string; Source?: string } = {}): PutEventsCommand =>
  new PutEventsCommand({
    Entries: [{ EventBusName: 'shop', Source: 'test.suite', DetailType: 'Tried', Detail: JSON.stringify(detail), ...more }],
  });

/** A queue that rules may send to, and that nobody else uses. */
async function receive(): Promise<readonly Message[]> {
  const QueueUrl = bench.urlOf('payments-disputes');
  const { Messages = [] } = await bench.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'], VisibilityTimeout: 3_600 }),
  );
  return Messages;
}

const letRulesIn = (sourceArn: string): Promise<unknown> =>
  bench.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: bench.urlOf('payments-disputes'),
      Attributes: {
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: QUEUE,
              Condition: { ArnLike: { 'aws:SourceArn': sourceArn } },
            },
          ],
        }),
      },
    }),
  );

describe('listing', () => {
  it('names the buses of the account, with policies', async () => {
    const { EventBuses = [] } = await bench.events.send(new ListEventBusesCommand({}));
    expect(EventBuses.map(({ Name }) => Name)).toEqual([PARTNER, 'default', 'shop']);
    expect(EventBuses[2]).toMatchObject({
      Arn: `arn:aws:events:eu-west-1:${PROD}:event-bus/shop`,
      Description: expect.any(String) as string,
    });
    const first = await bench.events.send(new ListEventBusesCommand({ Limit: 2 }));
    const second = await bench.events.send(new ListEventBusesCommand({ Limit: 2, NextToken: first.NextToken }));
    expect([...(first.EventBuses ?? []), ...(second.EventBuses ?? [])]).toEqual(EventBuses);
    expect(second.NextToken).toBeUndefined();
    const described = await bench.events.send(new DescribeEventBusCommand({ Name: 'shop' }));
    expect(described.CreationTime?.getFullYear()).toBe(2025);
  });

  it('gives the rules of the default bus where no bus is named', async () => {
    const { Rules = [] } = await bench.events.send(new ListRulesCommand({}));
    expect(Rules.map(({ Name }) => Name)).toEqual(['alarms-to-chat', 'invoice-files', 'stocktake', 'synthetic-checkout']);
    expect(Rules[2]).toEqual({
      Name: 'stocktake',
      Arn: `arn:aws:events:eu-west-1:${PROD}:rule/stocktake`,
      EventBusName: 'default',
      State: 'ENABLED',
      ScheduleExpression: 'cron(0 1 * * ? *)',
      Description: expect.any(String) as string,
    });
    const ofShop = await bench.events.send(new ListRulesCommand({ EventBusName: 'shop', NamePrefix: 'p' }));
    expect(ofShop.Rules?.map(({ Arn }) => Arn)).toEqual([`arn:aws:events:eu-west-1:${PROD}:rule/shop/payment-declined`]);
  });

  it('gives targets with their retry policy, dead letters and transformer', async () => {
    const { Targets = [] } = await bench.events.send(new ListTargetsByRuleCommand({ Rule: 'cart-reminders', EventBusName: 'shop' }));
    expect(Targets).toEqual([
      {
        Id: 'mail-partner',
        Arn: expect.stringMatching(/^arn:aws:events:eu-west-1:111122223333:api-destination\/mail-partner\/[\da-f-]{36}$/) as string,
        RoleArn: `arn:aws:iam::${PROD}:role/events-mail-partner`,
        DeadLetterConfig: { Arn: `arn:aws:sqs:eu-west-1:${PROD}:shop-events-dlq` },
        RetryPolicy: { MaximumRetryAttempts: 8, MaximumEventAgeInSeconds: 900 },
        InputTransformer: {
          InputPathsMap: { cart: '$.detail.cartId', customer: '$.detail.customerId' },
          InputTemplate: '{"cart":"<cart>","customer":"<customer>"}',
        },
      },
    ]);
    const TargetArn = `arn:aws:sqs:eu-west-1:${PROD}:invoices-abroad`;
    const { RuleNames } = await bench.events.send(new ListRuleNamesByTargetCommand({ TargetArn, EventBusName: 'shop' }));
    expect(RuleNames).toEqual(['invoices-abroad']);
  });

  it('gives archives, connections, API destinations and tags', async () => {
    const { Archives = [] } = await bench.events.send(new ListArchivesCommand({}));
    expect(Archives).toMatchObject([{ ArchiveName: 'shop-events', EventSourceArn: `arn:aws:events:eu-west-1:${PROD}:event-bus/shop` }]);
    expect(await bench.events.send(new DescribeArchiveCommand({ ArchiveName: 'shop-events' }))).toMatchObject({ RetentionDays: 30 });
    const { ApiDestinations = [] } = await bench.events.send(new ListApiDestinationsCommand({}));
    expect(ApiDestinations).toMatchObject([{ Name: 'mail-partner', ApiDestinationState: 'ACTIVE', InvocationRateLimitPerSecond: 20 }]);
    const { Connections = [] } = await bench.events.send(new ListConnectionsCommand({}));
    expect(Connections[0]?.ConnectionArn).toBe(ApiDestinations[0]?.ConnectionArn);
    const { Tags } = await bench.events.send(
      new ListTagsForResourceCommand({ ResourceARN: `arn:aws:events:eu-west-1:${PROD}:rule/shop/welcome-mail` }),
    );
    expect(Tags).toEqual([{ Key: 'team', Value: 'messaging' }]);
  });
});

describe('patterns', () => {
  it('are tried, and refused with the reason', async () => {
    const event = {
      id: '1',
      account: PROD,
      source: 'a',
      time: '2026-11-24T14:32:00Z',
      region: 'eu-west-1',
      resources: [],
      'detail-type': 'b',
    };
    const test = (EventPattern: string, Event = JSON.stringify(event)): Promise<unknown> =>
      bench.events.send(new TestEventPatternCommand({ EventPattern, Event }));
    expect(await test('{"source":[{"prefix":"a"}]}')).toMatchObject({ Result: true });
    expect(await test('{"source":["b"]}')).toMatchObject({ Result: false });
    expect(await failure(test('{"source":"b"}'))).toMatchObject({ name: 'InvalidEventPatternException', status: 400 });
    expect(await failure(test('{"source":["b"]}', '{"source":"b"}'))).toMatchObject({ name: 'ValidationException' });
  });
});

describe('events that somebody puts', () => {
  const rule = { Name: 'tried', EventBusName: 'shop' };
  beforeAll(async () => {
    await letRulesIn(`arn:aws:events:eu-west-1:${PROD}:rule/*`);
    await bench.events.send(new PutRuleCommand({ ...rule, EventPattern: '{"source":["test.suite"],"detail":{"wanted":[true]}}' }));
    await bench.events.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName: 'shop', Targets: [{ Id: 'queue', Arn: QUEUE }] }));
  });

  it('reach the queue of a rule that matches, in the envelope of EventBridge', async () => {
    const { FailedEntryCount, Entries = [] } = await bench.events.send(newEvent({ wanted: true, n: 1 }));
    expect(FailedEntryCount).toBe(0);
    await bench.events.send(newEvent({ wanted: false }));
    const messages = await receive();
    expect(messages).toHaveLength(1);
    expect(JSON.parse(messages[0]?.Body ?? '')).toEqual({
      version: '0',
      id: Entries[0]?.EventId,
      'detail-type': 'Tried',
      source: 'test.suite',
      account: PROD,
      time: '2026-11-24T14:32:00Z',
      region: 'eu-west-1',
      resources: [],
      detail: { wanted: true, n: 1 },
    });
  });

  it('are dropped without a word where the bus is unknown', async () => {
    const answer = await bench.events.send(newEvent({ wanted: true }, { EventBusName: 'nowhere' }));
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) as string }] });
    expect(await receive()).toEqual([]);
  });

  it('are refused one by one', async () => {
    const { FailedEntryCount, Entries = [] } = await bench.events.send(
      new PutEventsCommand({
        Entries: [
          { Source: 'aws.s3', DetailType: 'x', Detail: '{}' },
          { Source: 'a', DetailType: 'x', Detail: '{' },
          { Source: 'a', DetailType: 'x' },
          { Source: 'a', DetailType: 'x', Detail: '{}' },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(3);
    expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'InvalidArgument',
      undefined,
    ]);
  });

  it('stay away while the rule is disabled', async () => {
    await bench.events.send(new DisableRuleCommand(rule));
    await bench.events.send(newEvent({ wanted: true }));
    expect((await bench.events.send(new DescribeRuleCommand(rule))).State).toBe('DISABLED');
    expect(await receive()).toEqual([]);
    await bench.events.send(new EnableRuleCommand(rule));
    await bench.events.send(newEvent({ wanted: true }));
    expect(await receive()).toHaveLength(1);
  });

  it('become what the transformer says, or go to the dead-letter queue with the reason', async () => {
    const InputTransformer = { InputPathsMap: { n: '$.detail.n' }, InputTemplate: '{"number":<n>}' };
    const target = { Rule: rule.Name, EventBusName: 'shop' };
    await bench.events.send(new PutTargetsCommand({ ...target, Targets: [{ Id: 'queue', Arn: QUEUE, InputTransformer }] }));
    await bench.events.send(newEvent({ wanted: true, n: 7 }));
    expect((await receive()).map(({ Body }) => Body)).toEqual(['{"number":7}']);
    const Arn = `arn:aws:sqs:eu-west-1:${PROD}:no-such-queue`;
    const dead = { Id: 'queue', Arn, DeadLetterConfig: { Arn: QUEUE } };
    await bench.events.send(new PutTargetsCommand({ ...target, Targets: [dead] }));
    await bench.events.send(newEvent({ wanted: true, n: 8 }));
    const [letter] = await receive();
    expect(JSON.parse(letter?.Body ?? '')).toMatchObject({ detail: { n: 8 } });
    expect(
      Object.fromEntries(Object.entries(letter?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue])),
    ).toEqual({
      RULE_ARN: `arn:aws:events:eu-west-1:${PROD}:rule/shop/tried`,
      TARGET_ARN: Arn,
      ERROR_CODE: 'NO_RESOURCE',
      ERROR_MESSAGE: `${Arn} does not exist`,
      RETRY_ATTEMPTS: '0',
    });
    expect((await bench.events.send(new RemoveTargetsCommand({ ...target, Ids: ['queue', 'other'] }))).FailedEntryCount).toBe(1);
    await bench.events.send(new DeleteRuleCommand(rule));
    expect(await failure(bench.events.send(new DescribeRuleCommand(rule)))).toMatchObject({
      name: 'ResourceNotFoundException',
      status: 400,
    });
  });

  it('go to a bus of another account only where that lets the caller in', async () => {
    const analytics = `arn:aws:events:eu-west-1:${DATA}:event-bus/analytics`;
    expect((await bench.events.send(newEvent({}, { EventBusName: analytics }))).FailedEntryCount).toBe(0);
    const theirs = `arn:aws:events:eu-west-1:${DATA}:event-bus/default`;
    expect(await failure(bench.events.send(newEvent({}, { EventBusName: theirs })))).toMatchObject({
      name: 'AccessDeniedException',
      status: 400,
    });
  });
});

describe('what makes no sense', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['an unknown bus', () => bench.events.send(new ListRulesCommand({ EventBusName: 'nowhere' })), 'ResourceNotFoundException'],
    ['an unknown rule', () => bench.events.send(new ListTargetsByRuleCommand({ Rule: 'nothing' })), 'ResourceNotFoundException'],
    ['a page of 101', () => bench.events.send(new ListRulesCommand({ Limit: 101 })), 'ValidationException'],
    ['a foreign token', () => bench.events.send(new ListRulesCommand({ NextToken: 'x' })), 'ValidationException'],
    ['a rule about nothing', () => bench.events.send(new PutRuleCommand({ Name: 'r' })), 'ValidationException'],
    ['a broken pattern', () => bench.events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{}' })), 'InvalidEventPatternException'],
    [
      'a schedule elsewhere',
      () => bench.events.send(new PutRuleCommand({ Name: 'r', EventBusName: 'shop', ScheduleExpression: 'rate(1 minute)' })),
      'ValidationException',
    ],
    ['a rule with targets', () => bench.events.send(new DeleteRuleCommand({ Name: 'stocktake' })), 'ValidationException'],
    ['no entries', () => bench.events.send(new PutEventsCommand({ Entries: [] })), 'ValidationException'],
  ])('%s is refused', async (_what, call, name) => {
    expect(await failure(call())).toMatchObject({ name, status: 400 });
  });

  it('is too many calls in a second', async () => {
    // So many that even a busy machine, which spreads them over several seconds, asks too much.
    const answers = await Promise.allSettled(Array.from({ length: 400 }, () => bench.events.send(new ListEventBusesCommand({}))));
    const [refused] = answers.filter((answer) => answer.status === 'rejected');
    expect((refused?.reason as Error | undefined)?.name).toBe('ThrottlingException');
  });
});
