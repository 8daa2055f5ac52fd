import type { ChannelList, ChannelTest } from '@weir/contract';
import { at } from './estate-fixture.js';

/** One of each state. */
const CHANNELS: ChannelList['items'] = [
  {
    ...{ name: 'ops-slack', kind: 'slack', state: 'ok', since: at(9, 12), lastOkAt: at(14, 10), error: null, waiting: 0, target: '#ops' },
    routes: [{ channels: ['ops-slack'], remindSeconds: 3600, escalate: { afterSeconds: 900, to: ['pager'] } }],
  },
  {
    ...{ name: 'pager', kind: 'pagerduty', state: 'failing', since: at(14, 20), lastOkAt: at(11, 2), waiting: 2 },
    ...{ error: 'events.pagerduty.com answered 503', target: 'events.pagerduty.com' },
    routes: [{ channels: ['pager'], severities: [1], remindSeconds: null }],
  },
  {
    ...{
      name: 'mail',
      kind: 'email',
      state: 'untried',
      since: null,
      lastOkAt: null,
      error: null,
      waiting: 0,
      target: 'oncall@example.com',
    },
    routes: [{ channels: ['mail'], tags: [{ tag: 'team', value: 'payments' }], remindSeconds: 3600 }],
  },
];

/** Answers the routes of channels: a test of one that works is sent, one of another fails. */
export function answerChannels(path: readonly string[]): Response {
  if (path[1] === undefined) return Response.json({ items: CHANNELS } satisfies ChannelList);
  const error = CHANNELS.find(({ name }) => name === path[1])?.error ?? null;
  return Response.json({ ok: error === null, error, tookMs: 180 } satisfies ChannelTest);
}
