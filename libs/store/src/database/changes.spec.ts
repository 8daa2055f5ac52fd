import { expect, test } from 'vitest';
import { idOf } from '../testing/fixtures.js';
import { parseChange } from './changes.js';

test('a notification is read as what it says, and as a change of everything when it makes no sense', () => {
  const ids = [idOf('orders'), idOf('payments')];
  expect(parseChange(ids.join(','))).toEqual({ ids });
  expect(parseChange('scopes')).toEqual({ scopes: true });
  expect(parseChange('catalogue')).toEqual({ catalogue: true });
  expect(parseChange('')).toEqual({ all: true });
  expect(parseChange(`${ids[0]},<script>`)).toEqual({ all: true });
});
