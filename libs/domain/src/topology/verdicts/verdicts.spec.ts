import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyOf } from '../../series/families.js';
import { FAMILIES_OF_KIND } from '../../series/fanout-families.js';
import { CounterWindow } from '../ledger/counter-window.js';
import { MINUTE_MS } from '../../series/sample.js';
import { facts, line, minuteStart, NOW } from './case-windows.js';
import { DELIVERY_STREAM_CASES } from './delivery-stream.cases.js';
import { DELIVERY_CASES } from './delivery.cases.js';
import { EARLY_DELIVERY_CASES } from './early-delivery.cases.js';
import { EARLY_EVENT_CASES } from './early-event.cases.js';
import { EVENT_CASES } from './event.cases.js';
import { SCHEDULE_CASES } from './schedule.cases.js';
import { judgeFanout } from './judge-fanout.js';
import { FANOUT_REASONS } from './reasons.js';

const CASES = [
  ...DELIVERY_CASES,
  ...EARLY_DELIVERY_CASES,
  ...EVENT_CASES,
  ...EARLY_EVENT_CASES,
  ...DELIVERY_STREAM_CASES,
  ...SCHEDULE_CASES,
];

describe('the correctness table of what passes events on', () => {
  it.each(CASES.map((row) => [`${row.kind}: ${row.name}`, row] as const))('%s', (_, row) => {
    const { verdict } = judgeFanout(row.kind, row.facts, row.previous ?? null, NOW);
    expect([verdict.state, verdict.reason, verdict.because]).toEqual([...row.expected, expect.stringContaining(row.because ?? '')]);
    if (row.since !== undefined) expect(verdict.since).toBe(row.since);
  });

  it('names each case once, and reaches every reason', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    const reached = new Set(CASES.map(({ expected }) => expected[1]));
    expect(Object.keys(FANOUT_REASONS).filter((reason) => !reached.has(reason))).toEqual([]);
  });
});

describe('whatever the readings', () => {
  const kind = fc.constantFrom(
    'topic' as const,
    'bus' as const,
    'rule' as const,
    'pipe' as const,
    'function' as const,
    'schedule-group' as const,
    'delivery-stream' as const,
  );
  const count = fc.oneof(fc.constant(null), fc.constant(0), fc.nat(100_000));
  const window = kind.chain((of) => {
    const family = FAMILIES_OF_KIND[of][0] ?? 'sns.topic';
    const values = fc.array(count, { minLength: familyOf(family).metrics.length, maxLength: familyOf(family).metrics.length });
    return fc.record({
      kind: fc.constant(of),
      counters: fc.array(fc.option(values), { maxLength: 60 }).map((rows) =>
        CounterWindow.of(
          family,
          rows.flatMap((row, index) => (row === null ? [] : [{ at: minuteStart(61 - index), values: row }])),
          [],
          minuteStart(61),
          minuteStart(1),
        ),
      ),
    });
  });

  it('there is one verdict, of a known reason, that began before now', () => {
    fc.assert(
      fc.property(window, fc.nat(50), ({ kind: of, counters }, failed) => {
        const { verdict } = judgeFanout(of, facts({ counters, line: line({ expected: 100, failed }) }), null, NOW);
        expect(verdict.since).toBeLessThanOrEqual(NOW);
        expect(verdict.because).not.toBe('');
      }),
    );
  });

  it('minutes that were not read never make a thing idle', () => {
    const counters = CounterWindow.of('sns.topic', [], [], NOW - 60 * MINUTE_MS, NOW);
    expect(judgeFanout('topic', facts({ counters }), null, NOW).verdict.state).toBe('unknown');
  });
});
