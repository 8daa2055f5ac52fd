import { describe, expect, it } from 'vitest';
import { ALL_SEEN, denial, openFanout } from './testing/opened-fanout.js';
import { outcomesOf } from './testing/scripted-access.js';
import { awsErrorReply } from './testing/scripted-aws.js';
import { groupArnOf, queueArnOf, xmlErrorReply, type FanoutScript } from './testing/scripted-fanout.js';

describe('discoverFanout: refusals', () => {
  const SCRIPT: FanoutScript = {
    topics: { orders: {} },
    buses: { default: {} },
    pipes: { p: { Source: queueArnOf('a'), Target: queueArnOf('b') } },
    groups: [{ Arn: groupArnOf('default'), Name: 'default', State: 'ACTIVE' }],
  };
  const LISTINGS = {
    sns: ['ListTopics', 'ListSubscriptions'],
    events: ['ListEventBuses', 'ListArchives'],
    pipes: ['ListPipes'],
    scheduler: ['ListScheduleGroups', 'ListSchedules'],
    lambda: ['ListFunctions', 'ListEventSourceMappings'],
  } as const;
  const KINDS = {
    sns: ['topic', 'subscription'],
    events: ['bus', 'rule'],
    pipes: ['pipe'],
    scheduler: ['schedule-group'],
    lambda: ['function'],
  } as const;

  /** What there may be more of than is seen: of schedules and archives, which are settings, nothing. */
  const HIDDEN = {
    sns: ['sns:ListTopics hides topic,subscription', 'sns:ListSubscriptions hides subscription'],
    events: ['events:ListEventBuses hides bus,rule', 'events:ListArchives hides '],
    pipes: ['pipes:ListPipes hides pipe'],
    scheduler: ['scheduler:ListScheduleGroups hides schedule-group', 'scheduler:ListSchedules hides '],
    lambda: ['lambda:ListFunctions hides function', 'lambda:ListEventSourceMappings hides function,consumer'],
  } as const;

  it.each(Object.keys(LISTINGS) as (keyof typeof LISTINGS)[])('hides nothing of the others when %s is refused', async (service) => {
    const refused: readonly string[] = LISTINGS[service];
    const { reader } = await openFanout(SCRIPT, ({ operation }) => {
      if (!refused.includes(operation)) return null;
      return service === 'sns'
        ? xmlErrorReply('AuthorizationError', denial(`SNS:${operation}`), 403)
        : awsErrorReply('AccessDeniedException', denial(`${service}:${operation}`), 403);
    });
    const { resources, failures, complete, listings } = await reader.discoverFanout();
    const seen = Object.entries(KINDS).flatMap(([of, kinds]) => (of === service ? [] : kinds));
    expect(new Set(resources.map(({ kind }) => kind))).toEqual(
      new Set(seen.filter((kind) => !['subscription', 'rule', 'function'].includes(kind))),
    );
    expect(new Set(failures.map(({ service: of, error }) => `${of} ${error.kind} ${error.action}`))).toEqual(
      new Set(refused.map((operation) => `${service} denied ${service}:${operation}`)),
    );
    for (const failure of failures) expect(failure.error.principal).toBe('arn:aws:sts::111122223333:assumed-role/weir-reader/weir');
    const expected = Object.fromEntries(Object.entries(ALL_SEEN).map(([kind]) => [kind, seen.some((other) => other === kind)]));
    expect(complete).toEqual({ ...expected, function: false });
    const told = listings.filter(({ problems }) => problems.length > 0);
    expect(told).toMatchObject([{ service, whole: false }]);
    expect(new Set(told.flatMap(({ problems }) => problems.map(({ error, hides }) => `${error.action} hides ${hides.join()}`)))).toEqual(
      new Set(HIDDEN[service]),
    );
  });

  it('waits out throttling', async () => {
    const { reader, calls } = await openFanout(SCRIPT, ({ operation }, earlier) => {
      if (operation === 'ListTopics' && earlier < 2) return xmlErrorReply('Throttling', 'Rate exceeded');
      return operation === 'ListPipes' && earlier < 1 ? awsErrorReply('ThrottlingException', 'slow down', 429) : null;
    });
    const { failures, complete } = await reader.discoverFanout();
    expect({ failures, complete }).toEqual({ failures: [], complete: ALL_SEEN });
    expect(outcomesOf(calls).filter((line) => line.endsWith('throttled'))).toEqual(
      expect.arrayContaining(['sns:ListTopics throttled', 'sns:ListTopics throttled', 'pipes:ListPipes throttled']),
    );
  });

  it('stops at an abort', async () => {
    const { reader } = await openFanout(SCRIPT);
    await expect(reader.discoverFanout(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
