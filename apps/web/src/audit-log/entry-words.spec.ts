import { describe, expect, it } from 'vitest';
import { detailWords, pageOfSubject } from './entry-words.js';

describe('an entry of the audit log', () => {
  it('leads to what it is about', () => {
    expect(pageOfSubject({ action: 'incident-action', subject: 'INC-2041' })).toBe('/incidents/$id');
    expect(pageOfSubject({ action: 'user-change', subject: 'ada' })).toBe('/settings/users');
    expect(pageOfSubject({ action: 'redrive-start', subject: 'orders-dlq' })).toBe('/dlq');
    expect(pageOfSubject({ action: 'sign-in', subject: null })).toBeNull();
  });
  it('tells its particulars in one line of some length', () => {
    expect(detailWords({ role: 'admin', accounts: ['111122223333'], note: null })).toBe('role: admin, accounts: ["111122223333"]');
    expect(detailWords({ text: 'a'.repeat(400) })).toHaveLength(301);
  });
});
