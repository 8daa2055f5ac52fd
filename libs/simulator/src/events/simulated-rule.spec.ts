import { MINUTE_MS } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import type { TargetBlueprint } from '../estate/event-blueprint.js';
import { TICK_MS } from '../traffic/tick.js';
import type { Courier, Handover } from './courier.js';
import { sampleOf } from './event-sample.js';
import { SimulatedRule } from './simulated-rule.js';

const T0 = Date.UTC(2026, 10, 24);
const PLACE = { accountId: '111122223333', region: 'eu-west-1', bus: 'shop', name: 'orders' };
const SAMPLE = sampleOf({ account: PLACE.accountId, region: PLACE.region, source: 's', detailType: 't', detail: {}, resources: [] });
const TARGET: TargetBlueprint = {
  id: 'a',
  arn: 'arn:aws:lambda:eu-west-1:111122223333:function:a',
  roleArn: null,
  deadLetterArn: null,
  retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeSeconds: 60 },
  input: { kind: 'event' },
};

function ruleThat(hand: (count: number) => Handover): SimulatedRule {
  const courier: Courier = { hand: (_target, _rule, { count }) => hand(count), bury: () => false };
  const settings = {
    description: '',
    eventPattern: '{"source":["s"]}',
    scheduleExpression: null,
    state: 'ENABLED',
    managedBy: null,
  } as const;
  const rule = new SimulatedRule(PLACE, { ...settings }, courier, 1, 24 * 60);
  rule.putTarget(TARGET);
  return rule;
}
const delivers = (count: number): Handover => ({ delivered: count, retryable: 0, permanent: 0, failure: null });
const defers = (count: number): Handover => ({
  delivered: 0,
  retryable: count,
  permanent: 0,
  failure: { reason: 'server-error', statusCode: 503, message: 'later' },
});
const wave = (now: number) => ({ sample: SAMPLE, count: 3, ingestedAt: now });

describe('the minutes of a rule', () => {
  it('begin with the one in whose last tick it first ran', () => {
    const rule = ruleThat(delivers);
    rule.closeMinute(T0, true);
    rule.run(wave(T0 + MINUTE_MS), T0 + MINUTE_MS);
    rule.closeMinute(T0 + MINUTE_MS, true);
    expect(rule.table.read(T0 - MINUTE_MS, 'matched')).toBeNaN();
    expect(rule.table.read(T0, 'matched')).toBe(3);
  });

  it('tell how that ends which waited when it was disabled, though nothing is tried any more', () => {
    const rule = ruleThat(defers);
    rule.run(wave(T0), T0);
    rule.change({ state: 'DISABLED' });
    let failed = 0;
    for (let now = T0 + TICK_MS; now <= T0 + 10 * MINUTE_MS; now += TICK_MS) {
      rule.tick(now);
      if (now % MINUTE_MS !== 0) continue;
      rule.closeMinute(now, true);
      failed += rule.table.read(now - MINUTE_MS, 'failed') || 0;
    }
    expect(failed).toBe(3);
    expect(rule.table.read(T0 + 9 * MINUTE_MS, 'matched')).toBeNaN();
  });

  it('of a removed target are still told of, and what becomes of what waits for it', () => {
    const rule = ruleThat(defers);
    rule.run(wave(T0), T0);
    rule.removeTarget('a');
    rule.closeMinute(T0 + MINUTE_MS, true);
    const books = () => rule.allLines.flatMap(({ copies }) => copies.between(T0, T0 + MINUTE_MS).map(([, fates]) => fates));
    expect(books()).toMatchObject([{ due: 3, lost: 0 }]);
    for (let now = T0 + TICK_MS; now <= T0 + 5 * MINUTE_MS; now += TICK_MS) rule.tick(now);
    expect(books()).toMatchObject([{ due: 3, lost: 3, delivered: 0 }]);
  });
});
