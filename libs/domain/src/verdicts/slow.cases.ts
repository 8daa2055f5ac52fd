import { abandoned, BUSY, deadLetters, during, POLLED, queue, was, wave, withRedrive, type VerdictCase } from './case-windows.js';

const GROWING = {
  visible: (m: number) => 12_000 + m * 240,
  inFlight: 300,
  sent: 3360,
  received: 3120,
  deleted: 3120,
  age: (m: number) => 230 + m * 4,
};
/** A message that is never finished, on a clock of its own. */
const pinned = (from: number) => (m: number) => from + m * 60;

/** Queues that are served, but not well enough; and those that are too small to be called broken. */
export const SLOW_CASES: readonly VerdictCase[] = [
  {
    name: 'takes less than arrives',
    facts: queue([during(40, GROWING)]),
    expected: ['slow', 'backlog-growing'],
    because: 'takes 52\u202f/s of 56\u202f/s, will not drain',
  },
  {
    name: 'the backlog grows, CloudWatch throttled',
    facts: queue([during(40, { visible: (m) => 100 + m * 30, inFlight: 9 })], { cloudwatch: { none: 'throttled' } }),
    expected: ['slow', 'backlog-growing'],
    because: 'growing by 30\u202f/min',
  },
  {
    name: 'was growing and stands still now: not over',
    facts: queue([during(20, GROWING), during(8, { ...GROWING, visible: 16_800, received: 3360, deleted: 3360, age: 300 })]),
    previous: was('slow', 'backlog-growing'),
    expected: ['slow', 'backlog-growing'],
  },
  {
    name: 'takes 97 of 100',
    facts: queue([during(40, { ...GROWING, visible: (m) => 12_000 + m * 100, received: 3260, deleted: 3260 })]),
    expected: ['slow', 'backlog-growing'],
  },
  {
    name: 'a queue of little traffic that grows message by message',
    facts: queue([during(31, { visible: (m) => m, inFlight: 1, sent: 6, received: 5, deleted: 5 })]),
    expected: ['slow', 'backlog-growing'],
  },
  {
    name: 'grew for a minute only',
    facts: queue([during(38, BUSY), during(2, { ...BUSY, visible: (m) => 700 + m * 300 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a backlog of half an hour that never shrinks',
    facts: queue([during(40, { ...BUSY, visible: wave(18_000, 60) })]),
    expected: ['slow', 'backlog-standing'],
    because: 'of work, not shrinking',
  },
  {
    name: 'drains, in five hours',
    facts: queue([during(40, { ...BUSY, visible: (m) => 20_000 - m * 60, deleted: 660, received: 660 })]),
    expected: ['slow', 'drains-slowly'],
  },
  {
    name: 'was slow to drain, twenty minutes to go: not over',
    facts: queue([during(40, { visible: (m) => 26_000 - m * 440, inFlight: 12, sent: 60, deleted: 500, received: 500 })]),
    previous: was('slow', 'drains-slowly'),
    expected: ['slow', 'drains-slowly'],
  },
  {
    name: 'twenty minutes to drain, and was not slow before',
    facts: queue([during(40, { visible: (m) => 26_000 - m * 440, inFlight: 12, sent: 60, deleted: 500, received: 500 })]),
    expected: ['ok', 'draining'],
  },
  {
    name: 'drains after its oldest messages expire',
    facts: queue([during(40, { ...BUSY, visible: (m) => 20_000 - m * 60, deleted: 660, received: 660, age: 3000 })], {
      config: { retentionSeconds: 3600 },
    }),
    expected: ['slow', 'backlog-expires'],
    because: 'expire in 10\u202fmin',
  },
  {
    name: 'one message only ages while others are finished',
    facts: queue([during(40, { ...BUSY, age: pinned(600) })]),
    expected: ['slow', 'oldest-stuck'],
  },
  {
    name: 'the age of one message within twice its visibility timeout is work in progress',
    facts: queue([during(30, { ...BUSY, age: pinned(0) })], { config: { visibilityTimeoutSeconds: 1800 } }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'FIFO: a blocked group, the others move',
    facts: queue([during(40, { visible: 900, inFlight: 10, sent: 300, received: 310, deleted: 300, age: pinned(900) })], {
      config: { fifo: true },
    }),
    expected: ['slow', 'group-blocked'],
    because: 'others leave at 5\u202f/s',
  },
  {
    name: 'FIFO: a backlog that grows fast ages as evenly, and is no blocked group',
    facts: queue([during(40, { visible: (m) => 2000 + m * 270, inFlight: 10, sent: 300, received: 30, deleted: 30, age: pinned(900) })], {
      config: { fifo: true },
    }),
    expected: ['slow', 'backlog-growing'],
  },
  {
    name: 'FIFO: much waits behind few groups in flight while polls come back empty',
    facts: queue([during(40, { visible: 900, inFlight: 10, sent: 300, received: 310, deleted: 300, polls: 40, groups: 2 })], {
      config: { fifo: true },
    }),
    expected: ['slow', 'group-blocked'],
    because: '900 wait behind 2 groups in flight',
  },
  {
    name: 'FIFO: few groups in flight, and every poll returns messages',
    facts: queue([during(40, { visible: 250, inFlight: 10, sent: 300, received: 310, deleted: 300, groups: 2 })], {
      config: { fifo: true },
    }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'FIFO: sixty groups in flight are few for nine hundred messages',
    facts: queue([during(40, { visible: 900, inFlight: 60, sent: 300, received: 310, deleted: 300, polls: 40, groups: 60 })], {
      config: { fifo: true },
    }),
    expected: ['slow', 'group-blocked'],
    because: '900 wait behind 60 groups',
  },
  {
    name: 'FIFO: deeper than SQS looks',
    facts: queue([during(40, { ...BUSY, visible: 130_000, deleted: 6000, received: 6000, sent: 6000 })], { config: { fifo: true } }),
    expected: ['slow', 'beyond-lookahead'],
    because: 'the first 120\u202fk',
  },
  {
    name: 'as many in flight as SQS allows',
    facts: queue([during(40, { ...BUSY, visible: 5000, inFlight: 120_000 })]),
    expected: ['slow', 'in-flight-full'],
  },
  {
    name: 'most receives are repeats, and the dead-letter queue has none of them yet',
    facts: queue([during(40, { visible: 200, inFlight: 40, sent: 60, received: 300, deleted: 40, age: 900 })], {
      config: withRedrive(50),
      deadLetter: deadLetters(0, 0),
    }),
    expected: ['slow', 'redelivered-often'],
    because: '8 receives for each finished',
  },
  {
    name: 'one message that is tried without end, while the few others pass',
    facts: queue([during(40, { visible: 1, inFlight: 1, sent: 3, received: 40, deleted: 2 })]),
    expected: ['slow', 'redelivered-often'],
  },
  {
    name: 'thirty repeats in a quarter of an hour',
    facts: queue([during(40, { visible: 8, inFlight: 4, received: 3, deleted: (m) => (m % 5 ? 0 : 2), sent: (m) => (m % 5 ? 0 : 2) })]),
    expected: ['slow', 'redelivered-often'],
  },
  {
    name: 'retries with backoff that succeed in the end, without a dead-letter queue',
    facts: queue([during(40, { visible: 200, inFlight: 40, sent: 60, received: 240, deleted: 60, age: 120 })]),
    expected: ['slow', 'redelivered-often'],
  },
  {
    name: 'below the guard: two messages nobody receives',
    facts: queue([during(20, POLLED), during(25, { visible: 2 })]),
    expected: ['slow', 'few-stuck'],
    because: '2 messages wait, none received',
  },
  {
    name: 'below the guard: a message that is taken again and again',
    facts: queue([during(20, POLLED), during(30, { inFlight: 1, received: 2 })]),
    expected: ['slow', 'few-stuck'],
    because: '1 message waits, none finished',
  },
  {
    name: 'was stopped, two messages left: no longer a call',
    facts: queue([during(30, abandoned(0)), during(20, { visible: 2 })]),
    previous: was('stopped', 'nobody-receiving'),
    expected: ['slow', 'few-stuck'],
  },
  {
    name: 'below the guard and waiting for eight minutes only',
    facts: queue([during(20, POLLED), during(9, { visible: 4 })]),
    expected: ['ok', 'just-arrived'],
  },
  {
    name: 'nobody receives for four minutes: not yet stopped',
    facts: queue([during(30, POLLED), during(5, abandoned(10))]),
    expected: ['ok', 'just-arrived'],
  },
];
