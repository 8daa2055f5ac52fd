import type { ResourceId } from '@weir/contract';
import { expect, it } from 'vitest';
import { AccountSight } from './account-sight.js';

const OWN = 'aaaaaaaaaaaaaaaa' as ResourceId;
const OTHER = 'bbbbbbbbbbbbbbbb' as ResourceId;
const accounts = ['111122223333'];
const accountOf = new Map<string, string>([
  [OWN, '111122223333'],
  [OTHER, '444455556666'],
]);
const sight = new AccountSight({
  accountOf: (id) => accountOf.get(id),
  ofIncident: (id) => (id === 'INC-2' ? OTHER : OWN),
  ofRedrive: (id) => Promise.resolve(id === 'RDV-2' ? OTHER : OWN),
  ofFinding: (id) => Promise.resolve(id === 'cccccccccccccccc' ? OTHER : null),
});

it('takes out of an answer what lies outside of the accounts', () => {
  const answer = {
    items: [{ id: OWN, deadLetter: { id: OTHER, name: 'x' } }, { id: OTHER }, { resource: { accountId: '444455556666' } }],
    scopes: [{ accountId: '111122223333' }, { accountId: '444455556666' }],
    at: 5,
  };
  expect(sight.narrow(answer, accounts)).toEqual({
    items: [{ id: OWN, deadLetter: null }],
    scopes: [{ accountId: '111122223333' }],
    at: 5,
  });
  expect(sight.narrow(answer, null)).toBe(answer);
});

it('takes entries out of a live document', () => {
  const document = { [`resource:${OWN}`]: { id: OWN }, [`resource:${OTHER}`]: { id: OTHER }, estate: { at: 1 } };
  expect(sight.narrow(document, accounts)).toEqual({ [`resource:${OWN}`]: { id: OWN }, estate: { at: 1 } });
});

it.each([
  [{ id: OWN }, false],
  [{ id: OTHER }, true],
  [{ ids: `${OWN},${OTHER}` }, true],
  [{ body: { from: OTHER, event: {} } }, true],
  [{ incident: 'INC-1' }, false],
  [{ incident: 'INC-2' }, true],
  [{ redrive: 'RDV-1' }, false],
  [{ view: 'redrive', id: 'RDV-2' }, true],
  [{ finding: 'cccccccccccccccc' }, true],
  [{ q: 'orders' }, false],
])('knows whether %j names something outside', async (question, hidden) => {
  expect(await sight.hides(question, accounts)).toBe(hidden);
});
