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
  wave,
  withRedrive,
  type VerdictCase,
} from './case-windows.js';

/** Queues that must be left in peace. */
export const HEALTHY_CASES: readonly VerdictCase[] = [
  { name: 'a busy queue that keeps up', facts: queue([during(40, BUSY)]), expected: ['ok', 'flowing'], because: '10\u202f/s arrive' },
  {
    name: 'a message every ten minutes, each handled',
    facts: queue([
      during(40, { sent: (m) => (m % 10 ? 0 : 1), received: (m) => (m % 10 ? 0 : 1), deleted: (m) => (m % 10 ? 0 : 1), polls: 3 }),
    ]),
    expected: ['ok', 'flowing'],
  },
  { name: 'deleted above received: duplicate deletes', facts: queue([during(40, { ...BUSY, deleted: 660 })]), expected: ['ok', 'flowing'] },
  {
    name: 'a rate is the mean of the newest five minutes CloudWatch tells',
    facts: queue([during(35, BUSY), during(5, { ...BUSY, sent: 1200 })]),
    expected: ['ok', 'flowing'],
    because: '14\u202f/s arrive, 10\u202f/s are finished',
  },
  {
    name: 'three minutes are enough to see no trouble',
    facts: queue([during(3, BUSY)], { cloudwatch: 0 }),
    expected: ['ok', 'working'],
  },
  {
    name: 'five minutes of growth are too few to call it that',
    facts: queue([during(6, { visible: (m) => 12_000 + m * 240, inFlight: 300, sent: 3360, received: 3120, deleted: 3120 })], {
      cloudwatch: 0,
    }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a standing backlog of five minutes of work',
    facts: queue([during(40, { ...BUSY, visible: wave(3000, 20) })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a backlog that grows but is still a handful',
    facts: queue([during(16, { visible: (m) => m, inFlight: 1, sent: 6, received: 5, deleted: 5 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'two receives for each finished',
    facts: queue([during(40, { ...BUSY, received: 1300 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a dozen receives for one finished, in a quarter of an hour',
    facts: queue([during(40, { visible: 3, inFlight: 3, received: 1, deleted: (m) => (m % 15 ? 0 : 1), sent: (m) => (m % 15 ? 0 : 1) })]),
    expected: ['ok', 'working'],
  },
  {
    name: 'an oldest message that has aged for ten minutes only',
    facts: queue([during(30, { ...BUSY, age: 400 }), during(10, { ...BUSY, age: (m) => 400 + m * 60 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'FIFO: as many groups in flight as can be, and polls that come back empty',
    facts: queue([during(40, { visible: 900, inFlight: 150, sent: 3000, received: 3000, deleted: 3000, polls: 40, groups: 150 })], {
      config: { fifo: true },
    }),
    expected: ['ok', 'flowing'],
  },
  { name: 'half as many in flight as SQS allows', facts: queue([during(40, { ...BUSY, inFlight: 60_000 })]), expected: ['ok', 'flowing'] },
  {
    name: 'nothing finished for ten minutes of growing backlog, but messages are in flight',
    facts: queue([during(30, BUSY), during(13, { visible: (m) => 100 + m * 60, inFlight: 40, sent: 60 })]),
    expected: ['ok', 'working'],
  },
  {
    name: 'a visibility timeout of half an hour: three minutes past it',
    facts: queue([during(20, BUSY), during(34, { inFlight: 30, visible: 40, sent: 5 })], { config: { visibilityTimeoutSeconds: 1800 } }),
    expected: ['ok', 'working'],
  },
  {
    name: 'taken a minute ago, where the counters are not complete yet',
    facts: queue([during(30, BUSY), during(5, { visible: 40 }), during(2, { visible: 40, inFlight: 12 }), during(1, { visible: 40 })], {
      cloudwatch: { unsettled: 10 },
    }),
    expected: ['ok', 'just-arrived'],
  },
  {
    name: 'was slow to drain, twelve minutes to go',
    facts: queue([during(41, { visible: (m) => 51_800 - m * 1000, inFlight: 12, sent: 10, received: 1010, deleted: 1010 })]),
    previous: was('slow', 'drains-slowly'),
    expected: ['ok', 'draining'],
  },
  {
    name: 'sent below deleted: deduplicated FIFO sends are not counted',
    facts: queue([during(40, { ...BUSY, sent: 500 })], { config: { fifo: true } }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'received a little above deleted: duplicates',
    facts: queue([during(40, { ...BUSY, received: 690 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a backlog that wavers without direction',
    facts: queue([during(40, { ...BUSY, visible: wave(400, 150) })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a wavering backlog of a minute and more of work is no slow drain',
    facts: queue([during(40, { ...BUSY, visible: wave(900, 40) })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'growth below a handful of messages',
    facts: queue([during(40, { visible: (m) => Math.floor(m / 4), inFlight: 1, sent: 6, received: 5, deleted: 5 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a burst two minutes ago is no growth',
    facts: queue([during(40, BUSY), during(3, { ...BUSY, visible: (m) => 10_000 - m * 400, deleted: 1000 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a burst of which the newest minutes show only the arrival',
    facts: queue([during(40, BUSY), during(1, { ...BUSY, visible: 10_000, sent: 10_600 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a burst that drains',
    facts: queue([during(30, BUSY), during(10, { ...BUSY, visible: (m) => 10_000 - m * 700, received: 1300, deleted: 1300 })]),
    expected: ['ok', 'draining'],
    because: '3\u202f700 wait',
  },
  {
    name: 'delayed messages wait for nobody',
    facts: queue([during(40, { delayed: 500, sent: 50 })]),
    expected: ['ok', 'waiting-on-delay'],
    because: '500 delayed',
  },
  {
    name: 'a delay queue whose consumer keeps up with what comes due',
    facts: queue([during(40, { ...BUSY, visible: 0, delayed: 5000 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'jobs of ten minutes are not stalled',
    facts: queue([
      during(30, POLLED),
      during(2, { inFlight: 10, visible: 4, sent: 7, received: 5 }),
      during(9, { inFlight: 10, visible: 4 }),
    ]),
    expected: ['ok', 'working'],
    because: '10 in flight, none finished yet',
  },
  {
    name: 'a visibility timeout of half an hour: 25 minutes without a finish are allowed',
    facts: queue([during(20, BUSY), during(26, { inFlight: 30, visible: 40, sent: 5 })], { config: { visibilityTimeoutSeconds: 1800 } }),
    expected: ['ok', 'working'],
  },
  {
    name: 'a visibility timeout longer than the window: an hour in flight proves nothing',
    facts: queue([during(2, POLLED), during(58, { inFlight: 20, visible: 30 })], { config: { visibilityTimeoutSeconds: 7200 } }),
    expected: ['ok', 'working'],
  },
  {
    name: 'jobs that are all received at once and finish later are not redelivered',
    facts: queue([during(20, POLLED), during(10, { inFlight: (m) => (m + 1) * 58, visible: 20, sent: 60, received: 60, deleted: 2 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'messages that have just arrived',
    facts: queue([during(30, POLLED), during(3, abandoned(20))]),
    expected: ['ok', 'just-arrived'],
  },
  {
    name: 'a consumer that runs every twelve minutes, eleven minutes after its run',
    facts: queue([
      during(49, { visible: (m) => (m % 12) * 10 + 10, sent: 10, received: (m) => (m % 12 ? 0 : 120), deleted: (m) => (m % 12 ? 0 : 120) }),
      during(10, { visible: (m) => m * 10 + 10, sent: 10 }),
    ]),
    expected: ['ok', 'just-arrived'],
  },
  {
    name: 'a nightly run: messages wait all day as declared',
    facts: queue([during(60, abandoned(4000))], { expectedPauseSeconds: 90_000 }),
    expected: ['ok', 'waiting-for-its-run'],
  },
  {
    name: 'the newest minutes missing at CloudWatch are not zero',
    facts: queue([during(40, BUSY)], { cloudwatch: 9 }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a zero that may still fill up is no zero',
    because: '10\u202f/s arrive',
    facts: queue([during(37, { ...BUSY, inFlight: 1 }), during(3, { visible: 40, inFlight: 1 })], { cloudwatch: { unsettled: 10 } }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'CloudWatch throttled: messages in flight, throughput not known',
    facts: queue([during(40, { visible: wave(40, 9), inFlight: 12 })], { cloudwatch: { none: 'throttled' } }),
    expected: ['ok', 'working'],
    because: 'throughput not known',
  },
  {
    name: 'CloudWatch throttled: the backlog falls, so somebody receives',
    facts: queue([during(40, { visible: (m) => 4000 - m * 90 })], { cloudwatch: { none: 'throttled' } }),
    expected: ['ok', 'draining'],
  },
  {
    name: 'CloudWatch throttled: seven minutes of live readings are not enough to call it stopped',
    facts: queue([during(20, POLLED), during(7, abandoned(20))], { cloudwatch: { none: 'throttled' } }),
    expected: ['ok', 'just-arrived'],
  },
  { name: 'emptied a minute ago', facts: queue([during(40, BUSY), during(1, {})]), expected: ['ok', 'flowing'] },
  {
    name: 'reads empty, CloudWatch throttled: not idle',
    facts: queue([during(40, {})], { cloudwatch: { none: 'throttled' } }),
    expected: ['ok', 'reads-empty'],
  },
  {
    name: 'a live reading that failed once, the last one within its budget',
    facts: queue([during(40, BUSY)], { liveFailure: 'throttled' }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'two dead letters among ten thousand: the dead-letter queue tells, its source is fine',
    facts: queue([during(40, BUSY)], { config: withRedrive(), deadLetter: deadLetters(2, 2) }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'old dead letters, none of them new',
    facts: queue([during(40, BUSY)], { config: withRedrive(), deadLetter: deadLetters(412, 0) }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'dead letters of another queue: this one finishes what it receives',
    facts: queue([during(40, BUSY)], { config: withRedrive(), deadLetter: deadLetters(412, 60, { sharedBy: 3 }) }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'dead letters of another queue, this busy one has a few more receives than deletions: jitter accuses nobody',
    facts: queue([during(40, { ...BUSY, received: 601 })], { config: withRedrive(), deadLetter: deadLetters(7, 7, { sharedBy: 3 }) }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'dead letters of another queue, this one has messages in flight',
    facts: queue([during(40, { ...BUSY, inFlight: 300, received: 610 })], {
      config: withRedrive(),
      deadLetter: deadLetters(7, 7, { sharedBy: 3 }),
    }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'was growing, falls now',
    facts: queue([
      during(20, { ...BUSY, visible: (m) => 700 + m * 40 }),
      during(10, { ...BUSY, visible: (m) => 1500 - m * 80, deleted: 680 }),
    ]),
    previous: was('slow', 'backlog-growing'),
    expected: ['ok', 'draining'],
  },
  {
    name: 'was stopped, consumers are back and work the backlog off',
    facts: queue(
      [during(30, abandoned(0)), during(5, { visible: (m) => 1800 - m * 240, inFlight: 40, sent: 60, received: 300, deleted: 300 })],
      {
        cloudwatch: 1,
      },
    ),
    previous: was('stopped', 'nobody-receiving'),
    expected: ['ok', 'draining'],
    since: minutesAgo(0),
  },
  {
    name: 'was stalled, messages are finished again',
    facts: queue([during(30, { visible: 60, inFlight: 50, received: 20 }), during(8, { ...BUSY, visible: 60, inFlight: 50 })]),
    previous: was('stalled', 'taken-never-finished'),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'was poisoned, no dead letter in the window',
    facts: queue([during(40, BUSY)], { config: withRedrive(), deadLetter: deadLetters(412, 0) }),
    previous: was('poisoned', 'dead-lettering'),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'was stopped and was purged: empty for three minutes',
    facts: queue([during(30, abandoned(0)), during(5, {})]),
    previous: was('stopped', 'nobody-receiving'),
    expected: ['ok', 'flowing'],
  },
  { name: 'empty, consumers poll', facts: queue([during(60, POLLED)]), expected: ['idle', 'no-traffic'], because: 'consumers poll' },
  {
    name: 'empty, with five minutes of counters: not yet known to be idle',
    facts: queue([during(8, {})]),
    expected: ['ok', 'reads-empty'],
  },
  {
    name: 'empty, its consumer scaled to zero',
    facts: queue([during(60, {})]),
    expected: ['idle', 'no-traffic'],
    because: 'empty, nothing sent',
  },
  {
    name: 'a nightly queue by day, idle since its last message',
    facts: queue([during(20, BUSY), during(40, {})]),
    expected: ['idle', 'no-traffic'],
    since: minuteStart(40),
  },
  {
    name: 'inactive is not empty of knowledge: asleep, live readings are zero',
    facts: queue([during(60, {})], { cloudwatch: { none: 'inactive' } }),
    expected: ['idle', 'asleep'],
  },
  {
    name: 'asleep by what Weir has seen itself: nothing for seven hours',
    facts: queue([during(2, { visible: 3 }), during(420, {})], { cloudwatch: { none: 'throttled' } }),
    expected: ['idle', 'asleep'],
    since: minuteStart(420),
  },
  {
    name: 'not asleep: CloudWatch silent, yet a message an hour ago',
    facts: queue([during(2, { visible: 3 }), during(58, {})], { cloudwatch: { none: 'inactive' } }),
    expected: ['ok', 'reads-empty'],
  },
  {
    name: 'woken up: CloudWatch not back yet, first messages in flight',
    facts: queue([during(50, {}), during(3, { visible: 6, inFlight: 4 })], { cloudwatch: { none: 'inactive' } }),
    expected: ['ok', 'working'],
  },
];
