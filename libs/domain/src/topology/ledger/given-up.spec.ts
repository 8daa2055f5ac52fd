import { describe, expect, it } from 'vitest';
import { exactly } from './bounds.js';
import { CounterWindow } from './counter-window.js';
import { GIVEN_UP_BY_RULE, givenUpOver } from './given-up.js';
import { familyOf } from '../../series/families.js';
import { MINUTE_MS } from '../../series/sample.js';

const row = (at: number, settled: boolean, counts: Readonly<Record<string, number>>) => ({
  at: at * MINUTE_MS,
  settled,
  values: familyOf('events.rule').metrics.map(({ key }) => counts[key] ?? null),
});
const over = (rows: readonly ReturnType<typeof row>[], keeps = true) =>
  givenUpOver(CounterWindow.of('events.rule', rows, [], 0, 10 * MINUTE_MS), GIVEN_UP_BY_RULE, 0, 10 * MINUTE_MS, keeps);

describe('copies given up', () => {
  const settled = row(1, true, { failedInvocations: 700, sentToDlq: 700 });
  const newest = row(2, false, { failedInvocations: 757, sentToDlq: 598 });

  it('of a minute that is not settled are not lost because a dead-letter queue is not told of yet', () =>
    expect(over([settled, newest])).toEqual({
      failed: { low: 0, high: 159 },
      deadLettered: { low: 1_298, high: 1_457 },
      givenUp: exactly(1_457),
    }));

  it('are lost once it is settled', () =>
    expect(over([settled, { ...newest, settled: true }])).toMatchObject({ failed: exactly(159), deadLettered: exactly(1_298) }));

  it('are lost at once where nothing keeps them', () =>
    expect(over([row(2, false, { failedInvocations: 50 })], false)).toMatchObject({ failed: exactly(50), deadLettered: exactly(0) }));

  it('are lost at once as far as the dead-letter queue refused them', () =>
    expect(over([row(2, false, { failedInvocations: 50, notSentToDlq: 30 })])).toMatchObject({
      failed: { low: 30, high: 50 },
      deadLettered: { low: 0, high: 20 },
    }));
});
