import { describe, expect, it } from 'vitest';
import { resourceIdOf } from '../../model/scope.js';
import { describeChange, settingChanges } from './changes.js';

const resourceId = resourceIdOf('arn:aws:pipes:eu-west-1:111122223333:pipe/returns');
const noted = (before: object | null, after: object | null, change = 'changed') => ({
  ...{ resourceId, at: 1, change },
  before: before && { config: before },
  after: after && { config: after },
});
const told = (before: object | null, after: object | null, change?: string) =>
  describeChange(noted(before, after, change), { kind: 'pipe', name: 'returns' });

describe('what is told of a change', () => {
  it('is the field, with what it was and is, where it is one', () => {
    expect(told({ filters: [], state: 'RUNNING' }, { filters: ['{}'], state: 'RUNNING' })).toMatchObject({
      ...{ change: 'edited', fields: ['filters'], sentence: 'the filter changed', before: '[]', after: '["{}"]' },
    });
    expect(told({ state: 'a', x: 1 }, { state: 'b', x: 2 })).toMatchObject({ fields: ['state', 'x'], before: null, after: null });
    expect(told(null, {}, 'added')).toMatchObject({ change: 'added', sentence: 'was added' });
  });

  it('is nothing when Weir learns what it could not read, or no longer can', () => {
    expect(settingChanges(noted({ filters: null, targets: [] }, { filters: ['{}'], targets: null }))).toEqual([]);
    expect(told({ filters: null }, { filters: [] })).toBeNull();
    expect(told({ problems: [] }, { problems: ['odd'] })).toBeNull();
  });
});
