import { weirConfig } from '@weir/contract';
import { MINUTE_MS } from '@weir/domain';
import { expect, test } from 'vitest';
import { regularGroups } from './regular-groups.js';

const NOW = Date.UTC(2026, 10, 24, 12, 1);
const TO = NOW - MINUTE_MS;
const since = (name: string, minutes: number | null) => ({ name, provisionalFrom: minutes === null ? null : TO - minutes * MINUTE_MS });

test('what reaches back hours is read apart from what is recent', () => {
  const due = [since('a', 5), since('new', null), since('b', 30), since('far', 170), since('farther', 900), since('done', 0)];
  const groups = regularGroups(due, weirConfig.parse({}), NOW);
  expect(groups.map(({ resources, from, to }) => [resources.map(({ name }) => name).join(), (TO - from) / MINUTE_MS, TO - to])).toEqual([
    ['a,b', 30, 0],
    ['new', 60, 0],
    ['far,farther', 180, 0],
  ]);
});
