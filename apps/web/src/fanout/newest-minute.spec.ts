import { expect, it } from 'vitest';
import { fanoutResources } from '../testing/known-fanout.js';
import { knownTopology } from '../testing/known-topology.js';
import { perSecond } from './newest-minute.js';

it('tells rates only when they are known', () => {
  const resources = fanoutResources(knownTopology());
  const of = (name: string) => resources.find((resource) => resource.name === name) ?? { latest: {} };
  expect(perSecond(of('orders-to-labels'), 'matched')).toBe(38);
  expect(perSecond(of('orders-to-emails'), 'matched')).toBeNull();
});
