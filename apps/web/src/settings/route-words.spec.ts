import { notificationRoute } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { routeWords } from './route-words.js';

const words = (route: object, channel = 'ops') =>
  routeWords(notificationRoute.parse({ channels: ['ops'], ...route }), channel).replaceAll('\u202f', ' ');

describe('what a route brings to a channel', () => {
  it.each([
    [{}, 'every incident'],
    [{ severities: [1, 2], systems: ['orders*'] }, 'severity 1, 2 · system orders*'],
    [
      {
        accounts: ['111122223333'],
        tags: [
          { tag: 'team', value: 'a' },
          { tag: 'team', value: 'b' },
        ],
      },
      'account 111122223333 · tag team = a or tag team = b',
    ],
    [{ hours: { timeZone: 'Europe/Stockholm', days: ['mon', 'fri'], from: '08:00', to: '17:00' } }, 'mon fri 08:00–17:00 Europe/Stockholm'],
    [{ hours: { timeZone: 'UTC', from: '08:00', to: '17:00', except: true } }, 'outside of 08:00–17:00 UTC'],
    [{ hours: { timeZone: 'UTC', days: ['sat'], from: '00:00', to: '00:00' } }, 'sat around the clock UTC'],
  ])('%j: %s', (route, text) => {
    expect(words(route)).toBe(text);
  });

  it('says when it is told only because nobody acknowledges', () => {
    const escalate = { afterSeconds: 900, to: ['pager'] };
    expect(words({ escalate }, 'pager')).toBe('when nobody acknowledges for 15 min');
    expect(words({ escalate })).toBe('every incident');
  });
});
