import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceIdOf } from '../model/scope.js';
import { ALARM_CASES } from './alarms.cases.js';
import { type AlarmRecord, type AlarmSignal, type AlarmTransition, isActive, stepAlarm } from './step-alarm.js';

const OF = { rule: 'verdict' as const, resourceId: resourceIdOf('arn:aws:sqs:eu-west-1:111122223333:orders') };
const START = Date.UTC(2026, 10, 24, 9);
const LOOK_MS = 30_000;

const SIGNALS: Readonly<Record<string, AlarmSignal>> = {
  T: { is: 'true', reason: 'nobody-receiving', because: 'nobody receives', verdict: 'stopped', troubleSince: START, loss: null },
  '.': { is: 'false' },
  '?': { is: 'unknown' },
  x: { is: 'gone', why: 'resource-deleted' },
};

interface Lived {
  readonly alarm: AlarmRecord | null;
  readonly transitions: readonly AlarmTransition[];
  /** After each look. */
  readonly states: readonly (AlarmRecord['state'] | null)[];
}

function live(looks: string, timing: { forSeconds: number; clearSeconds: number }, from: AlarmRecord | null = null, begin = 0): Lived {
  let alarm = from;
  const transitions: AlarmTransition[] = [];
  const states: (AlarmRecord['state'] | null)[] = [];
  [...looks].forEach((look, index) => {
    const step = stepAlarm(OF, alarm, SIGNALS[look] ?? { is: 'unknown' }, timing, START + (begin + index) * LOOK_MS);
    alarm = step.alarm;
    transitions.push(...step.transitions);
    states.push(alarm?.state ?? null);
  });
  return { alarm, transitions, states };
}

describe('one alarm', () => {
  it.each(ALARM_CASES.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const { alarm, transitions } = live(row.looks, row);
    expect(transitions.map(({ at, to, reason }) => `${(at - START) / LOOK_MS}: ${to} ${reason}`)).toEqual(row.transitions);
    expect(alarm?.state ?? null).toBe(row.ends);
  });

  const looks = fc.array(fc.constantFrom('T', '.', '?'), { minLength: 1, maxLength: 60 }).map((all) => all.join(''));
  const timing = fc.record({ forSeconds: fc.constantFrom(0, 30, 60, 120), clearSeconds: fc.constantFrom(0, 30, 60, 300) });

  it('is never resolved by what is not known, however long', () => {
    fc.assert(
      fc.property(looks, timing, fc.integer({ min: 1, max: 500 }), (before, given, blind) => {
        const known = live(before, given);
        const later = live('?'.repeat(blind), given, known.alarm, before.length);
        expect(later.alarm?.state).toBe(known.alarm?.state);
        expect(later.transitions).toEqual([]);
      }),
    );
  });

  it('resolves only at a look that says false', () => {
    fc.assert(
      fc.property(looks, timing, (all, given) => {
        const { transitions } = live(all, given);
        for (const { at, to } of transitions) if (to === 'resolved') expect(all[(at - START) / LOOK_MS]).toBe('.');
        for (const { at, to } of transitions) if (to === 'firing') expect(all[(at - START) / LOOK_MS]).toBe('T');
      }),
    );
  });

  it('is the same replayed from any moment it was stored at', () => {
    fc.assert(
      fc.property(looks, timing, fc.nat(60), (all, given, cut) => {
        const at = Math.min(cut, all.length);
        const first = live(all.slice(0, at), given);
        const stored = JSON.parse(JSON.stringify(first.alarm)) as AlarmRecord | null;
        const second = live(all.slice(at), given, stored, at);
        const whole = live(all, given);
        expect(second.alarm).toEqual(whole.alarm);
        expect([...first.transitions, ...second.transitions]).toEqual(whole.transitions);
      }),
    );
  });

  it('fires once for an input that flaps faster than it would be clear', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 }), (gaps) => {
        const all = gaps.map((gap) => `T${'.'.repeat(gap)}`).join('');
        const { transitions } = live(all, { forSeconds: 0, clearSeconds: 300 });
        expect(transitions.filter(({ from, to }) => from === 'pending' && to === 'firing')).toHaveLength(1);
        expect(transitions.filter(({ to }) => to === 'resolved')).toEqual([]);
      }),
    );
  });

  it('keeps its transitions a path, each beginning where the one before ended', () => {
    fc.assert(
      fc.property(looks, timing, (all, given) => {
        const { transitions, alarm } = live(all, given);
        transitions.forEach((each, index) => {
          expect(each.from).toBe(transitions[index - 1]?.to ?? null);
        });
        expect(transitions.at(-1)?.to).toBe(alarm?.state);
        if (alarm && isActive(alarm)) expect(alarm.firedAt).not.toBeNull();
      }),
    );
  });
});
