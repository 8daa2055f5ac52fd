import { afterEach, expect, it } from 'vitest';
import { CollectorRig } from '../testing/collector-rig.js';
import { TWO_PLACES } from '../testing/company-scopes.js';
import { useDatabaseServer } from '../testing/fresh-database.js';

useDatabaseServer();

const START = Date.UTC(2026, 10, 24, 9, 0);
/** What is spent in between is in the forecast too: most of a cent of a dollar, as the beginning and a restart each read every metric once. */
const ALIKE = 0.015;

let rig: CollectorRig;
afterEach(async () => {
  await rig.stop();
});

/** The forecasts of all accounts, US dollars, as they stand after each of so many minutes. */
async function forecastsOver(minutes: number): Promise<readonly (readonly number[])[]> {
  const forecasts: number[][] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    await rig.advance(1);
    forecasts.push((await rig.store.meter.budgets()).map(({ forecastUsd }) => forecastUsd));
  }
  return forecasts;
}

it('forecasts the month after discovery as it does after a restart', async () => {
  rig = await CollectorRig.start('healthy', START, { cloudwatch: { backfillDays: 0 } }, TWO_PLACES);
  const discovered = await forecastsOver(13);
  await rig.crash();
  await rig.restart();
  const restarted = await forecastsOver(13);
  const known = restarted.at(-1) ?? [];
  expect(known).toHaveLength(2);
  for (const [account, usd] of known.entries()) {
    expect(usd).toBeGreaterThan(1);
    // Neither grows towards what it should have been from the beginning.
    for (const forecasts of [...discovered, ...restarted]) expect(Math.abs((forecasts[account] ?? 0) / usd - 1)).toBeLessThan(ALIKE);
  }
}, 120_000);
