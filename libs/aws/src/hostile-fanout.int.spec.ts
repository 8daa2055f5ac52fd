import { fanoutConfig } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { openFanout } from './testing/opened-fanout.js';
import type { AskedAws, Reply } from './testing/scripted-aws.js';
import {
  busArnOf,
  groupArnOf,
  pipeArnOf,
  queueArnOf,
  ruleArnOf,
  topicArnOf,
  xmlErrorReply,
  xmlMap,
  xmlReply,
} from './testing/scripted-fanout.js';
import { functionArnOf } from './testing/scripted-streams.js';

/** Answers one operation with a body, and leaves the others. */
const answering =
  (operation: string, body: unknown) =>
  (asked: AskedAws): Reply | null =>
    asked.operation === operation ? { body } : null;
const answeringXml =
  (operation: string, result: object) =>
  (asked: AskedAws): Reply | null =>
    asked.operation === operation ? xmlReply(operation, result) : null;

const ELSEWHERE = 'arn:aws:sns:eu-west-1:999900001111:orders';
const listed = (changes: object): object => ({
  SubscriptionArn: `${topicArnOf('orders')}:s`,
  Owner: '111122223333',
  Protocol: 'sqs',
  Endpoint: queueArnOf('q'),
  TopicArn: topicArnOf('orders'),
  ...changes,
});

describe('what SNS would hardly say', () => {
  it.each<[string, object]>([
    ['goes round in circles', { Topics: [{ TopicArn: topicArnOf('orders') }], NextToken: 'again' }],
    ['names topics of another account', { Topics: [{ TopicArn: topicArnOf('orders') }, { TopicArn: ELSEWHERE }] }],
    [
      'names what is no topic',
      { Topics: [{ TopicArn: topicArnOf('orders') }, { TopicArn: queueArnOf('q') }, {}, { TopicArn: 'x'.repeat(600) }] },
    ],
  ])('calls a listing of topics incomplete that %s', async (_name, result) => {
    const { reader } = await openFanout({ topics: { orders: {} } }, answeringXml('ListTopics', result));
    const { resources, failures, complete } = await reader.discoverFanout();
    expect(resources.map(({ arn }) => arn)).toEqual([topicArnOf('orders')]);
    expect(complete).toMatchObject({ topic: false, subscription: false });
    expect(failures).toMatchObject([{ arn: null, service: 'sns', error: { kind: 'internal', action: 'sns:ListTopics' } }]);
  });

  it.each<[string, object]>([
    ['an ARN of another topic', { SubscriptionArn: `${topicArnOf('other')}:s` }],
    ['an ARN with more parts', { SubscriptionArn: `${topicArnOf('orders')}:s:t` }],
    ['no topic', { TopicArn: '' }],
    ['a protocol that is none', { Protocol: '<script>' }],
    ['an endless endpoint', { Endpoint: `https://shop.example/${'x'.repeat(3_000)}` }],
    ['an ARN that is none', { SubscriptionArn: 'Pending' }],
  ])('leaves out a subscription with %s, and says that there are others', async (_name, changes) => {
    const { reader } = await openFanout({ topics: { orders: {} } }, (asked) => {
      if (asked.operation === 'GetSubscriptionAttributes') {
        return xmlReply(asked.operation, { Attributes: xmlMap({ SubscriptionArn: `${topicArnOf('orders')}:good` }) });
      }
      return answeringXml('ListSubscriptions', {
        Subscriptions: [listed(changes), listed({ SubscriptionArn: `${topicArnOf('orders')}:good` })],
      })(asked);
    });
    const { resources, failures, complete } = await reader.discoverFanout();
    expect(resources.filter(({ kind }) => kind === 'subscription').map(({ arn }) => arn)).toEqual([`${topicArnOf('orders')}:good`]);
    expect(failures).toMatchObject([{ arn: null, service: 'sns', error: { action: 'sns:ListSubscriptions', message: /1 entry/ } }]);
    expect(complete).toMatchObject({ topic: true, subscription: false });
  });

  it('keeps hostile settings as they are, and turns what makes no sense into problems', async () => {
    const FilterPolicy = '{"a":["</script><script>alert(1)</script>", "\u202Edesrever"]}';
    const { reader } = await openFanout({
      topics: {
        orders: {
          Policy: `{"x":"${'y'.repeat(70_000)}"}`,
          SubscriptionsConfirmed: 'many',
          SubscriptionsPending: '-1',
          SQSSuccessFeedbackRoleArn: 'r',
          SQSSuccessFeedbackSampleRate: '101',
        },
      },
      subscriptions: [
        {
          id: 'odd',
          topic: 'orders',
          attributes: { FilterPolicy, FilterPolicyScope: 'Everything', RedrivePolicy: '{"deadLetterTargetArn":7}' },
        },
        { id: 'huge', topic: 'orders', attributes: { FilterPolicy: `{"a":["${'b'.repeat(300_000)}"]}`, RedrivePolicy: '{' } },
        { id: 'host', topic: 'orders', protocol: 'https', endpoint: 'https://user:p@ss:word@[::1]/<b>?token=x' },
      ],
    });
    const { resources, failures } = await reader.discoverFanout();
    expect(failures).toEqual([]);
    expect(resources[0]?.config).toMatchObject({
      policy: null,
      subscriptionsConfirmed: 0,
      subscriptionsPending: 0,
      deliveryLogs: { sqs: { successPercent: 0, failures: false } },
      problems: [
        'Policy is longer than 65536 characters: left out',
        'SubscriptionsConfirmed is no whole number from 0 up: "many"',
        'SubscriptionsPending is no whole number from 0 up: "-1"',
        'SQSSuccessFeedbackSampleRate is more than 100: successes are taken not to be logged',
      ],
    });
    const [odd, huge, host] = resources.filter(({ kind }) => kind === 'subscription').map(({ config }) => config);
    expect(odd).toMatchObject({
      filterPolicy: FilterPolicy,
      filterPolicyScope: 'MessageAttributes',
      deadLetterTargetArn: null,
      problems: [
        'FilterPolicyScope is none Weir knows: "Everything"; assumed MessageAttributes',
        expect.stringMatching(/^RedrivePolicy names no queue/),
      ],
    });
    expect(huge).toMatchObject({
      filterPolicy: null,
      partial: true,
      problems: [expect.stringMatching(/^FilterPolicy is longer/), expect.any(String)],
    });
    expect(host).toMatchObject({ endpoint: 'https://***@[::1]/<b>?token=***' });
    for (const { config } of resources) expect(fanoutConfig.safeParse(config).success).toBe(true);
  });

  it('takes no attributes of a topic that was not asked for', async () => {
    const { reader } = await openFanout(
      { topics: { orders: {} } },
      answeringXml('GetTopicAttributes', { Attributes: xmlMap({ TopicArn: topicArnOf('other'), Policy: '{}' }) }),
    );
    const { resources, failures, complete } = await reader.discoverFanout();
    expect(resources).toMatchObject([{ arn: topicArnOf('orders'), config: null }]);
    expect(failures).toMatchObject([{ arn: topicArnOf('orders'), error: { kind: 'internal', action: 'sns:GetTopicAttributes' } }]);
    expect(complete.subscription).toBe(true);
  });

  it('survives replies that are no XML', async () => {
    const { reader } = await openFanout({ topics: { orders: {} } }, ({ operation }) =>
      operation === 'ListSubscriptions' ? { headers: { 'content-type': 'text/xml' }, body: '<not<xml' } : null,
    );
    const { resources, complete } = await reader.discoverFanout();
    expect(resources).toHaveLength(1);
    expect(complete).toMatchObject({ topic: true, subscription: false, bus: true });
  });

  it('does not ask two thousand subscriptions of an SNS that answers for none', async () => {
    const subscriptions = Array.from({ length: 2_000 }, (_, index) => ({ id: `s${index}`, topic: 'orders' }));
    const { reader, aws } = await openFanout({ topics: { orders: {} }, subscriptions }, ({ operation }) =>
      operation === 'GetSubscriptionAttributes' ? xmlErrorReply('InternalError', 'no', 500) : null,
    );
    const { resources, failures } = await reader.discoverFanout();
    expect(resources).toHaveLength(2_001);
    expect(failures).toHaveLength(1);
    expect(aws.asked.filter(({ operation }) => operation === 'GetSubscriptionAttributes').length).toBeLessThan(60);
  });
});

describe('what EventBridge would hardly say', () => {
  const script = { buses: { default: {} } };

  it.each<[string, string, unknown]>([
    ['ListEventBuses', 'lacks its list', {}],
    ['ListEventBuses', 'names no bus', { EventBuses: [{ Name: '<b>', Arn: busArnOf('<b>') }] }],
    [
      'ListEventBuses',
      'names a bus of another account',
      { EventBuses: [{ Name: 'b', Arn: 'arn:aws:events:eu-west-1:999900001111:event-bus/b' }] },
    ],
    ['ListEventBuses', 'confuses name and ARN', { EventBuses: [{ Name: 'a', Arn: busArnOf('b') }] }],
    ['ListRules', 'names a rule of another bus', { Rules: [{ Name: 'r', Arn: ruleArnOf('shop', 'r') }] }],
    ['ListRules', 'names a rule of another account', { Rules: [{ Name: 'r', Arn: 'arn:aws:events:eu-west-1:999900001111:rule/r' }] }],
    ['ListRules', 'names no rule', { Rules: [null, { Name: '<b>', Arn: ruleArnOf('default', '<b>') }] }],
    ['ListRules', 'goes round in circles', { Rules: [], NextToken: 'again' }],
  ])('calls %s incomplete that %s', async (operation, _what, body) => {
    const { reader } = await openFanout(script, answering(operation, body));
    const { resources, failures, complete } = await reader.discoverFanout();
    expect(resources.filter(({ kind }) => kind === 'rule')).toEqual([]);
    expect(failures).toMatchObject([{ service: 'events', error: { kind: 'internal', action: `events:${operation}` } }]);
    expect(complete.rule).toBe(false);
    expect(complete.bus).toBe(operation === 'ListRules');
  });

  it('keeps what makes sense of a rule and its targets', async () => {
    const { reader } = await openFanout({
      ...script,
      rules: {
        default: [{ Name: 'r', Arn: ruleArnOf('default', 'r'), State: 'ON; OFF', EventPattern: 'x'.repeat(9_000), ManagedBy: 'a\u0000b' }],
      },
      targets: {
        r: [
          { Id: 'none', Arn: 'nowhere' },
          {
            Id: 'odd\u0007',
            Arn: queueArnOf('q'),
            RoleArn: 'root',
            DeadLetterConfig: { Arn: 'x' },
            RetryPolicy: { MaximumRetryAttempts: -1, MaximumEventAgeInSeconds: 1.5 },
            Input: 'y'.repeat(20_000),
            InputTransformer: { InputPathsMap: { a: 7, ok: '$.detail' } },
          },
        ],
      },
    });
    const { resources } = await reader.discoverFanout();
    const config = resources.find(({ kind }) => kind === 'rule')?.config;
    expect(config).toMatchObject({
      state: 'UNKNOWN',
      pattern: null,
      managedBy: 'a b',
      targets: [
        {
          id: 'odd',
          arn: queueArnOf('q'),
          roleArn: null,
          deadLetterTargetArn: null,
          retry: { attempts: null, ageSeconds: null },
          input: null,
          inputTransformer: { paths: { ok: '$.detail' }, template: '' },
        },
      ],
    });
    expect(config?.problems).toEqual([
      'State is no state',
      'EventPattern is longer than 8192 characters: left out',
      'Target none has no ARN',
      'Input of target odd is longer than 16384 characters: left out',
      'RoleArn of target odd is no ARN: "root"',
      'DeadLetterConfig of target odd is no ARN: "x"',
      'MaximumRetryAttempts of target odd is no whole number from 0 up: (number)',
      'MaximumEventAgeInSeconds of target odd is no whole number from 0 up: (number)',
    ]);
    expect(fanoutConfig.safeParse(config).success).toBe(true);
  });

  it('takes no settings of a bus that was not asked for', async () => {
    const { reader } = await openFanout(script, answering('DescribeEventBus', { Name: 'other', Arn: busArnOf('other'), Policy: '{}' }));
    const { resources, failures } = await reader.discoverFanout();
    expect(resources).toMatchObject([{ kind: 'bus', name: 'default', config: null }]);
    expect(failures).toMatchObject([{ arn: busArnOf('default'), error: { action: 'events:DescribeEventBus' } }]);
  });
});

describe('what Pipes, Scheduler and Lambda would hardly say', () => {
  it.each<[string, 'pipe' | 'schedule-group' | 'function', unknown]>([
    ['ListPipes', 'pipe', { Pipes: [{ Name: 'p', Arn: pipeArnOf('q'), Source: 'a', Target: 'b' }] }],
    ['ListPipes', 'pipe', { Pipes: [{ Name: 'p', Arn: 'arn:aws:pipes:eu-west-1:999900001111:pipe/p', Source: 'a', Target: 'b' }] }],
    ['ListPipes', 'pipe', { Pipes: [{ Name: 'p', Arn: pipeArnOf('p'), Source: '', Target: 'b' }] }],
    ['ListPipes', 'pipe', 'nothing'],
    ['ListScheduleGroups', 'schedule-group', { ScheduleGroups: [{ Name: '../g', Arn: groupArnOf('../g'), State: 'ACTIVE' }] }],
    ['ListScheduleGroups', 'schedule-group', { ScheduleGroups: {} }],
    ['ListFunctions', 'function', { Functions: [{ FunctionArn: 'bill' }] }],
    ['ListFunctions', 'function', { Functions: [], NextMarker: 'again' }],
  ])('calls %s incomplete that makes no sense of a %s (%#)', async (operation, kind, body) => {
    const { reader } = await openFanout({}, answering(operation, body));
    const { resources, failures, complete } = await reader.discoverFanout();
    expect(resources).toEqual([]);
    expect(complete[kind]).toBe(false);
    expect(failures).toMatchObject([{ arn: null, error: { kind: 'internal' } }]);
  });

  it('rather tells no filters of a pipe than some of them', async () => {
    const { reader } = await openFanout({
      pipes: {
        odd: {
          Source: queueArnOf('a'),
          Target: functionArnOf('b'),
          SourceParameters: {
            FilterCriteria: { Filters: [{ Pattern: '{"a":[1]}' }, { Pattern: 'x'.repeat(9_000) }] },
            SqsQueueParameters: { BatchSize: 'all' },
            KinesisStreamParameters: null,
          },
        },
      },
    });
    const { resources } = await reader.discoverFanout();
    expect(resources[0]?.config).toMatchObject({
      filters: null,
      batchSize: null,
      problems: ['A filter is longer than 8192 characters: left out', 'Filters are not readable', expect.stringMatching(/^BatchSize/)],
    });
  });

  it('takes no details of a pipe that was not asked for', async () => {
    const { reader } = await openFanout(
      { pipes: { p: { Source: queueArnOf('a'), Target: queueArnOf('b') } } },
      answering('DescribePipe', { Name: 'q', Arn: pipeArnOf('q') }),
    );
    const { resources, complete } = await reader.discoverFanout();
    expect(resources[0]?.config).toMatchObject({ filters: null, problems: [expect.stringMatching(/^Filters not readable/)] });
    expect(complete.pipe).toBe(true);
  });
});
