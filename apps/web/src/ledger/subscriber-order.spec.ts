import type { LedgerSubscriber } from '@weir/contract';
import { expect, it } from 'vitest';
import { verdictOf } from '../testing/known-topology.js';
import { worstSubscribersFirst } from './subscriber-order.js';

const exactly = (count: number) => ({ low: count, high: count });

function subscriber(name: string, state: 'ok' | 'failing' | null, failed = 0): LedgerSubscriber {
  return {
    ...{ expected: exactly(10), delivered: exactly(10 - failed), filtered: exactly(0), failed: exactly(failed) },
    ...{ deadLettered: exactly(0), unexplained: exactly(0), key: name, resourceId: null, name, endpoint: name, endpointId: null },
    ...{
      protocol: 'sqs',
      verdict: state === null ? null : verdictOf(state),
      evidence: 'totals',
      filterPolicy: null,
      filterPolicyScope: null,
    },
    ...{ deadLetterTargetArn: null, arrived: null, changedAt: [], stepsAt: 0 },
  };
}

it('the worst verdict comes first, then who missed most, then the name', () => {
  const given = [subscriber('b', 'ok'), subscriber('a', null), subscriber('missing', 'ok', 4), subscriber('dead', 'failing')];
  expect(worstSubscribersFirst(given).map(({ name }) => name)).toEqual(['dead', 'missing', 'a', 'b']);
});
