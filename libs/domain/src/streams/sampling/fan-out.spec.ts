import { prices } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { chooseConsumer, fanOutBudget, readPricePerGb, type RegisteredConsumer } from './fan-out.js';

const ARN = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks/consumer/weir:1795510800';
const weir = (changes: Partial<RegisteredConsumer> = {}): RegisteredConsumer => ({
  name: 'weir',
  arn: ARN,
  state: 'ACTIVE',
  minute: { sent: 0, own: 0, arriving: 6_000 },
  functions: [],
  ...changes,
});
const other = weir({ name: 'billing', arn: ARN.replace('weir', 'billing') });

describe('chooseConsumer', () => {
  it.each(['weir', ARN])('finds %s', (wanted) => {
    expect(chooseConsumer(wanted, [other, weir()])).toEqual({ kind: 'use', name: 'weir', arn: ARN });
  });

  it.each<[string, RegisteredConsumer[], string, string]>([
    ['nobody of that name', [other], 'not-registered', 'no consumer weir is registered'],
    ['one that is not ready', [weir({ state: 'CREATING' })], 'not-active', 'is CREATING'],
    ['one that a function reads through', [weir({ functions: ['enricher'] })], 'read-by-function', 'enricher reads through'],
    ['one of which nothing is known', [weir({ minute: null })], 'not-known-yet', 'not known yet'],
    [
      'one that somebody else reads through',
      [weir({ minute: { sent: 6_000, own: 0, arriving: 6_000 } })],
      'used-by-others',
      'somebody else',
    ],
    ['one that is shared', [weir({ minute: { sent: 6_120, own: 120, arriving: 6_000 } })], 'used-by-others', 'for Weir alone'],
  ])('leaves alone %s', (_name, registered, kind, because) => {
    const choice = chooseConsumer('weir', registered);
    expect(choice.kind).toBe(kind);
    expect(choice.kind !== 'use' && choice.because).toContain(because);
  });

  it.each([
    ['its own samples and what was on its way', { sent: 400, own: 120, arriving: 600 }],
    ['its own samples of before it was started anew', { sent: 300, own: 0, arriving: 6_000 }],
    ['anything of a stream whose records are not counted', { sent: 400, own: 0, arriving: null }],
  ])('does not take for somebody else %s', (_name, minute) => {
    expect(chooseConsumer('weir', [weir({ minute })]).kind).toBe('use');
  });
});

it('subscribes to a shard no oftener than AWS allows', () => {
  const budget = { callsPerShardPerSecond: 1, shareOfBytes: 0.02, usdPerDay: 0.5 };
  expect(1 / fanOutBudget(budget).callsPerShardPerSecond).toBeGreaterThan(5);
  expect(fanOutBudget({ ...budget, callsPerShardPerSecond: 0.1 }).callsPerShardPerSecond).toBe(0.1);
});

it.each([
  ['PROVISIONED', false, 0],
  ['ON_DEMAND', false, 0.04],
  ['PROVISIONED', true, 0.013],
  ['ON_DEMAND', true, 0.05],
] as const)('prices a gigabyte of a %s stream, through a consumer: %s', (mode, throughConsumer, usd) => {
  expect(readPricePerGb(prices.parse({}), mode, throughConsumer)).toBe(usd);
});
