import {
  BUSY_BUS,
  counters,
  during,
  edit,
  facts,
  line,
  minuteStart,
  ruleOf,
  targetTo,
  was,
  type Course,
  type FanoutCase,
  type Stretch,
} from './case-windows.js';

const TARGET = 'arn:aws:lambda:eu-west-1:111122223333:function:synthetic-checkout';
/** What is asked of a rule with a schedule, and told of a run. */
const RAN = { triggered: 1, invocations: 1, attempts: 1, successes: 1 };
const FAILED = { triggered: 1, invocations: 1, attempts: 1, failedInvocations: 1 };
/** As it was read before anybody asked how often it ran. */
const UNASKED = { invocations: 1, attempts: 1, successes: 1 };

/** So many runs, one in five minutes, the newest in the last minute. */
const everyFive = (runs: number, course: Course): readonly Stretch[] =>
  Array.from({ length: runs }, () => [during(4), during(1, course)]).flat();

function scheduled(stretches: readonly Stretch[], given: Parameters<typeof ruleOf>[0] = {}, more: Partial<FanoutCase['facts']> = {}) {
  return facts({
    config: ruleOf({ pattern: null, schedule: 'rate(5 minutes)', targets: [targetTo(TARGET)], ...given }),
    counters: counters('events.rule', ...stretches),
    feeder: BUSY_BUS,
    endpoints: [{ name: 'synthetic-checkout', exists: true, arrivals: null }],
    ...more,
  });
}

/** Rules that run by the clock. */
export const SCHEDULE_CASES: readonly FanoutCase[] = [
  {
    name: 'a schedule that runs every five minutes',
    kind: 'rule',
    facts: scheduled(everyFive(36, RAN), {}, { line: line({ expected: 3, delivered: 3 }) }),
    expected: ['ok', 'delivering'],
    because: 'runs 12\u202f/h',
  },
  {
    name: 'a schedule of which nobody asked how often it ran',
    kind: 'rule',
    facts: scheduled(everyFive(36, UNASKED), {}, { line: line({ expected: 3, delivered: 3 }) }),
    expected: ['ok', 'delivering'],
    because: 'runs 12\u202f/h',
  },
  {
    name: 'a schedule that ran this hour, and not in the newest minutes',
    kind: 'rule',
    facts: scheduled([during(135), during(1, RAN), during(44)], { schedule: 'rate(1 hour)' }),
    expected: ['ok', 'delivering'],
    because: 'runs 1\u202f/h',
  },
  {
    name: 'a schedule whose runs all fail without a dead-letter queue',
    kind: 'rule',
    facts: scheduled(everyFive(36, FAILED), {}, { line: line({ expected: 3, failed: 3 }) }),
    expected: ['failing', 'deliveries-lost'],
    because: '3 copies',
  },
  {
    name: 'a schedule that stopped',
    kind: 'rule',
    facts: scheduled([...everyFive(33, RAN), during(15)]),
    expected: ['starved', 'schedule-not-running'],
    because: '2 due by rate(5 minutes)',
    since: minuteStart(16),
  },
  {
    name: 'a schedule that missed one run',
    kind: 'rule',
    facts: scheduled([...everyFive(34, RAN), during(9)]),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a schedule that stopped before Weir met it',
    kind: 'rule',
    facts: scheduled([during(180)], {}, { metAt: minuteStart(20) }),
    expected: ['starved', 'schedule-not-running'],
  },
  {
    name: 'a schedule that is new',
    kind: 'rule',
    facts: scheduled([during(180)], {}, { metAt: minuteStart(8) }),
    expected: ['idle', 'no-traffic'],
    because: 'no runs; it runs on rate(5 minutes)',
  },
  {
    name: 'a schedule that was edited a moment ago',
    kind: 'rule',
    facts: scheduled([...everyFive(20, RAN), during(80)], {}, { changes: [edit(6, 'schedule', 'rate(1 day)', 'rate(5 minutes)')] }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'a schedule of which the minutes were not read',
    kind: 'rule',
    facts: scheduled([...everyFive(34, RAN), during(8, null), during(2)]),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a daily schedule that did not run at its minute',
    kind: 'rule',
    facts: scheduled([during(180)], { schedule: 'cron(0 13 * * ? *)' }),
    expected: ['starved', 'schedule-not-running'],
    because: '1 due by cron(0 13 * * ? *)',
  },
  {
    name: 'a daily schedule that is due tonight',
    kind: 'rule',
    facts: scheduled([during(180)], { schedule: 'cron(0 2 * * ? *)' }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'a daily schedule that missed its run earlier than is looked back',
    kind: 'rule',
    facts: scheduled([during(180)], { schedule: 'cron(0 2 * * ? *)' }),
    previous: was('schedule-not-running', 600),
    expected: ['starved', 'schedule-not-running'],
  },
  {
    name: 'a schedule that is too odd to be read',
    kind: 'rule',
    facts: scheduled([during(180)], { schedule: 'cron(0 2 L * ? *)' }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'a schedule without targets that nobody asked for runs',
    kind: 'rule',
    facts: scheduled([during(180)], { targets: [] }, { endpoints: [] }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'a schedule that was switched off while it ran',
    kind: 'rule',
    facts: scheduled([...everyFive(30, RAN), during(30)], { state: 'DISABLED' }, { changes: [edit(30, 'state', 'ENABLED', 'DISABLED')] }),
    expected: ['disabled', 'switched-off-while-busy'],
    because: 'ran by the clock',
  },
  {
    name: 'a schedule that is off, on a busy bus',
    kind: 'rule',
    facts: scheduled([during(180)], { state: 'DISABLED' }, { changes: [edit(600, 'state', 'ENABLED', 'DISABLED')] }),
    expected: ['disabled', 'switched-off'],
  },
  {
    name: 'a rule with a pattern and a schedule',
    kind: 'rule',
    facts: scheduled([during(180, { ...RAN, matched: 59, triggered: 60, invocations: 60, attempts: 60, successes: 60 })], {
      pattern: '{"source":["shop"]}',
    }),
    expected: ['ok', 'delivering'],
    because: 'runs 1\u202f/s',
  },
  {
    name: 'a rule with both, of which only the schedule goes on',
    kind: 'rule',
    facts: scheduled([during(170, { matched: 59, triggered: 60, invocations: 60, attempts: 60 }), during(10, RAN)], {
      pattern: '{"source":["shop"]}',
    }),
    expected: ['starved', 'no-longer-matching'],
  },
];
