import { expect, it } from 'vitest';
import { wallOwner } from './wall-owner.js';

it.each([
  [null, null, 'nobody'],
  [null, { by: 'Tom', at: 0 }, 'Tom'],
  ['Ines', { by: 'Tom', at: 0 }, 'Ines'],
])('%s and %o: %s has it', (assignee, acknowledged, owner) => expect(wallOwner({ assignee, acknowledged })).toBe(owner));
