import type { Principal, Role } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { refusalOf } from './may.js';

const as = (role: Role): Principal => ({ kind: 'user', id: '5b8f1c1e-3a64-4a53-9a0e-1d2c3b4a5f60', name: 'ada', role, accounts: null });

describe('what a role may do', () => {
  it('is refused with who does it', () => {
    expect(refusalOf('respond', 'acknowledge', as('viewer'))).toBe('You are a viewer: responders and admins acknowledge.');
    expect(refusalOf('administer', 'set alarms', as('responder'))).toBe('You are a responder: admins set alarms.');
  });
  it('is allowed from the lowest role on that may', () => {
    expect(refusalOf('respond', 'acknowledge', as('responder'))).toBeNull();
    expect(refusalOf('respond', 'acknowledge', as('admin'))).toBeNull();
    expect(refusalOf('administer', 'set alarms', as('admin'))).toBeNull();
    expect(
      refusalOf('administer', 'set alarms', { kind: 'demo-admin', id: null, name: 'demo admin', role: 'admin', accounts: null }),
    ).toBeNull();
  });
  it('is refused to screens and to nobody, and disabled on no guess', () => {
    const kiosk: Principal = { kind: 'kiosk', id: '5b8f1c1e-3a64-4a53-9a0e-1d2c3b4a5f60', name: 'hall', role: null, accounts: null };
    expect(refusalOf('respond', 'acknowledge', kiosk)).toBe('Only responders and admins acknowledge.');
    expect(refusalOf('respond', 'acknowledge', null)).toBe('Only responders and admins acknowledge.');
    expect(refusalOf('respond', 'acknowledge', undefined)).toBeNull();
  });
});
