import { alarmConfig, type VerdictState } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { queue } from '../topology/testing/small-estate.js';
import { effectiveSettings, settingsLayers } from './alarm-settings.js';
import { type AlarmPast, previewAlarms } from './preview-alarms.js';
import { resourceOf } from './testing/resource-of.js';

const FROM = Date.UTC(2026, 10, 17, 9);
const MINUTE = 60_000;
const range = { from: FROM, to: FROM + 7 * 1440 * MINUTE };
const ORDERS = queue('orders');
const resource = resourceOf(ORDERS, [ORDERS], { verdict: 'ok', reason: 'flowing', at: FROM });
const settings = (given: object) =>
  effectiveSettings(settingsLayers(alarmConfig.parse(given), [], { account: String, resource: String }), ORDERS);

const REASONS: Readonly<Partial<Record<VerdictState, string>>> = {
  ok: 'flowing',
  stopped: 'nobody-receiving',
  slow: 'backlog-growing',
  unknown: 'denied',
};
/** Verdicts by the minute in which they began. */
const past = (verdicts: readonly (readonly [minute: number, state: VerdictState])[], ages: AlarmPast['ages'] = []): AlarmPast => ({
  resource,
  ages,
  transitions: verdicts.map(([minute, to], index) => ({
    ...{ resourceId: ORDERS.id, at: FROM + minute * MINUTE, from: verdicts[index - 1]?.[1] ?? null, to },
    ...{ reason: REASONS[to] ?? to, because: `it is ${to}` },
  })),
});
const told = (of: AlarmPast, given: object = {}) =>
  previewAlarms(of, settings(given), range).map(({ rule, firedAt, resolvedAt }) => [
    rule,
    (firedAt - FROM) / MINUTE,
    resolvedAt === null ? null : (resolvedAt - FROM) / MINUTE,
  ]);

describe('which alarms would have fired', () => {
  it('counts what was broken, and not what passed before it was worth an alarm', () => {
    const week = past([
      [-60, 'ok'],
      [100, 'stopped'],
      [130, 'ok'],
      [2000, 'slow'],
      [2004, 'ok'],
      [5000, 'slow'],
      [5030, 'ok'],
    ]);
    expect(told(week)).toEqual([
      ['verdict', 101, 135],
      ['verdict', 5010, 5035],
    ]);
    expect(told(week, { verdictFloor: 'broken' })).toEqual([['verdict', 101, 135]]);
    expect(told(week, { rules: { verdict: { forSeconds: 3600 } } })).toEqual([]);
    expect(told(week, { enabled: false })).toEqual([]);
  });

  it('goes on through what was not known, and to the end', () => {
    expect(
      told(
        past([
          [-60, 'ok'],
          [100, 'stopped'],
          [130, 'unknown'],
          [4000, 'ok'],
        ]),
      ),
    ).toEqual([['verdict', 101, 4005]]);
    expect(told(past([[-60, 'stopped']]))).toEqual([['verdict', 1, null]]);
  });

  it('holds ages against a budget', () => {
    const ages = [
      [FROM, 30],
      [FROM + 300_000, 900],
      [FROM + 600_000, 900],
      [FROM + 900_000, null],
    ] as const;
    expect(told(past([[-60, 'ok']], ages), { ageBudgetSeconds: 600 })).toEqual([['age-over-budget', 7, 20]]);
    expect(told(past([[-60, 'ok']], ages))).toEqual([]);
  });
});
