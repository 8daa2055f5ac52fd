import type { FanoutKind } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { counters, during, queueThere } from './case-windows.js';
import type { FanoutFacts } from './fanout-facts.js';
import { isSuspicious } from './suspicion.js';

type Looked = Partial<Pick<FanoutFacts, 'counters' | 'endpoints'>>;

const rule = { matched: 60, attempts: 60, invocations: 60 };

describe('whether the newest minute is reason to look again soon', () => {
  const table: readonly [string, FanoutKind, Looked, boolean][] = [
    ['a well topic', 'topic', { counters: counters('sns.topic', during(60, { published: 60, delivered: 60 })) }, false],
    [
      'a topic of which deliveries begin to fail',
      'topic',
      {
        counters: counters(
          'sns.topic',
          during(59, { published: 60, delivered: 60 }),
          during(1, { published: 60, delivered: 50, failed: 40 }),
        ),
      },
      true,
    ],
    [
      'a topic with a hiccup now and then',
      'topic',
      {
        counters: counters(
          'sns.topic',
          during(59, { published: 60, delivered: 60 }),
          during(1, { published: 60, delivered: 60, failed: 4 }),
        ),
      },
      false,
    ],
    [
      'a rule whose target begins to refuse',
      'rule',
      { counters: counters('events.rule', during(59, rule), during(1, { ...rule, retries: 20 })) },
      true,
    ],
    ['a rule that is tried again now and then', 'rule', { counters: counters('events.rule', during(60, { ...rule, retries: 2 })) }, false],
    ['a rule that matches nothing for a minute', 'rule', { counters: counters('events.rule', during(59, rule), during(1)) }, true],
    ['a rule that seldom matches', 'rule', { counters: counters('events.rule', during(59, { matched: 2 }), during(1)) }, false],
    ['a bus on which nothing matches for a minute', 'bus', { counters: counters('events.rule', during(59, rule), during(1)) }, true],
    [
      'a pipe that fails once',
      'pipe',
      { counters: counters('pipes.pipe', during(59, { events: 30 }), during(1, { events: 30, executionsFailed: 1 })) },
      true,
    ],
    ['a pipe that takes nothing for a minute', 'pipe', { counters: counters('pipes.pipe', during(59, { events: 30 }), during(1)) }, true],
    [
      'a function that begins to fail',
      'function',
      {
        counters: counters(
          'lambda.function',
          during(59, { functionInvocations: 60 }),
          during(1, { functionInvocations: 60, functionErrors: 40 }),
        ),
      },
      true,
    ],
    [
      'a function that fails one in fifty',
      'function',
      { counters: counters('lambda.function', during(60, { functionInvocations: 300, functionErrors: 6 })) },
      false,
    ],
    ['schedules', 'schedule-group', { counters: counters('scheduler.group', during(60, { scheduleAttempts: 2 })) }, false],
    [
      'a subscription whose queue gets nothing for a minute',
      'subscription',
      { endpoints: [queueThere(during(59, { sent: 60 }), during(1))] },
      true,
    ],
    ['a subscription that cannot be seen', 'subscription', { endpoints: [{ name: 'mail', exists: true, arrivals: null }] }, false],
    ['what was never read', 'rule', {}, false],
  ];
  it.each(table)('%s', (_, kind, looked, expected) => {
    expect(isSuspicious(kind, { counters: null, endpoints: [], ...looked })).toBe(expected);
  });
});
