import { BUSY_BUS, busOf, counters, during, edit, facts, filling, minuteStart, pipeOf, ruleOf, type FanoutCase } from './case-windows.js';

const rule = (...stretches: Parameters<typeof counters> extends [unknown, ...infer Rest] ? Rest : never) =>
  counters('events.rule', ...stretches);
const pipe = (...stretches: Parameters<typeof counters> extends [unknown, ...infer Rest] ? Rest : never) =>
  counters('pipes.pipe', ...stretches);
const GOOD = { matched: 60, triggered: 60, invocations: 60, successes: 60, attempts: 60 };

/** Buses, rules and pipes in the first minutes of a trouble: when there is evidence enough, and when not yet. */
export const EARLY_EVENT_CASES: readonly FanoutCase[] = [
  {
    name: 'a steady rule is silent after two minutes while its bus is busy',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(178, GOOD), during(2)), feeder: BUSY_BUS }),
    expected: ['starved', 'no-longer-matching'],
    because: 'nothing for 2 min',
    since: minuteStart(3),
  },
  {
    name: 'one minute in which a rule matches nothing is none',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(179, GOOD), during(1)), feeder: BUSY_BUS }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a rule that made up most of what its bus matches is silent all the same',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(178, GOOD), during(2)),
      feeder: { ...BUSY_BUS, counters: rule(during(178, { matched: 80 }), during(2, { matched: 20 })) },
    }),
    expected: ['starved', 'no-longer-matching'],
  },
  {
    name: 'with an edit of the pattern right before, one whole minute is enough',
    kind: 'rule',
    facts: facts({ config: ruleOf(), counters: rule(during(179, GOOD), during(1)), feeder: BUSY_BUS, changes: [edit(2, 'pattern')] }),
    expected: ['filtered-out', 'policy-edited'],
    because: 'the event pattern changed',
    since: minuteStart(2),
  },
  {
    name: 'an edit of the pattern explains no silence that begins with all of the bus',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(170, GOOD), during(10)),
      feeder: { ...BUSY_BUS, counters: rule(during(170, { matched: 300 }), during(10)) },
      changes: [edit(12, 'pattern')],
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'the only rule of a bus falls silent, and the bus counts nothing else: an edit explains it, in the second minute',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(178, GOOD), during(2)),
      feeder: { ...BUSY_BUS, counters: rule(during(178, { matched: 60 }), during(2)) },
      changes: [edit(4, 'pattern')],
    }),
    expected: ['filtered-out', 'policy-edited'],
  },
  {
    name: 'but not in the first',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(179, GOOD), during(1)),
      feeder: { ...BUSY_BUS, counters: rule(during(179, { matched: 60 }), during(1)) },
      changes: [edit(3, 'pattern')],
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a partner is silent after two minutes when CloudWatch tells of its neighbours',
    kind: 'bus',
    facts: facts({
      config: busOf('partner'),
      counters: rule(during(178, { matched: 60 }), during(2)),
      neighboursToldThrough: minuteStart(1),
    }),
    expected: ['starved', 'source-silent'],
    since: minuteStart(3),
  },
  {
    name: 'when CloudWatch is late with all of EventBridge no partner is silent',
    kind: 'bus',
    facts: facts({
      config: busOf('partner'),
      counters: rule(during(178, { matched: 60 }), during(2)),
      neighboursToldThrough: minuteStart(3),
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a partner without neighbours is given ten minutes',
    kind: 'bus',
    facts: facts({ config: busOf('partner'), counters: rule(during(171, { matched: 60 }), during(9)) }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a partner that sends a few a minute may pause for some',
    kind: 'bus',
    facts: facts({
      config: busOf('partner'),
      counters: rule(during(175, { matched: 4 }), during(5)),
      neighboursToldThrough: minuteStart(1),
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a loop shows in two minutes',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(178, GOOD), during(2, { ...GOOD, matched: 3_000 })),
      feeder: BUSY_BUS,
      changes: [edit(4, 'pattern')],
    }),
    expected: ['failing', 'multiplied-by-edit'],
  },
  {
    name: 'one minute of much is a burst, also after an edit',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(179, GOOD), during(1, { ...GOOD, matched: 9_000 })),
      feeder: BUSY_BUS,
      changes: [edit(4, 'pattern')],
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a target that refuses nearly everything is held back after two minutes',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(178, GOOD), during(2, { matched: 60, invocations: 60, attempts: 180, retries: 120 })),
      feeder: BUSY_BUS,
    }),
    expected: ['throttled', 'target-retried'],
    because: '66.7',
    since: minuteStart(3),
  },
  {
    name: 'a target that refuses some for two minutes may have had a burst',
    kind: 'rule',
    facts: facts({
      config: ruleOf(),
      counters: rule(during(178, GOOD), during(2, { ...GOOD, attempts: 100, retries: 40 })),
      feeder: BUSY_BUS,
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a pipe that takes nothing in the first whole minute after its filter was edited',
    kind: 'pipe',
    facts: facts({
      config: pipeOf(),
      counters: pipe(during(179, { events: 30 }), during(1, { events: 0 })),
      feeder: filling(0, during(180, { sent: 30 })),
      changes: [edit(2, 'filters')],
    }),
    expected: ['filtered-out', 'policy-edited'],
  },
  {
    name: 'a pipe whose filter was edited as its source fell silent',
    kind: 'pipe',
    facts: facts({
      config: pipeOf(),
      counters: pipe(during(170, { events: 30 }), during(10, { events: 0 })),
      feeder: filling(0, during(170, { sent: 30 }), during(10)),
      changes: [edit(11, 'filters')],
    }),
    expected: ['ok', 'delivering'],
  },
];
