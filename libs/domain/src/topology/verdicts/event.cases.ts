import {
  BUS_ARN,
  BUSY_BUS,
  busOf,
  counters,
  during,
  edit,
  facts,
  filling,
  line,
  minuteStart,
  pipeOf,
  ruleOf,
  targetTo,
  was,
  type FanoutCase,
} from './case-windows.js';

const rule = (...stretches: Parameters<typeof counters> extends [unknown, ...infer Rest] ? Rest : never) =>
  counters('events.rule', ...stretches);
const pipe = (...stretches: Parameters<typeof counters> extends [unknown, ...infer Rest] ? Rest : never) =>
  counters('pipes.pipe', ...stretches);
const fn = (...stretches: Parameters<typeof counters> extends [unknown, ...infer Rest] ? Rest : never) =>
  counters('lambda.function', ...stretches);
const schedules = (...stretches: Parameters<typeof counters> extends [unknown, ...infer Rest] ? Rest : never) =>
  counters('scheduler.group', ...stretches);
const GOOD = { matched: 60, triggered: 60, invocations: 60, successes: 60, attempts: 60 };
const LOST = { matched: 60, invocations: 60, attempts: 60, failedInvocations: 60 };

/** Buses, rules, pipes, functions and schedules. It grows with every wrong verdict that is found. */
export const EVENT_CASES: readonly FanoutCase[] = [
  {
    name: 'a busy rule',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(180, GOOD)), feeder: BUSY_BUS, line: line({ expected: 900, delivered: 900 }) }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a rule that matches nothing',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(180)), feeder: BUSY_BUS }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'a target that may not be called and has no dead-letter queue',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(170, GOOD), during(10, LOST)),
      feeder: BUSY_BUS,
      line: line({ expected: 900, delivered: 300, failed: 600 }),
    }),
    expected: ['failing', 'deliveries-lost'],
    because: '600 copies',
  },
  {
    name: 'a target that may not be called, kept by its dead-letter queue',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(170, GOOD), during(10, { ...LOST, sentToDlq: 60 })),
      feeder: BUSY_BUS,
      line: line({ expected: 900, delivered: 300, deadLettered: 600 }),
    }),
    expected: ['dead-lettering', 'dead-letters-arriving'],
  },
  {
    name: 'a dead-letter queue that refuses',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(170, GOOD), during(10, { ...LOST, notSentToDlq: 60 })),
      feeder: BUSY_BUS,
    }),
    expected: ['failing', 'dead-letter-queue-refuses'],
  },
  {
    name: 'a target that EventBridge does not call at all',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(178, GOOD), during(2, { ...GOOD, neverInvoked: 3 })), feeder: BUSY_BUS }),
    expected: ['failing', 'never-invoked'],
    because: '6 events',
  },
  {
    name: 'a rule that matches what it sends',
    kind: 'rule',
    facts: facts({
      config: ruleOf({ targets: [targetTo(BUS_ARN)] }),
      counters: rule(during(175, GOOD), during(5, { ...GOOD, matched: 6_000 })),
      feeder: BUSY_BUS,
    }),
    expected: ['failing', 'matches-itself'],
  },
  {
    name: 'a rule that sends to its own bus and matches nothing',
    kind: 'rule',
    facts: facts({ config: ruleOf({ targets: [targetTo(BUS_ARN)] }), counters: rule(during(180)), feeder: BUSY_BUS }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'a pattern that was edited, and a rule that feeds itself through its target since',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(150, GOOD), during(30, { ...GOOD, matched: 3_000 })),
      feeder: BUSY_BUS,
      changes: [edit(33, 'pattern')],
    }),
    expected: ['failing', 'multiplied-by-edit'],
    because: '50\u202f/s match, 1\u202f/s before',
  },
  {
    name: 'ten times the traffic without an edit is traffic',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(150, GOOD), during(30, { ...GOOD, matched: 3_000 })), feeder: BUSY_BUS }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a target that no longer exists',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(180, GOOD)),
      feeder: BUSY_BUS,
      endpoints: [{ name: 'gone', exists: false, arrivals: null }],
    }),
    expected: ['failing', 'endpoint-missing'],
  },
  {
    name: 'a target that refuses at first, again and again',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(170, GOOD), during(10, { ...GOOD, attempts: 240, retries: 180 })),
      feeder: BUSY_BUS,
      line: line({ expected: 900, delivered: 890, unexplained: 10 }),
    }),
    expected: ['throttled', 'target-retried'],
    because: '75',
    since: minuteStart(11),
  },
  {
    name: 'a retry now and then is what retries are for',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(180, { ...GOOD, attempts: 62, retries: 2 })), feeder: BUSY_BUS }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a rule EventBridge holds back',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(176, GOOD), during(4, { ...GOOD, throttledRules: 20 })), feeder: BUSY_BUS }),
    expected: ['throttled', 'rule-throttled'],
  },
  {
    name: 'events that wait long for their target',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(176, GOOD), during(4, { ...GOOD, startLatency: 90_000 })), feeder: BUSY_BUS }),
    expected: ['slow', 'invoked-late'],
    because: '1\u202fmin 30\u202fs late',
  },
  {
    name: 'a rule that was switched off while events came',
    kind: 'rule',
    facts: facts({
      config: ruleOf({ state: 'DISABLED' }),
      counters: rule(during(150, GOOD), during(30)),
      feeder: BUSY_BUS,
      changes: [edit(31, 'state', 'ENABLED', 'DISABLED')],
    }),
    expected: ['disabled', 'switched-off-while-busy'],
  },
  {
    name: 'a rule that has been off for ever',
    kind: 'rule',
    facts: facts({ config: ruleOf({ state: 'DISABLED' }), counters: rule(during(180)), feeder: BUSY_BUS }),
    expected: ['disabled', 'switched-off'],
  },
  {
    name: 'a pattern that was edited before the rule fell silent',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(150, GOOD), during(30)), feeder: BUSY_BUS, changes: [edit(33, 'pattern')] }),
    expected: ['filtered-out', 'policy-edited'],
    because: 'the event pattern changed',
  },
  {
    name: 'nothing matches any more while the bus is busy',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(150, GOOD), during(30)), feeder: BUSY_BUS }),
    expected: ['starved', 'no-longer-matching'],
    because: 'while commerce is busy',
  },
  {
    name: 'a rule that falls silent with its bus',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(150, GOOD), during(30)),
      feeder: { ...BUSY_BUS, counters: rule(during(150, { matched: 300 }), during(30)) },
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a nightly rule is no starved rule',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(20), during(5, { ...GOOD, matched: 400 }), during(155)), feeder: BUSY_BUS }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'minutes that were not read are no silence',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(150, GOOD), during(29, null), during(1, GOOD)), feeder: BUSY_BUS }),
    expected: ['ok', 'delivering'],
  },

  {
    name: 'a busy bus',
    kind: 'bus',
    facts: facts({ config: busOf('custom'), counters: rule(during(180, GOOD)) }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a partner that has fallen silent',
    kind: 'bus',
    facts: facts({ config: busOf('partner'), counters: rule(during(140, { matched: 12 }), during(40)) }),
    expected: ['starved', 'source-silent'],
  },
  {
    name: 'a partner whose silence outlasts what Weir remembers',
    kind: 'bus',
    facts: facts({ config: busOf('partner'), counters: rule(during(180)) }),
    previous: was('source-silent', 400),
    expected: ['starved', 'source-silent'],
  },
  {
    name: 'a bus of our own that falls silent may have nothing to say',
    kind: 'bus',
    facts: facts({ config: busOf('custom'), counters: rule(during(140, { matched: 12 }), during(40)) }),
    expected: ['ok', 'delivering'],
  },

  {
    name: 'the default bus while puts of the account are throttled',
    kind: 'bus',
    facts: facts({
      config: busOf('default'),
      counters: rule(during(180, { matched: 60 })),
      ingest: counters('events.ingest', during(170, { putEntries: 900 }), during(10, { putEntries: 900, putThrottled: 40 })),
    }),
    expected: ['throttled', 'puts-throttled'],
    because: 'of this account and region',
  },
  {
    name: 'the default bus while entries that are put fail',
    kind: 'bus',
    facts: facts({
      config: busOf('default'),
      counters: rule(during(180, { matched: 60 })),
      ingest: counters(
        'events.ingest',
        during(175, { putEntries: 900 }),
        during(5, { putEntries: 900, putFailedEntries: 12, putThrottled: 40 }),
      ),
    }),
    expected: ['failing', 'puts-failing'],
    because: '60',
  },
  {
    name: 'one minute with a throttled put means nothing',
    kind: 'bus',
    facts: facts({
      config: busOf('default'),
      counters: rule(during(180, { matched: 60 })),
      ingest: counters(
        'events.ingest',
        during(179, { putEntries: 900 }),
        during(1, { putEntries: 900, putThrottled: 3, putFailedEntries: 1 }),
      ),
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a pipe at work',
    kind: 'pipe',
    facts: facts({ config: pipeOf(), counters: pipe(during(180, { events: 30 })), feeder: filling(0, during(180, { sent: 30 })) }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a pipe that is stopped while its source fills',
    kind: 'pipe',
    facts: facts({
      config: pipeOf({ desiredState: 'STOPPED', currentState: 'STOPPED' }),
      counters: pipe(during(150, { events: 30 }), during(30, null)),
      feeder: filling(900, during(180, { sent: 30 })),
      budgetSeconds: 3_600,
    }),
    expected: ['stopped', 'pipe-stopped'],
    because: '900 wait there',
  },
  {
    name: 'a pipe that is stopped and has nothing to do',
    kind: 'pipe',
    facts: facts({
      config: pipeOf({ desiredState: 'STOPPED', currentState: 'STOPPED' }),
      counters: pipe(during(180, { events: 0 })),
      feeder: filling(0, during(180)),
    }),
    expected: ['disabled', 'switched-off'],
  },
  {
    name: 'a pipe AWS could not start',
    kind: 'pipe',
    facts: facts({
      config: pipeOf({ currentState: 'START_FAILED', stateReason: 'no permission' }),
      counters: pipe(during(180, { events: 0 })),
    }),
    expected: ['failing', 'state-failed'],
    because: 'no permission',
  },
  ...(['START_FAILED', 'CREATE_FAILED', 'CREATE_ROLLBACK_FAILED'] as const).map((currentState): FanoutCase => ({
    name: `a pipe AWS could not bring up (${currentState}) while its source fills`,
    kind: 'pipe',
    facts: facts({
      config: pipeOf({ currentState, stateReason: 'no permission' }),
      counters: pipe(during(180)),
      feeder: filling(900, during(180, { sent: 30 })),
    }),
    expected: ['stopped', 'pipe-takes-nothing'],
    because: `${currentState}: no permission, while returns fills, 900 wait there`,
  })),
  ...(['STOP_FAILED', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED', 'DELETE_ROLLBACK_FAILED'] as const).flatMap(
    (currentState): readonly FanoutCase[] => [
      {
        name: `a pipe AWS could not change (${currentState}), and that works on`,
        kind: 'pipe',
        facts: facts({
          config: pipeOf({ currentState }),
          counters: pipe(during(180, { events: 30 })),
          feeder: filling(0, during(180, { sent: 30 })),
        }),
        expected: ['ok', 'runs-unchanged'],
        because: currentState,
      },
      {
        name: `a pipe AWS could not change (${currentState}), and that takes nothing any more`,
        kind: 'pipe',
        facts: facts({
          config: pipeOf({ currentState }),
          counters: pipe(during(150, { events: 30 }), during(30, { events: 0 })),
          feeder: filling(12, during(180, { sent: 30 })),
        }),
        expected: ['stopped', 'pipe-takes-nothing'],
        because: '12 wait there',
      },
    ],
  ),
  {
    name: 'a pipe AWS could not update that fails at its target',
    kind: 'pipe',
    facts: facts({
      config: pipeOf({ currentState: 'UPDATE_FAILED' }),
      counters: pipe(during(176, { events: 30 }), during(4, { events: 30, executionsFailed: 3, targetFailed: 3 })),
    }),
    expected: ['failing', 'executions-failing'],
  },
  {
    name: 'a pipe that is being started takes nothing yet',
    kind: 'pipe',
    facts: facts({
      config: pipeOf({ currentState: 'STARTING' }),
      counters: pipe(during(180, { events: 0 })),
      feeder: filling(0, during(180)),
    }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'a pipe whose filter lets nothing pass any more',
    kind: 'pipe',
    facts: facts({
      config: pipeOf(),
      counters: pipe(during(150, { events: 30 }), during(30, { events: 0 })),
      feeder: filling(0, during(180, { sent: 30 })),
      changes: [edit(32, 'filters')],
    }),
    expected: ['filtered-out', 'policy-edited'],
    because: 'the filter changed',
  },
  {
    name: 'a pipe that takes nothing although its source is busy',
    kind: 'pipe',
    facts: facts({
      config: pipeOf(),
      counters: pipe(during(150, { events: 30 }), during(30, { events: 0 })),
      feeder: filling(0, during(180, { sent: 30 })),
    }),
    expected: ['starved', 'no-longer-matching'],
  },
  {
    name: 'executions that fail at the target',
    kind: 'pipe',
    facts: facts({
      config: pipeOf(),
      counters: pipe(during(176, { events: 30 }), during(4, { events: 30, executionsFailed: 3, targetFailed: 3 })),
    }),
    expected: ['failing', 'executions-failing'],
    because: 'at its target',
  },

  {
    name: 'a function at work',
    kind: 'function',
    facts: facts({ counters: fn(during(180, { functionInvocations: 100, functionErrors: 2 })) }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a function that mostly fails',
    kind: 'function',
    facts: facts({ counters: fn(during(175, { functionInvocations: 100 }), during(5, { functionInvocations: 100, functionErrors: 80 })) }),
    expected: ['failing', 'function-failing'],
  },
  {
    name: 'two errors of three invocations are no evidence',
    kind: 'function',
    facts: facts({ counters: fn(during(175), during(3), during(2, { functionInvocations: 1, functionErrors: 1 })) }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a function that refuses',
    kind: 'function',
    facts: facts({
      counters: fn(during(175, { functionInvocations: 100 }), during(5, { functionInvocations: 100, functionThrottles: 40 })),
    }),
    expected: ['throttled', 'function-throttled'],
  },
  {
    name: 'events Lambda dropped',
    kind: 'function',
    facts: facts({ counters: fn(during(179, { functionInvocations: 100 }), during(1, { functionInvocations: 100, asyncDropped: 1 })) }),
    expected: ['failing', 'async-dropped'],
  },
  {
    name: 'events that wait long for the function',
    kind: 'function',
    facts: facts({ counters: fn(during(176, { functionInvocations: 100 }), during(4, { functionInvocations: 100, asyncAge: 240_000 })) }),
    expected: ['slow', 'async-late'],
  },

  {
    name: 'schedules at work',
    kind: 'schedule-group',
    facts: facts({ counters: schedules(during(180, { scheduleAttempts: 2 })) }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'invocations the scheduler gave up',
    kind: 'schedule-group',
    facts: facts({ counters: schedules(during(179, { scheduleAttempts: 2 }), during(1, { scheduleAttempts: 2, dropped: 1 })) }),
    expected: ['failing', 'invocations-dropped'],
  },
  {
    name: 'invocations that ended in the dead-letter queue',
    kind: 'schedule-group',
    facts: facts({ counters: schedules(during(179, { scheduleAttempts: 2 }), during(1, { scheduleSentToDlq: 1 })) }),
    expected: ['dead-lettering', 'dead-letters-arriving'],
  },
  {
    name: 'targets of schedules that refuse at first',
    kind: 'schedule-group',
    facts: facts({ counters: schedules(during(175, { scheduleAttempts: 2 }), during(5, { scheduleAttempts: 4, targetErrors: 2 })) }),
    expected: ['throttled', 'schedule-throttled'],
  },
  {
    name: 'events that its target has refused for hours are tried for a day',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(180)),
      line: line({}),
      longAgo: { endedLate: 0, somebodyLeft: false, triedForMs: 24 * 60 * 60_000 },
    }),
    previous: was('deliveries-waiting', 10 * 60),
    expected: ['stalled', 'deliveries-waiting'],
    because: 'up to 10\u202fh',
  },
];
