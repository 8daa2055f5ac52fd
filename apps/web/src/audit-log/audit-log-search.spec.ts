import { describe, expect, it } from 'vitest';
import { readAuditLogSearch } from './audit-log-search.js';

describe('the address of the audit log', () => {
  it('says who, what, to what and since when', () => {
    expect(readAuditLogSearch({ who: 'ada', action: 'sign-in', subject: 2041, days: 7 })).toEqual({
      who: 'ada',
      action: 'sign-in',
      subject: '2041',
      days: 7,
    });
  });
  it('is read without what makes no sense', () => {
    expect(readAuditLogSearch({ who: ' ', action: 'burn', subject: ['x'], days: 8 })).toEqual({});
  });
});
