import type { EpochMs } from '@weir/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Budget, costByLevel, govern, GOVERNOR_STEPS, type GovernorState } from './governor.js';
import { DEFAULTS, queue } from './testing/fleet.js';

const HOUR = 3_600_000;
const FIRST = Date.UTC(2026, 10, 1);
const RATES = [100, 80, 75, 40, 35, 5];

const budget = (capUsd: number | null, spentUsd = 0, usdPerMonthByLevel: readonly number[] = RATES): Budget => ({
  capUsd,
  spentUsd,
  usdPerMonthByLevel,
});
const state = (level: number, since: EpochMs): GovernorState => ({
  steps: GOVERNOR_STEPS.slice(0, level),
  since,
  usdPerMonthByLevel: RATES,
  decidedAt: since,
});

/** Month-start forecasts equal the rates: November has 30 days. */
describe('govern', () => {
  it.each([
    ['no cap', null, 0, 0, 'no-cap'],
    ['a cap above the forecast', 100, 0, 0, 'within-cap'],
    ['a cap just below it', 99, 0, 1, 'over-cap'],
    ['as many steps as it takes, at once', 36, 0, 4, 'over-cap'],
    ['the last step', 20, 0, 5, 'over-cap'],
    ['a cap that is spent', 50, 50, 5, 'cap-spent'],
  ] as const)('%s', (_, capUsd, spentUsd, level, reason) => {
    const decision = govern(budget(capUsd, spentUsd), null, FIRST);
    expect(decision).toMatchObject({ steps: GOVERNOR_STEPS.slice(0, level), reason });
    expect(decision.forecastUsd).toBeCloseTo(spentUsd + (RATES[level] ?? Number.NaN), 10);
    expect(decision.ungovernedUsd).toBeCloseTo(spentUsd + 100, 10);
  });

  it('says when even the last step is over the cap, and takes it all the same', () => {
    expect(govern(budget(4), null, FIRST)).toMatchObject({ achievable: false, steps: GOVERNOR_STEPS });
    expect(govern(budget(6), null, FIRST)).toMatchObject({ achievable: true, steps: GOVERNOR_STEPS });
  });

  it('releases only with room to spare', () => {
    const later = FIRST + 2 * HOUR;
    const left = (30 * 24 - 2) / (30 * 24);
    expect(govern(budget(101 * left), state(1, FIRST), later)).toMatchObject({ reason: 'held', steps: ['idle-cloudwatch'] });
    expect(govern(budget(106 * left), state(1, FIRST), later)).toMatchObject({ reason: 'released', steps: [], since: later });
  });

  it('releases no sooner than an hour after the last change, but takes steps at any time', () => {
    const soon = FIRST + HOUR / 2;
    expect(govern(budget(1000), state(3, FIRST), soon)).toMatchObject({ reason: 'held', since: FIRST });
    expect(govern(budget(20), state(3, FIRST), soon)).toMatchObject({ reason: 'over-cap', steps: GOVERNOR_STEPS, since: soon });
  });

  it('lets go of everything when a new month begins', () => {
    const december = Date.UTC(2026, 11, 1);
    expect(govern(budget(150), state(5, december - 86_400_000), december + HOUR)).toMatchObject({ reason: 'released', steps: [] });
  });

  it('does not answer an hour of trouble as if it lasted until the month ends', () => {
    let decision = govern(budget(120), null, FIRST);
    for (let minute = 1; minute <= 60; minute += 1) {
      const doubled = RATES.map((usd) => usd * 2);
      decision = govern(budget(120, 0, doubled), decision, FIRST + minute * 60_000);
    }
    expect(decision.steps).toEqual([]);
    for (let hour = 2; hour <= 24; hour += 1) {
      decision = govern(
        budget(
          120,
          0,
          RATES.map((usd) => usd * 2),
        ),
        decision,
        FIRST + hour * HOUR,
      );
    }
    expect(decision.steps.length).toBeGreaterThan(0);
  });

  it('stays under an achievable cap over a whole month of restless costs, changing its mind seldom', () => {
    const day = 86_400_000;
    const restless = fc.array(fc.double({ min: 0.8, max: 1.2, noNaN: true }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 110 }), restless, (capUsd, loads) => {
        let spent = 0;
        let changes = 0;
        let decision = govern(budget(capUsd), null, FIRST);
        for (let at = FIRST + 600_000; at <= FIRST + 30 * day; at += 600_000) {
          const load = loads[Math.floor((at - FIRST - 1) / day)] ?? 1;
          const rates = RATES.map((usd) => usd * load);
          spent += ((rates[decision.steps.length] ?? 0) * 600) / (30 * 86_400);
          if (at === FIRST + 30 * day) break;
          const next = govern(budget(capUsd, spent, rates), decision, at);
          changes += next.steps.length === decision.steps.length ? 0 : 1;
          decision = next;
        }
        expect(spent).toBeLessThanOrEqual(capUsd * 1.001);
        expect(changes).toBeLessThanOrEqual(60);
      }),
      { numRuns: 40 },
    );
  });

  it('is monotone: less money or more spent never means fewer steps', () => {
    const rates = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 6, maxLength: 6 }).map((list) => list.toSorted((a, b) => b - a));
    const amount = fc.integer({ min: 1, max: 1200 });
    fc.assert(
      fc.property(rates, amount, amount, amount, amount, fc.integer({ min: 0, max: 5 }), (byLevel, capA, capB, spentA, spentB, level) => {
        const previous = { ...state(level, FIRST), usdPerMonthByLevel: byLevel };
        const rich = govern(budget(Math.max(capA, capB), Math.min(spentA, spentB), byLevel), previous, FIRST + 2 * HOUR);
        const poor = govern(budget(Math.min(capA, capB), Math.max(spentA, spentB), byLevel), previous, FIRST + 2 * HOUR);
        expect(poor.steps.length).toBeGreaterThanOrEqual(rich.steps.length);
      }),
    );
  });

  it('forecasts no more than the cap whenever any level can', () => {
    const rates = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 6, maxLength: 6 }).map((list) => list.toSorted((a, b) => b - a));
    fc.assert(
      fc.property(
        rates,
        fc.integer({ min: 1, max: 1200 }),
        fc.nat(1200),
        fc.integer({ min: 0, max: 5 }),
        (byLevel, capUsd, spentUsd, level) => {
          const decision = govern(budget(capUsd, spentUsd, byLevel), { ...state(level, FIRST), usdPerMonthByLevel: byLevel }, FIRST + HOUR);
          if (decision.achievable) expect(decision.forecastUsd).toBeLessThanOrEqual(capUsd);
        },
      ),
    );
  });
});

describe('costByLevel', () => {
  it('falls from level to level', () => {
    const targets = [
      ...Array.from({ length: 10 }, (_, index) => queue(`idle-${index}`)),
      ...Array.from({ length: 10 }, (_, index) => queue(`busy-${index}`, { activity: 'busy' })),
      queue('dlq', { isDeadLetterQueue: true, activity: 'busy' }),
    ];
    const costs = costByLevel(targets, DEFAULTS);
    expect(costs).toHaveLength(6);
    for (let level = 1; level < 6; level += 1) expect(costs[level]).toBeLessThan(costs[level - 1] ?? 0);
  });
});
