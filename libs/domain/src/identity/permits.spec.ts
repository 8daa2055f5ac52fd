import type { Permission, Principal } from '@weir/contract';
import { expect, it } from 'vitest';
import { permits, seesAccount } from './permits.js';

const known = { id: '7b0e8c9e-55d2-4f4f-9d5f-0d7b8c1f2a3b', name: 'somebody', accounts: null } as const;
const callers: Readonly<Record<string, Principal | null>> = {
  nobody: null,
  kiosk: { ...known, kind: 'kiosk', role: null },
  viewer: { ...known, kind: 'user', role: 'viewer' },
  responder: { ...known, kind: 'user', role: 'responder' },
  admin: { ...known, kind: 'user', role: 'admin' },
  token: { ...known, kind: 'api-token', role: 'admin' },
  demo: { kind: 'demo-admin', id: null, name: 'demo admin', role: 'admin', accounts: null },
};

it.each<[Permission, string]>([
  ['open', 'nobody kiosk viewer responder admin token demo'],
  ['wall', 'kiosk viewer responder admin token demo'],
  ['view', 'viewer responder admin token demo'],
  ['self', 'viewer responder admin'],
  ['respond', 'responder admin token demo'],
  ['administer', 'admin token demo'],
])('lets do what is %s: %s', (permission, allowed) => {
  const names = Object.keys(callers).filter((name) => permits(callers[name] ?? null, permission));
  expect(names.join(' ')).toBe(allowed);
});

it('shows the accounts of a scope, or all', () => {
  expect([seesAccount(null, '1'), seesAccount(['1'], '1'), seesAccount(['1'], '2')]).toEqual([true, true, false]);
});
