import { describe, expect, it } from 'vitest';
import { ALL_SEEN, openFanout } from './testing/opened-fanout.js';
import { SCOPE } from './testing/scripted-access.js';
import { groupArnOf, pipeArnOf, queueArnOf, ruleArnOf } from './testing/scripted-fanout.js';
import { functionArnOf, rawMapping, streamArnOf } from './testing/scripted-streams.js';

describe('discoverFanout: pipes, schedules, functions', () => {
  it('gives a pipe with its filters', async () => {
    const { reader } = await openFanout({
      pipes: {
        ship: {
          CurrentState: 'START_FAILED',
          StateReason: 'no <b>permission</b>',
          Source: streamArnOf('orders'),
          Enrichment: functionArnOf('look-up'),
          Target: queueArnOf('parcels'),
          SourceParameters: {
            FilterCriteria: { Filters: [{ Pattern: '{"data":{"a":[1]}}' }, { Pattern: '{"data":{"b":[2]}}' }] },
            KinesisStreamParameters: {
              StartingPosition: 'LATEST',
              BatchSize: 10,
              MaximumRetryAttempts: -1,
              DeadLetterConfig: { Arn: queueArnOf('ship-dlq') },
            },
          },
          TargetParameters: { InputTemplate: '{"id": <$.id>}' },
          Tags: { system: 'parcels' },
        },
        plain: { Source: queueArnOf('in'), Target: 'https://api.example', SourceParameters: { SqsQueueParameters: { BatchSize: 1 } } },
      },
    });
    const { resources, failures, complete } = await reader.discoverFanout();
    expect(resources[0]).toEqual({
      ...SCOPE,
      kind: 'pipe',
      arn: pipeArnOf('ship'),
      name: 'ship',
      tags: { system: 'parcels' },
      config: {
        kind: 'pipe',
        sourceArn: streamArnOf('orders'),
        enrichmentArn: functionArnOf('look-up'),
        targetArn: queueArnOf('parcels'),
        desiredState: 'RUNNING',
        currentState: 'START_FAILED',
        stateReason: 'no <b>permission</b>',
        filters: ['{"data":{"a":[1]}}', '{"data":{"b":[2]}}'],
        batchSize: 10,
        deadLetterTargetArn: queueArnOf('ship-dlq'),
        maximumRetries: -1,
        inputTemplate: '{"id": <$.id>}',
        problems: [],
      },
    });
    expect(resources[1]).toMatchObject({ name: 'plain', config: { filters: [], batchSize: 1, enrichmentArn: null, problems: [] } });
    expect(resources).toHaveLength(2);
    expect({ failures, complete }).toEqual({ failures: [], complete: ALL_SEEN });
  });

  it('gives groups with their schedules', async () => {
    const { reader } = await openFanout({
      groups: [
        { Arn: groupArnOf('default'), Name: 'default', State: 'ACTIVE' },
        { Arn: groupArnOf('night'), Name: 'night', State: 'DELETING' },
      ],
      schedules: [
        { Name: 'reap', GroupName: 'night', State: 'ENABLED', Target: { Arn: functionArnOf('reap') } },
        { Name: 'odd', GroupName: 'night', State: 'DISABLED' },
      ],
    });
    const { resources } = await reader.discoverFanout();
    expect(resources.map(({ arn, config }) => [arn, config])).toEqual([
      [groupArnOf('default'), { kind: 'schedule-group', state: 'ACTIVE', schedules: [], problems: [] }],
      [
        groupArnOf('night'),
        {
          kind: 'schedule-group',
          state: 'DELETING',
          schedules: [
            { name: 'reap', state: 'ENABLED', targetArn: functionArnOf('reap') },
            { name: 'odd', state: 'DISABLED', targetArn: null },
          ],
          problems: [],
        },
      ],
    ]);
  });

  it('does not tell schedules that are too many, and says so', async () => {
    const { reader, aws } = await openFanout(
      { groups: [{ Arn: groupArnOf('default'), Name: 'default', State: 'ACTIVE' }] },
      ({ operation }, earlier) =>
        operation === 'ListSchedules'
          ? {
              body: {
                Schedules: Array.from({ length: 100 }, (_, index) => ({ Name: `s${index}`, GroupName: 'default', State: 'ENABLED' })),
                NextToken: `page ${earlier}`,
              },
            }
          : null,
    );
    const { resources, failures, complete } = await reader.discoverFanout();
    expect(resources[0]?.config).toMatchObject({ schedules: null, problems: [expect.stringMatching(/more than 5000 schedules/)] });
    expect({ failures, complete }).toEqual({ failures: [], complete: { ...ALL_SEEN, function: false } });
    expect(aws.asked.filter(({ operation }) => operation === 'ListSchedules')).toHaveLength(50);
  });

  it('keeps the functions that something feeds, whichever version it names', async () => {
    const fed = ['sub', 'rule', 'enrich', 'pipe', 'schedule', 'mapping'];
    const { reader } = await openFanout({
      functions: [...fed, 'nobody'].map((name) => ({
        FunctionArn: functionArnOf(name),
        FunctionName: name,
        Timeout: 30,
        MemorySize: 128,
        ...(name === 'sub' && { DeadLetterConfig: { TargetArn: queueArnOf('sub-dlq') } }),
      })),
      topics: { t: {} },
      subscriptions: [{ id: 's', topic: 't', protocol: 'lambda', endpoint: functionArnOf('sub') }],
      buses: { default: {} },
      rules: { default: [{ Name: 'r', Arn: ruleArnOf('default', 'r') }] },
      targets: { r: [{ Id: 'f', Arn: `${functionArnOf('rule')}:live` }] },
      pipes: { p: { Source: queueArnOf('q'), Enrichment: functionArnOf('enrich'), Target: `${functionArnOf('pipe')}:7` } },
      groups: [{ Arn: groupArnOf('default'), Name: 'default', State: 'ACTIVE' }],
      schedules: [{ Name: 's', GroupName: 'default', State: 'ENABLED', Target: { Arn: functionArnOf('schedule') } }],
      mappings: [rawMapping({ EventSourceArn: queueArnOf('q'), FunctionArn: `${functionArnOf('mapping')}:$LATEST` })],
    });
    const { resources, complete } = await reader.discoverFanout();
    const functions = resources.filter(({ kind }) => kind === 'function');
    expect(functions.map(({ arn }) => arn)).toEqual(fed.map(functionArnOf));
    expect(functions.slice(0, 2).map(({ config }) => config)).toEqual([
      { kind: 'function', timeoutSeconds: 30, memoryMegabytes: 128, deadLetterTargetArn: queueArnOf('sub-dlq'), problems: [] },
      { kind: 'function', timeoutSeconds: 30, memoryMegabytes: 128, deadLetterTargetArn: null, problems: [] },
    ]);
    expect(complete).toEqual(ALL_SEEN);
  });
});
