import type { VerdictState } from '@weir/contract';
import { during, queue } from './case-windows.js';
import type { JudgedVerdict, QueueFacts } from './queue-facts.js';
import type { VerdictReason } from './reasons.js';

export interface VerdictCase {
  /** What the case guards. */
  readonly name: string;
  readonly facts: QueueFacts;
  readonly previous?: JudgedVerdict;
  readonly expected: readonly [VerdictState, VerdictReason];
  /** A part of the sentence. */
  readonly because?: string;
  readonly since?: number;
}

/** A queue that keeps up: 600 messages a minute come and go. */
const BUSY = { visible: 40, inFlight: 12, sent: 600, received: 600, deleted: 600 };
const EMPTY_AND_POLLED = { polls: 3 };
/** Nobody takes what arrives. */
const ABANDONED = (from: number) => ({ visible: (m: number) => from + m * 60, sent: 60 });
const wave = (middle: number, height: number) => (m: number) => middle + Math.round(height * Math.sin(m * 1.7));

const HEALTHY: readonly VerdictCase[] = [
  { name: 'a busy queue that keeps up', facts: queue([during(40, BUSY)]), expected: ['ok', 'flowing'], because: '10\u202f/s arrive' },
  {
    name: 'deleted above received (duplicate deletes)',
    facts: queue([during(40, { ...BUSY, deleted: 660 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'sent below deleted (deduplicated FIFO sends are not counted)',
    facts: queue([during(40, { ...BUSY, sent: 500 })], { config: { fifo: true } }),
    expected: ['ok', 'flowing'],
  },
  { name: 'some duplicates received', facts: queue([during(40, { ...BUSY, received: 690 })]), expected: ['ok', 'flowing'] },
  {
    name: 'a backlog that wavers without direction',
    facts: queue([during(40, { ...BUSY, visible: wave(400, 150) })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a burst two minutes ago is no growth',
    facts: queue([during(40, BUSY), during(3, { ...BUSY, visible: (m) => 10_000 - m * 400, deleted: 1000 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a burst that drains',
    facts: queue([during(30, BUSY), during(10, { ...BUSY, visible: (m) => 10_000 - m * 700, received: 1300, deleted: 1300 })]),
    expected: ['ok', 'draining'],
  },
  {
    name: 'delayed messages wait for nobody',
    facts: queue([during(40, { delayed: 500, sent: 50 })]),
    expected: ['ok', 'waiting-on-delay'],
    because: '500 delayed',
  },
  {
    name: 'jobs of ten minutes are not stalled',
    facts: queue([
      during(30, EMPTY_AND_POLLED),
      during(2, { inFlight: 10, visible: 4, sent: 14, received: 10 }),
      during(9, { inFlight: 10, visible: 4 }),
    ]),
    expected: ['ok', 'working'],
  },
  {
    name: 'a visibility timeout longer than the window: an hour in flight proves nothing',
    facts: queue([during(2, EMPTY_AND_POLLED), during(56, { inFlight: 20, visible: 30 })], { config: { visibilityTimeoutSeconds: 7200 } }),
    expected: ['ok', 'working'],
  },
  {
    name: 'messages that have just arrived',
    facts: queue([during(30, EMPTY_AND_POLLED), during(3, ABANDONED(20))]),
    expected: ['ok', 'just-arrived'],
  },
  {
    name: 'the newest minutes missing at CloudWatch are not zero',
    facts: queue([during(40, BUSY)], { cloudwatch: 9 }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a zero that may still fill up is no zero',
    facts: queue([during(36, { ...BUSY, inFlight: 1 }), during(4, { visible: 40, inFlight: 1 })], { cloudwatch: { unsettled: 10 } }),
    expected: ['ok', 'flowing'],
  },
];
export const VERDICT_CASES: readonly VerdictCase[] = [...HEALTHY];
