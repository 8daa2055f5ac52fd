import {
  abandoned,
  BUSY,
  deadLetterQueue,
  deadLetters,
  during,
  minuteStart,
  minutesAgo,
  queue,
  was,
  withRedrive,
  type VerdictCase,
} from './case-windows.js';
import type { JudgedVerdict, QueueFacts } from './queue-facts.js';
import { QueueWindow } from './queue-window.js';

const POISONED = was('poisoned', 'dead-lettering', minutesAgo(48));
/** Stale since some minutes, after it was poisoned. */
const staleFor = (minutes: number): JudgedVerdict => was('stale', 'readings-late', minutesAgo(minutes), { standing: POISONED });
const LATE = { live: 12, cloudwatch: 20 } as const;

/** The same minutes, had CloudWatch given nothing but what is visible. */
function withoutInFlight(facts: QueueFacts): QueueFacts {
  const minutes = facts.window.plain().map((minute) => ({ ...minute, cloudwatch: { visible: minute.cloudwatch?.visible ?? null } }));
  return { ...facts, window: QueueWindow.of(minutes) };
}

/** Queues of which too little is known, and verdicts that must survive it. */
export const BLIND_CASES: readonly VerdictCase[] = [
  { name: 'never read', facts: queue([], { live: 'none' }), expected: ['unknown', 'never-read'] },
  { name: 'never read, refused', facts: queue([], { live: 'none', liveFailure: 'denied' }), expected: ['unknown', 'denied'] },
  {
    name: 'never read, AWS out of reach',
    facts: queue([], { live: 'none', liveFailure: 'collector-down' }),
    expected: ['unknown', 'unreachable'],
  },
  { name: 'never read, throttled', facts: queue([], { live: 'none', liveFailure: 'throttled' }), expected: ['unknown', 'throttled'] },
  { name: 'not read to save money', facts: queue([], { live: 'none', liveFailure: 'not-asked' }), expected: ['unknown', 'not-asked'] },
  { name: 'its settings were never read', facts: { ...queue([during(40, BUSY)]), config: null }, expected: ['unknown', 'never-read'] },
  {
    name: 'refused from the first read on: what back-fill brought does not vouch for it',
    facts: queue([during(40, BUSY)], { live: 'none', liveFailure: 'denied' }),
    expected: ['unknown', 'denied'],
  },
  {
    name: 'refused from the first read on, two minutes of back-fill: refused is what it is, not warming up',
    facts: queue([during(2, BUSY)], { live: 'none', liveFailure: 'denied' }),
    expected: ['unknown', 'denied'],
  },
  {
    name: 'refused after a restart: the verdict from before stands as stale',
    facts: queue([during(40, BUSY)], { live: 'none', liveFailure: 'denied' }),
    previous: was('ok', 'flowing'),
    expected: ['stale', 'readings-denied'],
  },
  {
    name: 'listed, its settings refused from the first',
    facts: { ...queue([], { live: 'none', liveFailure: 'denied' }), config: null },
    expected: ['unknown', 'denied'],
  },
  {
    name: 'deleted, whatever it was',
    facts: queue([during(40, BUSY)], { deletedAt: minutesAgo(3) }),
    previous: POISONED,
    expected: ['unknown', 'deleted'],
    since: minutesAgo(3),
  },
  {
    name: 'gone, before discovery noticed',
    facts: queue([during(40, BUSY)], { liveFailure: 'deleted' }),
    expected: ['unknown', 'deleted'],
  },
  {
    name: 'cold start: two minutes are too few',
    facts: queue([during(2, BUSY)], { cloudwatch: { none: 'late' } }),
    expected: ['unknown', 'warming-up'],
  },
  {
    name: 'cold start: a backlog in the first reading proves nothing',
    facts: queue([during(1, { visible: 9000 })], { cloudwatch: { none: 'late' } }),
    expected: ['unknown', 'warming-up'],
  },
  {
    name: 'restarted: the last verdict stands until enough is seen',
    facts: queue([during(2, BUSY)], { cloudwatch: { none: 'late' }, config: withRedrive(), deadLetter: deadLetters(412, 0) }),
    previous: POISONED,
    expected: ['stale', 'readings-few'],
    because: 'was poisoned: dead-lettering before',
  },
  { name: 'readings overdue, no verdict before', facts: queue([during(60, BUSY)], LATE), expected: ['unknown', 'no-data'] },
  {
    name: 'readings overdue: what was fine is stale, not fine',
    facts: queue([during(60, BUSY)], LATE),
    previous: was('ok', 'flowing'),
    expected: ['stale', 'readings-late'],
  },
  {
    name: 'readings overdue: what was idle is stale, not idle',
    facts: queue([during(60, {})], LATE),
    previous: was('idle', 'no-traffic'),
    expected: ['stale', 'readings-late'],
  },
  {
    name: 'throttled: what was poisoned is stale, dated from the overdue reading, and says what it was',
    facts: queue([during(60, BUSY)], { ...LATE, liveFailure: 'throttled' }),
    previous: POISONED,
    expected: ['stale', 'readings-throttled'],
    because: 'AWS refuses the reads; was poisoned: dead-lettering before',
    since: minuteStart(9),
  },
  {
    name: 'refused from now on',
    facts: queue([during(60, BUSY)], { ...LATE, liveFailure: 'denied' }),
    previous: POISONED,
    expected: ['stale', 'readings-denied'],
  },
  {
    name: 'AWS out of reach',
    facts: queue([during(60, BUSY)], { ...LATE, liveFailure: 'collector-down' }),
    previous: POISONED,
    expected: ['stale', 'readings-unreachable'],
  },
  {
    name: 'no longer asked, to stay within the budget',
    facts: queue([during(60, BUSY)], { ...LATE, liveFailure: 'not-asked' }),
    previous: POISONED,
    expected: ['stale', 'readings-not-asked'],
  },
  {
    name: 'stale for twenty minutes stays stale from its beginning',
    facts: queue([during(60, BUSY)], LATE),
    previous: staleFor(20),
    expected: ['stale', 'readings-late'],
    because: 'was poisoned',
    since: minutesAgo(20),
  },
  {
    name: 'stale for longer than a verdict stands: unknown, and still says what it was',
    facts: queue([during(60, BUSY)], { live: 35, cloudwatch: 50 }),
    previous: staleFor(31),
    expected: ['unknown', 'no-data'],
    because: 'was poisoned: dead-lettering before',
  },
  {
    name: 'unknown does not turn stale again',
    facts: queue([during(60, BUSY)], LATE),
    previous: was('unknown', 'no-data', minutesAgo(5), { standing: POISONED }),
    expected: ['unknown', 'no-data'],
    since: minutesAgo(5),
  },
  {
    name: 'readings are back, and it is as poisoned as before: since then',
    facts: queue([during(40, BUSY)], { config: withRedrive(), deadLetter: deadLetters(412, 66) }),
    previous: staleFor(20),
    expected: ['poisoned', 'dead-lettering'],
    since: minutesAgo(48),
  },
  {
    name: 'readings are back, and it is fine',
    facts: queue([during(40, BUSY)], { config: withRedrive(), deadLetter: deadLetters(412, 0) }),
    previous: staleFor(20),
    expected: ['ok', 'flowing'],
    since: minutesAgo(0),
  },
  {
    name: 'live reads throttled, CloudWatch fresh: judged on CloudWatch',
    facts: queue([during(40, BUSY)], { live: 'none', liveFailure: 'throttled' }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'live reads refused, CloudWatch late: not judged',
    facts: queue([during(40, BUSY)], { live: 'none', liveFailure: 'denied', cloudwatch: 15 }),
    previous: was('ok', 'flowing'),
    expected: ['stale', 'readings-denied'],
  },
  {
    name: 'was poisoned, and its dead-letter queue cannot be read',
    facts: queue([during(40, BUSY)], { config: withRedrive(), deadLetter: null }),
    previous: POISONED,
    expected: ['stale', 'recovery-unseen'],
    because: 'was poisoned',
  },
  {
    name: 'was stalled, and CloudWatch is throttled: live readings cannot show a finish',
    facts: queue([during(40, { visible: 900, inFlight: 640 })], { cloudwatch: { none: 'throttled' } }),
    previous: was('stalled', 'taken-never-finished'),
    expected: ['stale', 'recovery-unseen'],
  },
  {
    name: 'was stalled, CloudWatch throttled for longer than a verdict stands',
    facts: queue([during(60, { visible: 900, inFlight: 640 })], { cloudwatch: { none: 'throttled' } }),
    previous: was('stale', 'recovery-unseen', minutesAgo(31), { standing: was('stalled', 'taken-never-finished') }),
    expected: ['unknown', 'recovery-unknown'],
  },
  {
    name: 'was stalled, CloudWatch throttled, and the backlog falls: that is a recovery',
    facts: queue([during(30, { visible: 900, inFlight: 640 }), during(9, { visible: (m) => 800 - m * 90, inFlight: 300 })], {
      cloudwatch: { none: 'throttled' },
    }),
    previous: was('stalled', 'taken-never-finished'),
    expected: ['ok', 'draining'],
  },
  {
    name: 'was stopped, CloudWatch throttled, and nothing shows a receive',
    facts: queue([during(8, abandoned(50))], { cloudwatch: { none: 'throttled' } }),
    previous: was('stopped', 'nobody-receiving'),
    expected: ['stale', 'recovery-unseen'],
  },
  {
    name: 'dead letters that cannot be read any more',
    facts: deadLetterQueue([during(60, { visible: 412 })], { ...LATE, liveFailure: 'throttled' }),
    previous: was('stalled', 'dead-letters-waiting'),
    expected: ['stale', 'readings-throttled'],
  },
  {
    name: 'nothing visible among the dead letters, what is in flight is not known',
    facts: withoutInFlight(deadLetterQueue([during(60, {})], { live: 'none' })),
    expected: ['ok', 'reads-empty'],
  },
  {
    name: 'values no count can have are not readings',
    facts: queue([during(60, { visible: -5, inFlight: Number.NaN, sent: Number.POSITIVE_INFINITY })], { live: 'none' }),
    expected: ['unknown', 'never-read'],
  },
];
