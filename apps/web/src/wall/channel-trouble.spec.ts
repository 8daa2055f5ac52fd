import type { ChannelHealth } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { channelTrouble } from './channel-trouble.js';

const NOW = Date.UTC(2026, 10, 24, 14);
const channel = (name: string, state: ChannelHealth['state'], minutes: number | null = null): ChannelHealth => ({
  ...{ name, kind: 'webhook', state, lastOkAt: null, error: null, waiting: 0 },
  since: minutes === null ? null : NOW - minutes * 60_000,
});

describe('what the wall says of channels', () => {
  it.each([
    ['not read yet', undefined, null],
    ['none', [], null],
    ['all is well', [channel('ops', 'ok', 5), channel('mail', 'untried')], null],
    ['one fails', [channel('ops', 'ok', 5), channel('pager', 'failing', 12)], 'nobody is told through pager: it fails for 12\u202fmin'],
    [
      'the longest first',
      [channel('ops', 'failing', 5), channel('pager', 'failing', 12)],
      'nobody is told through pager, ops: they fail for 12\u202fmin',
    ],
    [
      'no more names than fit',
      [channel('a', 'failing', 1), channel('b', 'failing', 3), channel('c', 'failing', 2)],
      'nobody is told through b, c, 1 more: they fail for 3\u202fmin',
    ],
  ] as const)('%s', (_, channels, text) => {
    expect(channelTrouble(channels, NOW)).toBe(text);
  });
});
