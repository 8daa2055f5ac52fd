import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW } from '../testing/estate-fixture.js';
import { fanoutResources } from '../testing/known-fanout.js';
import { knownTopology } from '../testing/known-topology.js';
import { countRules, rulesHeading, rulesOf } from './rules-of-bus.js';

const resources = fanoutResources(knownTopology());
const commerce = resources.find(({ name }) => name === 'commerce-bus')?.arn ?? '';

describe('rules of a bus', () => {
  it('are none only when that is known', () => expect([rulesHeading(null), rulesHeading([])]).toEqual(['– rules', '0 rules']));
  it('stand worst first, then what is off, then what AWS made', () => {
    expect(rulesOf(resources, commerce, FIXTURE_NOW).map(({ name }) => name)).toEqual([
      'orders-to-emails',
      'orders-to-labels',
      'nightly-export',
      'AutoScalingManagedRule',
    ]);
  });
  it('are counted', () => {
    const { worst, ...counts } = countRules(rulesOf(resources, commerce, FIXTURE_NOW));
    expect([counts, worst?.name]).toEqual([{ all: 4, off: 1, managed: 1 }, 'orders-to-emails']);
    expect(countRules([]).worst).toBeNull();
  });
});
