import { describe, expect, it } from 'vitest';
import { ALL_SEEN, denial, openFanout } from './testing/opened-fanout.js';
import { SCOPE } from './testing/scripted-access.js';
import { awsErrorReply } from './testing/scripted-aws.js';
import { busArnOf, queueArnOf, ruleArnOf } from './testing/scripted-fanout.js';

const DESTINATION = 'arn:aws:events:eu-west-1:111122223333:api-destination/crm/12345678-1234-1234-1234-123456789012';
const CONNECTION = 'arn:aws:events:eu-west-1:111122223333:connection/crm/12345678-1234-1234-1234-123456789012';

describe('discoverFanout: EventBridge', () => {
  it('gives buses of every type with policy, dead letters, log level and archives', async () => {
    const { reader } = await openFanout({
      buses: {
        default: {},
        shop: {
          Policy: '{"Statement":[]}',
          DeadLetterConfig: { Arn: queueArnOf('bus-dlq') },
          LogConfig: { Level: 'ERROR', IncludeDetail: 'NONE' },
          KmsKeyIdentifier: 'alias/shop',
        },
        'aws.partner/example.com/acct/1': {},
      },
      archives: [
        { ArchiveName: 'all', EventSourceArn: busArnOf('shop'), State: 'ENABLED', RetentionDays: 30 },
        { ArchiveName: 'for-ever', EventSourceArn: busArnOf('shop'), State: 'DISABLED', RetentionDays: 0 },
      ],
    });
    const { resources, failures, complete } = await reader.discoverFanout();
    expect(resources.map(({ name, config }) => [name, config?.kind === 'bus' && config.type])).toEqual([
      ['default', 'default'],
      ['shop', 'custom'],
      ['aws.partner/example.com/acct/1', 'partner'],
    ]);
    expect(resources[1]).toEqual({
      ...SCOPE,
      kind: 'bus',
      arn: busArnOf('shop'),
      name: 'shop',
      tags: { system: 'orders' },
      config: {
        kind: 'bus',
        type: 'custom',
        policy: '{"Statement":[]}',
        deadLetterTargetArn: queueArnOf('bus-dlq'),
        logLevel: 'ERROR',
        encrypted: true,
        archives: [
          { name: 'all', state: 'ENABLED', retentionDays: 30, pattern: '{"source":["kept"]}' },
          { name: 'for-ever', state: 'DISABLED', retentionDays: null, pattern: '{"source":["kept"]}' },
        ],
        problems: [],
      },
    });
    expect({ failures, complete }).toEqual({ failures: [], complete: ALL_SEEN });
  });

  it('gives the rules of every bus with their targets, and what is behind an API destination', async () => {
    const pattern = '{"source":["shop.checkout"]}';
    const { reader, aws } = await openFanout({
      buses: { default: {}, shop: {} },
      rules: {
        default: [{ Name: 'nightly', Arn: ruleArnOf('default', 'nightly'), ScheduleExpression: 'rate(1 day)', State: 'DISABLED' }],
        shop: [
          {
            Name: 'placed',
            Arn: ruleArnOf('shop', 'placed'),
            EventPattern: pattern,
            State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
          },
          { Name: 'aws-made', Arn: ruleArnOf('shop', 'aws-made'), EventPattern: pattern, ManagedBy: 'states.amazonaws.com' },
        ],
      },
      targets: {
        placed: [
          {
            Id: 'queue',
            Arn: queueArnOf('pick'),
            DeadLetterConfig: { Arn: queueArnOf('pick-dlq') },
            RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
            InputTransformer: { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{"id": <id>}' },
          },
          { Id: 'crm', Arn: DESTINATION, RoleArn: 'arn:aws:iam::111122223333:role/crm', InputPath: '$.detail' },
          { Id: 'other', Arn: busArnOf('default'), Input: '{"constant":true}' },
        ],
      },
      apiDestinations: [
        {
          ApiDestinationArn: DESTINATION,
          Name: 'crm',
          ConnectionArn: CONNECTION,
          InvocationEndpoint: 'https://bob:hunter2@crm.example/*',
          HttpMethod: 'POST',
          InvocationRateLimitPerSecond: 10,
        },
      ],
      connections: [{ ConnectionArn: CONNECTION, Name: 'crm', ConnectionState: 'DEAUTHORIZED' }],
    });
    const { resources, failures, complete } = await reader.discoverFanout();
    const bare = { roleArn: null, deadLetterTargetArn: null, retry: null, input: null, inputPath: null, inputTransformer: null };
    const rules = resources.filter(({ kind }) => kind === 'rule');
    expect(
      rules.map(({ name, config }) => [name, config?.kind === 'rule' && [config.busName, config.state, config.targets?.length]]),
    ).toEqual([
      ['nightly', ['default', 'DISABLED', 0]],
      ['placed', ['shop', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', 3]],
      ['aws-made', ['shop', 'ENABLED', 0]],
    ]);
    expect(rules[0]?.config).toMatchObject({ pattern: null, schedule: 'rate(1 day)' });
    expect(rules[2]?.config).toMatchObject({ managedBy: 'states.amazonaws.com' });
    expect(rules[1]).toEqual({
      ...SCOPE,
      kind: 'rule',
      arn: ruleArnOf('shop', 'placed'),
      name: 'placed',
      tags: { system: 'orders' },
      config: {
        kind: 'rule',
        busName: 'shop',
        busArn: busArnOf('shop'),
        state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
        pattern,
        schedule: null,
        managedBy: null,
        targets: [
          {
            ...bare,
            id: 'queue',
            arn: queueArnOf('pick'),
            deadLetterTargetArn: queueArnOf('pick-dlq'),
            retry: { attempts: 0, ageSeconds: 60 },
            inputTransformer: { paths: { id: '$.detail.id' }, template: '{"id": <id>}' },
            apiDestination: null,
          },
          {
            ...bare,
            id: 'crm',
            arn: DESTINATION,
            roleArn: 'arn:aws:iam::111122223333:role/crm',
            inputPath: '$.detail',
            apiDestination: {
              name: 'crm',
              endpoint: 'https://***@crm.example/*',
              method: 'POST',
              ratePerSecond: 10,
              connectionState: 'DEAUTHORIZED',
            },
          },
          { ...bare, id: 'other', arn: busArnOf('default'), input: '{"constant":true}', apiDestination: null },
        ],
        problems: [],
      },
    });
    expect({ failures, complete }).toEqual({ failures: [], complete: ALL_SEEN });
    expect(aws.asked.filter(({ operation }) => operation === 'ListRules').map(({ input }) => input['EventBusName'])).toEqual([
      'default',
      'shop',
    ]);
  });

  it('lists API destinations for those only who have one', async () => {
    const { reader, aws } = await openFanout({
      buses: { default: {} },
      rules: { default: [{ Name: 'r', Arn: ruleArnOf('default', 'r') }] },
      targets: { r: [{ Id: 'q', Arn: queueArnOf('q') }] },
    });
    await reader.discoverFanout();
    expect(aws.asked.some(({ operation }) => operation === 'ListApiDestinations' || operation === 'ListConnections')).toBe(false);
  });

  it('tells targets that are refused apart from none, and rules of a bus that is refused from gone ones', async () => {
    const { reader } = await openFanout(
      {
        buses: { default: {}, closed: {}, gone: {} },
        rules: {
          default: [
            { Name: 'open', Arn: ruleArnOf('default', 'open') },
            { Name: 'shut', Arn: ruleArnOf('default', 'shut') },
          ],
        },
      },
      ({ operation, input }) => {
        if (operation === 'ListTargetsByRule' && input['Rule'] === 'shut')
          return awsErrorReply('AccessDeniedException', denial('events:ListTargetsByRule'));
        if (operation === 'ListRules' && input['EventBusName'] === 'closed')
          return awsErrorReply('AccessDeniedException', denial('events:ListRules'));
        if (operation !== 'ListEventBuses' && (input['EventBusName'] === 'gone' || input['Name'] === 'gone'))
          return awsErrorReply('ResourceNotFoundException', 'Event bus gone does not exist.');
        return null;
      },
    );
    const { resources, failures, complete } = await reader.discoverFanout();
    expect(resources.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['bus default', 'bus closed', 'rule open', 'rule shut']);
    const targets = resources.flatMap(({ config }) => (config?.kind === 'rule' ? [[config.targets, config.problems]] : []));
    expect(targets).toEqual([
      [[], []],
      [null, [expect.stringMatching(/^Targets not readable: .*events:ListTargetsByRule/)]],
    ]);
    expect(failures.map(({ arn, service, error }) => [arn, service, error.kind, error.action])).toEqual([
      [busArnOf('closed'), 'events', 'denied', 'events:ListRules'],
      [ruleArnOf('default', 'shut'), 'events', 'denied', 'events:ListTargetsByRule'],
    ]);
    expect(complete).toEqual({ ...ALL_SEEN, rule: false, function: false });
  });
});
