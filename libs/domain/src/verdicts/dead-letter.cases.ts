import { deadLetterQueue, during, minuteStart, minutesAgo, SOURCE, was, type VerdictCase } from './case-windows.js';

/** Dead-letter queues. */
export const DEAD_LETTER_CASES: readonly VerdictCase[] = [
  { name: 'an empty dead-letter queue', facts: deadLetterQueue([during(60, {})]), expected: ['ok', 'no-dead-letters'] },
  {
    name: 'an empty dead-letter queue of which CloudWatch stopped reporting',
    facts: deadLetterQueue([during(60, {})], { cloudwatch: { none: 'inactive' } }),
    expected: ['ok', 'no-dead-letters'],
  },
  {
    name: 'the first dead letter, at the first reading that shows it',
    facts: deadLetterQueue([during(60, {}), during(1, { visible: 1 })]),
    previous: was('ok', 'no-dead-letters'),
    expected: ['poisoned', 'dead-letters-arriving'],
    because: '1 dead letter, +1 in 15\u202fmin',
    since: minuteStart(0),
  },
  {
    name: 'automatic moves are not counted as sent: the depth shows them',
    facts: deadLetterQueue([during(30, { visible: 302 }), during(10, { visible: (m) => 302 + (m + 1) * 11 })]),
    expected: ['poisoned', 'dead-letters-arriving'],
    because: '412 dead letters, +11\u202f/min',
    since: minuteStart(9),
  },
  {
    name: 'a function sends its failures here: they are counted as sent',
    facts: deadLetterQueue([during(30, {}), during(10, { visible: 5, sent: 2, received: 2, deleted: 2 })]),
    expected: ['poisoned', 'dead-letters-arriving'],
  },
  {
    name: 'dead letters wait, and nobody takes them',
    facts: deadLetterQueue([during(60, { visible: 412, age: 86_400 })]),
    expected: ['stalled', 'dead-letters-waiting'],
    because: '412 dead letters wait, none leaves',
  },
  {
    name: 'one dead letter is enough',
    facts: deadLetterQueue([during(60, { visible: 1 })]),
    expected: ['stalled', 'dead-letters-waiting'],
    because: '1 dead letter waits, none leaves',
  },
  {
    name: 'asleep for CloudWatch, and dead letters inside',
    facts: deadLetterQueue([during(60, { visible: 7 })], { cloudwatch: { none: 'inactive' } }),
    expected: ['stalled', 'dead-letters-waiting'],
  },
  {
    name: 'arrived half an hour ago: waiting since then',
    facts: deadLetterQueue([during(20, {}), during(30, { visible: 12 })]),
    expected: ['stalled', 'dead-letters-waiting'],
    since: minuteStart(29),
  },
  {
    name: 'a peek hides messages: they neither left nor arrived',
    facts: deadLetterQueue([during(50, { visible: 412 }), during(2, { visible: 402, inFlight: 10 }), during(1, { visible: 412 })]),
    expected: ['stalled', 'dead-letters-waiting'],
  },
  {
    name: 'a peek within a minute: its greatest values count messages twice',
    facts: deadLetterQueue([during(50, { visible: 412 }), during(1, { visible: 412, inFlight: 10 }), during(2, { visible: 412 })]),
    expected: ['stalled', 'dead-letters-waiting'],
  },
  {
    name: 'all of them in flight: not empty',
    facts: deadLetterQueue([during(50, { visible: 3 }), during(3, { inFlight: 3 })]),
    expected: ['stalled', 'dead-letters-waiting'],
  },
  {
    name: 'approximate counts of a great many waver',
    facts: deadLetterQueue([during(60, { visible: (m) => 100_000 + (m % 3) * 30 })]),
    expected: ['stalled', 'dead-letters-waiting'],
  },
  {
    name: 'approximate counts that waver downwards are no departure',
    facts: deadLetterQueue([during(60, { visible: (m) => 100_000 + ([60, 30, 40, 10, 20, 0][m % 6] ?? 0) })]),
    expected: ['stalled', 'dead-letters-waiting'],
  },
  {
    name: 'a redrive runs',
    facts: deadLetterQueue([during(60, { visible: 412 })], { redriving: true }),
    previous: was('stalled', 'dead-letters-waiting'),
    expected: ['slow', 'dead-letters-leaving'],
    because: 'being redriven',
  },
  {
    name: 'they are taken out by hand',
    facts: deadLetterQueue([during(40, { visible: 412 }), during(6, { visible: (m) => 400 - m * 60 })]),
    expected: ['slow', 'dead-letters-leaving'],
    because: '100 dead letters left',
  },
  {
    name: 'a redrive whose messages come back',
    facts: deadLetterQueue(
      [during(40, { visible: 412 }), during(5, { visible: (m) => 300 - m * 50 }), during(3, { visible: (m) => 160 + m * 60 })],
      {
        redriving: true,
      },
    ),
    expected: ['poisoned', 'dead-letters-arriving'],
  },
  {
    name: 'the first zero does not clear it',
    facts: deadLetterQueue([during(40, { visible: 4 }), during(1, {})]),
    previous: was('stalled', 'dead-letters-waiting', minutesAgo(60)),
    expected: ['stalled', 'dead-letters-waiting'],
    since: minutesAgo(60),
  },
  {
    name: 'nor does the second',
    facts: deadLetterQueue([during(40, { visible: 4 }), during(2, {})]),
    previous: was('stalled', 'dead-letters-waiting'),
    expected: ['stalled', 'dead-letters-waiting'],
  },
  {
    name: 'three minutes of zero do',
    facts: deadLetterQueue([during(40, { visible: 4 }), during(4, {})]),
    previous: was('stalled', 'dead-letters-waiting'),
    expected: ['ok', 'no-dead-letters'],
    since: minutesAgo(0),
  },
  {
    name: 'emptied after letters came: the last quarter of an hour does not hold it',
    facts: deadLetterQueue([during(40, {}), during(4, { visible: 9 }), during(5, {})]),
    previous: was('poisoned', 'dead-letters-arriving'),
    expected: ['ok', 'no-dead-letters'],
  },
  {
    name: 'cold start: dead letters in the first reading need no window',
    facts: deadLetterQueue([during(1, { visible: 9 })], { cloudwatch: { none: 'late' } }),
    expected: ['stalled', 'dead-letters-waiting'],
  },
  {
    name: 'cold start: a first zero is not yet empty',
    facts: deadLetterQueue([during(1, {})], { cloudwatch: { none: 'late' } }),
    expected: ['unknown', 'warming-up'],
  },
  {
    name: 'was arriving, nothing came for twenty minutes',
    facts: deadLetterQueue([during(20, { visible: 3 }), during(21, { visible: 412 })]),
    previous: was('poisoned', 'dead-letters-arriving', minutesAgo(48)),
    expected: ['stalled', 'dead-letters-waiting'],
    since: minuteStart(20),
  },
  {
    name: 'several sources',
    facts: deadLetterQueue([during(60, { visible: 5 })], { sources: [SOURCE, { ...SOURCE, fifo: true }] }),
    expected: ['stalled', 'dead-letters-waiting'],
  },
  {
    name: 'filled by a subscription alone: nobody is meant to receive here',
    facts: deadLetterQueue([during(40, {}), during(5, { visible: (minute) => minute * 4 })], { sources: ['sent-anew'] }),
    expected: ['poisoned', 'dead-letters-arriving'],
  },
];
