import { weirConfig } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import type { Batch } from './batch.js';
import { naiveCost, RATE_MONTH_SECONDS, steadyCost } from './forecast.js';
import { costByLevel, govern } from './governor.js';
import type { PollTarget } from './poll-target.js';
import { Fleet, IRELAND, OHIO, queue, START } from './testing/fleet.js';

const DAY_SECONDS = 86_400;
const TICK_SECONDS = 10;
const CONFIG = weirConfig.parse({});

const MIX: readonly (readonly [name: string, count: number, facts: Partial<PollTarget>])[] = [
  ['busy', 700, { activity: 'busy', state: 'ok' }],
  ['idle', 600, { activity: 'idle', state: 'ok' }],
  ['asleep', 310, { activity: 'asleep', state: 'idle' }],
  ['trouble', 30, { activity: 'busy', state: 'stalled' }],
  ['watched', 10, { activity: 'busy', watched: true }],
  ['promised', 50, { activity: 'busy', promised: true }],
  ['fifo', 50, { activity: 'busy', fifo: true }],
  ['dlq', 200, { activity: 'idle', isDeadLetterQueue: true }],
  ['dlq-holding', 50, { activity: 'busy', isDeadLetterQueue: true, state: 'poisoned' }],
];

const estate = (): readonly PollTarget[] =>
  MIX.flatMap(([name, count, facts]) =>
    Array.from({ length: count }, (_, index) => queue(`${name}-${index}`, { ...facts, scope: index % 3 === 0 ? OHIO : IRELAND })),
  );

interface Tally {
  calls: number;
  usd: number;
}

/** Steps of ten seconds, replies taking one step. The first hour, in which everything is new, is not counted. */
function run(fleet: Fleet, seconds: number): Readonly<Record<Batch['kind'], Tally>> & { readonly usd: number } {
  const tally = {
    live: { calls: 0, usd: 0 },
    metrics: { calls: 0, usd: 0 },
    discovery: { calls: 0, usd: 0 },
    backfill: { calls: 0, usd: 0 },
  };
  let flying: readonly Batch[] = [];
  for (let second = -3600; second < seconds; second += TICK_SECONDS) {
    const now = START + second * 1000;
    for (const batch of flying) fleet.finish(batch, 'ok', now);
    flying = fleet.plan(now);
    for (const batch of flying) {
      fleet.begin(batch, now);
      if (second < 0) continue;
      tally[batch.kind].calls += batch.calls;
      tally[batch.kind].usd += batch.usd;
    }
  }
  return { ...tally, usd: Object.values(tally).reduce((sum, { usd }) => sum + usd, 0) };
}

describe('a simulated day of 2,000 queues', () => {
  it('costs what was forecast, and a small part of polling everything every minute', () => {
    const targets = estate();
    const spent = run(new Fleet(targets), DAY_SECONDS);
    const forecast = steadyCost(targets, [], CONFIG);
    const perDay = (usdPerMonth: number): number => (usdPerMonth * DAY_SECONDS) / RATE_MONTH_SECONDS;
    const line = (api: string): number => perDay(forecast.lines.find((each) => each.api === api)?.usdPerMonth ?? Number.NaN);

    expect(targets).toHaveLength(2000);
    expect(Math.abs(spent.live.usd / line('sqs:GetQueueAttributes') - 1)).toBeLessThan(0.01);
    expect(Math.abs(spent.metrics.usd / line('cloudwatch:GetMetricData') - 1)).toBeLessThan(0.01);
    expect(Math.abs(spent.discovery.usd / line('sqs:ListQueues') - 1)).toBeLessThan(0.01);
    expect(spent.usd).toBeLessThan(perDay(naiveCost(targets, CONFIG).usdPerMonth) / 8);
    // Packed, although a third of the estate is a scope of its own and FIFO and dead-letter queues travel apart.
    expect(spent.metrics.usd / 1e-5 / spent.metrics.calls).toBeGreaterThan(80);
  }, 60_000);

  it.each([0.9, 0.25])(
    'stays under a cap of %f of its forecast',
    (share) => {
      const targets = estate();
      const byLevel = costByLevel(targets, CONFIG);
      const capUsd = (byLevel[0] ?? 0) * share;
      const decision = govern({ capUsd, spentUsd: 0, usdPerMonthByLevel: byLevel }, null, Date.UTC(2026, 10, 1));
      expect(decision.achievable).toBe(true);
      const steps = new Map([[IRELAND.accountId, decision.steps]]);
      const spent = run(new Fleet(targets, CONFIG, { steps }), DAY_SECONDS / 4);
      const monthUsd = spent.usd * 4 * 30;
      expect(monthUsd).toBeLessThanOrEqual(capUsd);
      expect(Math.abs(monthUsd / decision.forecastUsd - 1)).toBeLessThan(0.02);
    },
    60_000,
  );
});
