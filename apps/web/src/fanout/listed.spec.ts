import type { FanoutOverview, ResourceId } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { rowsApart } from './listed.js';

const id = (letter: string) => letter.repeat(16) as ResourceId;
const row = (letter: string, kind: FanoutOverview['kind'], name: string, rest: Partial<FanoutOverview> = {}): FanoutOverview => ({
  ...{ id: id(letter), kind, name, system: 'order', accountId: '111122223333', accountName: 'prod', region: 'eu-west-1' },
  verdict: { state: 'ok', reason: 'delivering', since: 0, judgedAt: 0, because: '' },
  ...{
    parentId: null,
    subscribers: 1,
    inPerSecond: 1,
    line: null,
    knownMinutes: 0,
    unknownMinutes: 60,
    counted: [],
    worstSubscriber: null,
    changedAt: null,
    ...rest,
  },
});
const apart = (...rows: readonly FanoutOverview[]) => [...rowsApart(rows)];

describe('rows of one name', () => {
  it('are told apart by their place, and only those', () => {
    const stage = { accountId: '444455556666', accountName: 'stage' };
    expect(apart(row('a', 'topic', 'order-events'), row('b', 'topic', 'order-events', stage), row('c', 'topic', 'mails', stage))).toEqual([
      [id('a'), 'prod'],
      [id('b'), 'stage'],
    ]);
  });
  it('are rules of two buses', () => {
    const rows = [
      row('s', 'bus', 'shop'),
      row('d', 'bus', 'default'),
      row('a', 'rule', 'to-labels', { parentId: id('s') }),
      row('b', 'rule', 'to-labels', { parentId: id('d') }),
    ];
    expect(apart(...rows)).toEqual([
      [id('a'), 'shop'],
      [id('b'), 'default'],
    ]);
  });
  it('have bus and place where both differ', () => {
    const rows = [
      row('s', 'bus', 'shop'),
      row('a', 'rule', 'to-labels', { parentId: id('s') }),
      row('b', 'rule', 'to-labels', { parentId: id('u'), region: 'us-east-1' }),
    ];
    expect(apart(...rows)).toEqual([
      [id('a'), 'shop eu-west-1'],
      [id('b'), 'us-east-1'],
    ]);
  });
  it('are no rules of one bus with different names', () => {
    const parentId = id('s');
    expect(apart(row('a', 'rule', 'one', { parentId }), row('b', 'rule', 'two', { parentId }))).toEqual([]);
  });
});
