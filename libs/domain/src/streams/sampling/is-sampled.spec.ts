import { weirConfig } from '@weir/contract';
import { expect, it } from 'vitest';
import { isSampled, sampleEntryOf } from './is-sampled.js';

const clicks = { name: 'clicks-eu', accountId: '111122223333', region: 'eu-west-1' };

it.each([
  [[], false],
  [[{ stream: '*' }], true],
  [[{ stream: 'clicks-eu' }], true],
  [[{ stream: 'clicks' }], false],
  [[{ stream: 'clicks*' }], true],
  [[{ stream: 'orders*' }], false],
  [[{ stream: '*', account: '444455556666' }], false],
  [[{ stream: '*', account: '111122223333', region: 'us-east-1' }], false],
  [[{ stream: 'orders' }, { stream: 'clicks*', region: 'eu-west-1' }], true],
])('%j names it: %s', (sample, expected) => {
  expect(isSampled(weirConfig.parse({ streams: { sample } }).streams, clicks)).toBe(expected);
});

it('takes the first entry that names a stream', () => {
  const sample = [{ stream: 'orders' }, { stream: 'clicks*', consumer: 'weir' }, { stream: '*' }];
  const { streams } = weirConfig.parse({ streams: { sample } });
  expect(sampleEntryOf(streams, clicks)?.consumer).toBe('weir');
  expect(sampleEntryOf(streams, { ...clicks, name: 'payments' })).toEqual({ stream: '*' });
});
