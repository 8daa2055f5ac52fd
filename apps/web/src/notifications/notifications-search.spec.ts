import { expect, it } from 'vitest';
import { readNotificationsSearch } from './notifications-search.js';

const told = (search: Readonly<Record<string, unknown>>) => JSON.parse(JSON.stringify(readNotificationsSearch(search))) as unknown;

it.each([
  [{}, {}],
  [
    { channel: 'team-slack', incident: 'INC-7', state: 'failed' },
    { channel: 'team-slack', incident: 'INC-7', state: 'failed' },
  ],
  [{ channel: '<b>', incident: 'INC-x', state: 'lost' }, {}],
])('%j', (search, expected) => {
  expect(told(search)).toEqual(expected);
});
