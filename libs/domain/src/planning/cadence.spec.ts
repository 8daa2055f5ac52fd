import type { GovernorStep } from '@weir/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CadenceFacts, cadenceOf, cadenceTable, nextDueAt, polledMetrics, wholeFamily } from './cadence.js';
import { GOVERNOR_STEPS } from './governor.js';
import { DEFAULTS } from './testing/fleet.js';

const QUEUE: CadenceFacts = { isDeadLetterQueue: false, state: 'ok', activity: 'busy', watched: false, promised: false };
const DLQ: CadenceFacts = { ...QUEUE, isDeadLetterQueue: true };

const upTo = (last: GovernorStep | null): readonly GovernorStep[] =>
  last === null ? [] : GOVERNOR_STEPS.slice(0, GOVERNOR_STEPS.indexOf(last) + 1);

type Row = readonly [what: string, facts: CadenceFacts, last: GovernorStep | null, live: number | null, cloudwatch: number | null];
const rows: readonly Row[] = [
  ['a busy queue', QUEUE, null, 15, 300],
  ['an idle queue', { ...QUEUE, activity: 'idle' }, null, 60, 300],
  ['a sleeping queue', { ...QUEUE, activity: 'asleep' }, null, 60, 3600],
  ['a stopped queue', { ...QUEUE, state: 'stopped' }, null, 15, 60],
  ['a slow queue that looks idle', { ...QUEUE, state: 'slow', activity: 'idle' }, null, 15, 60],
  ['a sleeping queue somebody looks at', { ...QUEUE, activity: 'asleep', watched: true }, null, 15, 60],
  ['an unknown queue is no trouble', { ...QUEUE, state: 'unknown', activity: 'idle' }, null, 60, 300],
  ['a DLQ that holds messages', DLQ, null, 15, 300],
  ['a poisoned DLQ has only an age to ask for', { ...DLQ, state: 'poisoned' }, null, 15, 300],
  ['an empty DLQ', { ...DLQ, activity: 'idle' }, null, 15, 3600],
  ['a DLQ with messages somebody looks at', { ...DLQ, watched: true }, null, 15, 60],
  ['idle, first step', { ...QUEUE, activity: 'idle' }, 'idle-cloudwatch', 60, 3600],
  ['busy, first step', QUEUE, 'idle-cloudwatch', 15, 300],
  ['idle, second step', { ...QUEUE, activity: 'idle' }, 'idle-live', 300, 3600],
  ['asleep, second step', { ...QUEUE, activity: 'asleep' }, 'idle-live', 300, 3600],
  ['busy, third step', QUEUE, 'busy-cloudwatch', 15, 900],
  ['trouble, third step', { ...QUEUE, state: 'stalled' }, 'busy-cloudwatch', 15, 300],
  ['DLQ, third step', DLQ, 'busy-cloudwatch', 15, 900],
  ['busy, fourth step', QUEUE, 'busy-live', 60, 900],
  ['watched, fourth step', { ...QUEUE, watched: true }, 'busy-live', 60, 300],
  ['trouble, fourth step', { ...QUEUE, state: 'poisoned' }, 'busy-live', 15, 300],
  ['DLQ, fourth step', DLQ, 'busy-live', 15, 900],
  ['busy, last step', QUEUE, 'promised-only', null, null],
  ['watched, last step', { ...QUEUE, watched: true }, 'promised-only', null, null],
  ['promised, last step', { ...QUEUE, promised: true }, 'promised-only', 60, 900],
  ['idle and promised, last step', { ...QUEUE, activity: 'idle', promised: true }, 'promised-only', 300, 3600],
  ['trouble, last step', { ...QUEUE, state: 'stopped' }, 'promised-only', 60, 900],
  ['DLQ, last step', DLQ, 'promised-only', 60, 3600],
  ['empty DLQ, last step', { ...DLQ, activity: 'idle' }, 'promised-only', 60, null],
];

const facts = fc.record<CadenceFacts>({
  isDeadLetterQueue: fc.boolean(),
  state: fc.constantFrom('poisoned', 'stopped', 'stalled', 'slow', 'unknown', 'stale', 'ok', 'idle'),
  activity: fc.constantFrom('busy', 'idle', 'asleep'),
  watched: fc.boolean(),
  promised: fc.boolean(),
});

describe('cadenceOf', () => {
  it.each(rows)('%s', (_, target, last, liveSeconds, cloudwatchSeconds) => {
    expect(cadenceOf(target, upTo(last), DEFAULTS)).toMatchObject({ liveSeconds, cloudwatchSeconds });
  });

  it('lets two reads be lost before a reading is stale, and keeps the budget of what is no longer read', () => {
    expect(cadenceOf(QUEUE, [], DEFAULTS).liveBudgetSeconds).toBe(45);
    expect(cadenceOf(QUEUE, upTo('busy-live'), DEFAULTS).liveBudgetSeconds).toBe(180);
    expect(cadenceOf(QUEUE, upTo('promised-only'), DEFAULTS).liveBudgetSeconds).toBe(45);
  });

  it('only ever lengthens from step to step, for any configuration', () => {
    const cadence = fc.record({
      liveBusySeconds: fc.integer({ min: 5, max: 900 }),
      liveIdleSeconds: fc.integer({ min: 15, max: 7200 }),
      cloudwatchBatchSeconds: fc.integer({ min: 60, max: 7200 }),
      cloudwatchTroubleSeconds: fc.integer({ min: 60, max: 7200 }),
      discoverySeconds: fc.constant(300),
    });
    fc.assert(
      fc.property(facts, cadence, fc.integer({ min: 1, max: 5 }), (target, configured, level) => {
        const config = { ...DEFAULTS, cadence: configured };
        const before = cadenceOf(target, GOVERNOR_STEPS.slice(0, level - 1), config);
        const after = cadenceOf(target, GOVERNOR_STEPS.slice(0, level), config);
        expect(after.liveSeconds ?? Infinity).toBeGreaterThanOrEqual(before.liveSeconds ?? Infinity);
        expect(after.cloudwatchSeconds ?? Infinity).toBeGreaterThanOrEqual(before.cloudwatchSeconds ?? Infinity);
      }),
    );
  });

  it('never lengthens live reads of dead letters and trouble before the last step', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 4 }), (target, level) => {
        const urgent = { ...target, ...(target.isDeadLetterQueue ? {} : { state: 'stopped' as const }) };
        expect(cadenceOf(urgent, GOVERNOR_STEPS.slice(0, level), DEFAULTS).liveSeconds).toBe(15);
      }),
    );
  });

  it('says the same from a table', () => {
    const tables = new Map(GOVERNOR_STEPS.map((_, level) => [level, cadenceTable(GOVERNOR_STEPS.slice(0, level), DEFAULTS)]));
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 4 }), (target, level) => {
        expect(tables.get(level)?.(target)).toEqual(cadenceOf(target, GOVERNOR_STEPS.slice(0, level), DEFAULTS));
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is asked of CloudWatch', () => {
  it('is what SQS cannot tell', () => {
    expect(polledMetrics({ fifo: false, isDeadLetterQueue: false })).toEqual(['oldestAge', 'sent', 'received', 'deleted', 'emptyReceives']);
    expect(polledMetrics({ fifo: true, isDeadLetterQueue: false })).toContain('groupsInFlight');
    expect(polledMetrics({ fifo: true, isDeadLetterQueue: true })).toEqual(['oldestAge']);
  });

  it('is everything when history is filled in, FIFO metrics for FIFO queues only', () => {
    expect(wholeFamily({ fifo: false })).toHaveLength(9);
    expect(wholeFamily({ fifo: true })).toHaveLength(11);
  });
});

describe('nextDueAt', () => {
  it('stays on its grid when a read was late', () => {
    expect(nextDueAt(15_000, 15, 0, 15, 15_000)).toBe(30_000);
    expect(nextDueAt(28_999, 15, 0, 15, 28_999)).toBe(30_000);
    expect(nextDueAt(15_000, 15, 4, 15, 15_000)).toBe(19_000);
  });

  it('is due at once when never read, or read in a future that was taken back', () => {
    expect(nextDueAt(null, 15, 3, 15, 1_000)).toBe(0);
    expect(nextDueAt(9_000, 15, 3, 15, 8_000)).toBe(0);
  });

  it('never lies more than a period ahead of the last read', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2e12 }),
        fc.integer({ min: 1, max: 7200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 60 }),
        (at, s, p, n) => {
          const due = nextDueAt(at, s, p, n, at);
          expect(due).toBeGreaterThan(at);
          expect(due).toBeLessThanOrEqual(at + s * 1000);
        },
      ),
    );
  });
});
