import type { AuditGap } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { sightOf } from './audit-sight.js';

const place = { accountId: '111122223333', accountName: 'prod', region: 'eu-west-1' };
const refused: AuditGap = {
  ...place,
  service: 'sns',
  listing: {
    at: null,
    failure: { state: 'denied', actions: ['sns:ListTopics'], detail: 'denied', since: 1, nextTryAt: null, hides: ['topic'] },
  },
};
const awaited: AuditGap = { ...place, service: 'pipes', listing: { at: null, failure: null } };

describe('what the audit could not look at', () => {
  it('is nothing where everything was listed', () => {
    expect(sightOf([])).toEqual({ whole: true, failed: [], awaited: '' });
  });

  it('is told by what failed, and apart from what did not come in yet', () => {
    expect(sightOf([refused, awaited])).toEqual({
      whole: false,
      failed: [{ accountId: '111122223333', region: 'eu-west-1', place: 'prod eu-west-1', failure: refused.listing.failure }],
      awaited: '1 listing of accounts, regions and services did not come in yet.',
    });
  });
});
