import { describe, expect, it } from 'vitest';
import { placesApart } from './namesakes.js';

const node = (id: string, accountName: string | null, region: string | null, kind: 'topic' | 'queue' = 'topic', name = 'order-events') => ({
  id,
  kind,
  name,
  accountId: accountName === null ? null : `id of ${accountName}`,
  accountName,
  region,
});
const apart = (...nodes: readonly ReturnType<typeof node>[]) => [...placesApart(nodes)];

describe('namesakes', () => {
  it('are told apart by what differs among them', () => {
    expect(apart(node('a', 'prod', 'eu-west-1'), node('b', 'prod', 'us-east-1'))).toEqual([
      ['a', 'eu-west-1'],
      ['b', 'us-east-1'],
    ]);
    expect(apart(node('a', 'prod', 'eu-west-1'), node('b', 'stage', 'eu-west-1'))).toEqual([
      ['a', 'prod'],
      ['b', 'stage'],
    ]);
    expect(apart(node('a', 'prod', 'eu-west-1'), node('b', 'prod', 'us-east-1'), node('c', 'stage', 'eu-west-1'))).toEqual([
      ['a', 'prod eu-west-1'],
      ['b', 'prod us-east-1'],
      ['c', 'stage eu-west-1'],
    ]);
  });
  it('by the number of an account that has no name', () =>
    expect(apart(node('a', 'prod', null), { ...node('b', 'x', null), accountName: null })).toEqual([
      ['a', 'prod'],
      ['b', 'id of x'],
    ]));
  it('are of one kind and one name', () =>
    expect(
      apart(node('a', 'prod', 'eu-west-1'), node('b', 'stage', 'us-east-1', 'queue'), node('c', 'stage', 'us-east-1', 'topic', 'x')),
    ).toEqual([]));
  it('of unknown place say nothing', () => expect(apart(node('a', null, null), node('b', null, null))).toEqual([]));
});
