import {
  abandoned,
  BUSY,
  deadLetters,
  during,
  minuteStart,
  minutesAgo,
  POLLED,
  queue,
  was,
  withRedrive,
  type VerdictCase,
} from './case-windows.js';

const TAKEN = { visible: (m: number) => 1300 + m * 30, inFlight: 640, sent: 144, received: 40, age: (m: number) => 60 * m };
const GIVEN_BACK = { visible: 30, inFlight: 2, received: 240 };
const pinned = (from: number) => (m: number) => from + m * 60;

/** Queues in trouble, and those that must not lose it by accident. */
export const BROKEN_CASES: readonly VerdictCase[] = [
  {
    name: 'nobody receives, dated from the first minute of it',
    facts: queue([during(30, BUSY), during(24, { ...abandoned(100), sent: 2280 })]),
    expected: ['stopped', 'nobody-receiving'],
    because: 'nobody receives, 1\u202f480 wait, 38\u202f/s arrive',
    since: minuteStart(23),
  },
  {
    name: 'nobody receives for six minutes',
    facts: queue([during(30, BUSY), during(7, abandoned(10))]),
    expected: ['stopped', 'nobody-receiving'],
  },
  {
    name: 'five messages are enough',
    facts: queue([during(30, POLLED), during(12, { visible: 5 })]),
    expected: ['stopped', 'nobody-receiving'],
  },
  {
    name: 'a visible backlog of which nothing more arrives',
    facts: queue([during(30, BUSY), during(20, { visible: 800 })]),
    expected: ['stopped', 'nobody-receiving'],
    because: 'nobody receives, 800 wait',
  },
  {
    name: 'CloudWatch eight minutes behind: live readings bridge them',
    facts: queue([during(30, BUSY), during(12, abandoned(10))], { cloudwatch: 8 }),
    expected: ['stopped', 'nobody-receiving'],
  },
  {
    name: 'CloudWatch throttled: nothing in flight for twelve minutes of live readings',
    facts: queue([during(30, { visible: 4, inFlight: 8 }), during(13, abandoned(10))], { cloudwatch: { none: 'throttled' } }),
    expected: ['stopped', 'none-in-flight'],
  },
  {
    name: 'live reads denied: CloudWatch alone shows it',
    facts: queue([during(30, BUSY), during(14, abandoned(10))], { live: 'none', liveFailure: 'denied' }),
    expected: ['stopped', 'nobody-receiving'],
  },
  {
    name: 'the consumer died with messages in hand, which have come back',
    facts: queue([during(30, BUSY), during(4, { visible: 90, inFlight: 40, sent: 20 }), during(8, abandoned(130))]),
    expected: ['stopped', 'nobody-receiving'],
  },
  {
    name: 'a consumer that runs every ten minutes and has not for twenty-five',
    facts: queue([
      during(33, { visible: (m) => (m % 10) * 10 + 10, sent: 10, received: (m) => (m % 10 ? 0 : 100), deleted: (m) => (m % 10 ? 0 : 100) }),
      during(24, { visible: (m) => m * 10 + 40, sent: 10 }),
    ]),
    expected: ['stopped', 'nobody-receiving'],
  },
  {
    name: 'one outage earlier in the hour is no habit',
    facts: queue([during(10, BUSY), during(20, abandoned(10)), during(15, BUSY), during(9, abandoned(10))]),
    expected: ['stopped', 'nobody-receiving'],
  },
  {
    name: 'a nightly run that is overdue',
    facts: queue([during(60, abandoned(4000))], { expectedPauseSeconds: 1800 }),
    expected: ['stopped', 'nobody-receiving'],
  },
  {
    name: 'polled in the minute the messages came, then no more',
    facts: queue([during(30, POLLED), during(1, { ...POLLED, visible: 10, sent: 10 }), during(9, abandoned(20))]),
    expected: ['stopped', 'nobody-receiving'],
  },
  {
    name: 'consumers poll and get nothing',
    facts: queue([during(30, BUSY), during(20, { ...abandoned(10), polls: 12 })]),
    expected: ['stopped', 'polls-return-nothing'],
  },
  {
    name: 'polls that return nothing for eight minutes: short polls miss messages',
    facts: queue([during(30, BUSY), during(9, { ...abandoned(10), polls: 12 })]),
    expected: ['ok', 'just-arrived'],
  },
  {
    name: 'was stopped, and a person looked at one message',
    facts: queue([during(30, abandoned(0)), during(1, { visible: 1800, received: 1 }), during(3, { visible: 1810 })]),
    previous: was('stopped', 'nobody-receiving', minutesAgo(40)),
    expected: ['stopped', 'nobody-receiving'],
    since: minutesAgo(40),
  },
  {
    name: 'was stopped, and a person is looking at ten messages right now',
    facts: queue([during(40, abandoned(0)), during(1, { visible: 2390, inFlight: 10, sent: 60 })]),
    previous: was('stopped', 'nobody-receiving'),
    expected: ['stopped', 'nobody-receiving'],
  },
  {
    name: 'was stopped, and reads zero for the first time',
    facts: queue([during(30, abandoned(0)), during(1, {})]),
    previous: was('stopped', 'nobody-receiving', minutesAgo(29)),
    expected: ['stopped', 'nobody-receiving'],
    because: 'nobody-receiving before',
    since: minutesAgo(29),
  },
  {
    name: 'was stopped, four messages left: the guard is lower for what is broken',
    facts: queue([during(40, { visible: 4 })]),
    previous: was('stopped', 'nobody-receiving'),
    expected: ['stopped', 'nobody-receiving'],
  },

  {
    name: 'taken, never finished',
    facts: queue([during(30, BUSY), during(22, TAKEN)]),
    expected: ['stalled', 'taken-never-finished'],
    because: '640 taken, none finished, 1\u202f930 waiting',
    since: minuteStart(21),
  },
  {
    name: 'received, given back, never finished',
    facts: queue([during(20, BUSY), during(25, GIVEN_BACK)]),
    expected: ['stalled', 'taken-never-finished'],
  },
  {
    name: 'the age falls while nothing is finished: a standard queue sends what fails to the back',
    facts: queue([during(20, BUSY), during(25, { ...GIVEN_BACK, age: (m) => 900 - m * 30 })]),
    expected: ['stalled', 'taken-never-finished'],
  },
  {
    name: 'a visibility timeout of half an hour, and nothing finished for forty minutes',
    facts: queue([during(10, BUSY), during(42, { inFlight: 30, visible: 40, sent: 5 })], { config: { visibilityTimeoutSeconds: 1800 } }),
    expected: ['stalled', 'taken-never-finished'],
  },
  {
    name: 'a visibility timeout of two hours, and nothing finished for three',
    facts: queue([during(5, BUSY), during(180, { inFlight: 30, visible: 40 })], { config: { visibilityTimeoutSeconds: 7200 } }),
    expected: ['stalled', 'taken-never-finished'],
  },
  {
    name: 'FIFO: every group is blocked',
    facts: queue([during(20, BUSY), during(25, { visible: 5000, inFlight: 10, sent: 100, received: 20, polls: 40, age: pinned(60) })], {
      config: { fifo: true },
    }),
    expected: ['stalled', 'taken-never-finished'],
  },
  {
    name: 'was stalled, and one message was finished',
    facts: queue([during(20, TAKEN), during(1, { ...TAKEN, deleted: 1 }), during(3, TAKEN)]),
    previous: was('stalled', 'taken-never-finished', minutesAgo(20)),
    expected: ['stalled', 'taken-never-finished'],
    since: minutesAgo(20),
  },

  {
    name: 'dead letters arrive',
    facts: queue([during(40, BUSY)], { config: withRedrive(), deadLetter: deadLetters(412, 66) }),
    expected: ['poisoned', 'dead-lettering'],
    because: '5 receives each, 412 dead, +11\u202f/min',
    since: minutesAgo(6),
  },
  {
    name: 'three dead letters are enough',
    facts: queue([during(40, BUSY)], { config: withRedrive(), deadLetter: deadLetters(3, 3) }),
    expected: ['poisoned', 'dead-lettering'],
  },
  {
    name: 'every message dies, so the queue itself is empty',
    facts: queue([during(40, { sent: 10, received: 50 })], { config: withRedrive(), deadLetter: deadLetters(150, 60) }),
    expected: ['poisoned', 'dead-lettering'],
  },
  {
    name: 'nothing is finished and messages die: the dead letters say more',
    facts: queue([during(20, BUSY), during(25, GIVEN_BACK)], { config: withRedrive(), deadLetter: deadLetters(80, 60) }),
    expected: ['poisoned', 'dead-lettering'],
  },
  {
    name: 'a maxReceiveCount of 1',
    facts: queue([during(40, BUSY)], { config: withRedrive(1), deadLetter: deadLetters(9, 9) }),
    expected: ['poisoned', 'dead-lettering'],
    because: '1 receive each, 9 dead, +1.5\u202f/min',
  },
  {
    name: 'dead letters of several queues: this one does not finish what it receives',
    facts: queue([during(40, { ...BUSY, received: 650 })], { config: withRedrive(), deadLetter: deadLetters(412, 60, { sharedBy: 3 }) }),
    expected: ['poisoned', 'dead-lettering'],
  },
  {
    name: 'was poisoned, one more dead letter in the window',
    facts: queue([during(40, BUSY)], { config: withRedrive(), deadLetter: deadLetters(413, 1) }),
    previous: was('poisoned', 'dead-lettering', minutesAgo(48)),
    expected: ['poisoned', 'dead-lettering'],
    because: '+1 in 15\u202fmin',
    since: minutesAgo(48),
  },
  {
    name: 'messages fail again and again, and there is no dead-letter queue',
    facts: queue([during(40, { visible: (m) => 100 + m * 20, inFlight: 40, sent: 60, received: 400, deleted: 40, age: pinned(60) })]),
    expected: ['poisoned', 'redelivered-repeatedly'],
  },
  {
    name: 'the age falls while messages fail again and again',
    facts: queue([
      during(40, { visible: (m) => 100 + m * 20, inFlight: 40, sent: 60, received: 400, deleted: 40, age: (m) => 3000 - m * 60 }),
    ]),
    expected: ['poisoned', 'redelivered-repeatedly'],
  },
  {
    name: 'messages fail again and again, and the dead-letter queue is not visible',
    facts: queue([during(40, { visible: (m) => 100 + m * 20, inFlight: 40, sent: 60, received: 400, deleted: 40 })], {
      config: withRedrive(),
    }),
    expected: ['poisoned', 'redelivered-repeatedly'],
  },
];
