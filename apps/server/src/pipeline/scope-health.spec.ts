import type { AwsFailure, ListingProblem } from '@weir/aws';
import { describe, expect, it } from 'vitest';
import { type ListingOutcome, ScopeHealth } from './scope-health.js';

const scope = { accountId: '111122223333', region: 'eu-west-1' };
const other = { accountId: '111122223333', region: 'us-east-1' };
const health = () => new ScopeHealth([{ id: '111122223333', name: 'prod', regions: ['eu-west-1', 'us-east-1'] }]);
const denied: AwsFailure = {
  kind: 'denied',
  action: 'sqs:GetQueueAttributes',
  principal: 'role/weir-reader',
  message: 'no',
  retryable: false,
};
const good = (at: number) => ({ succeeded: 3, failure: null, at, budgetSeconds: 30, nextTryAt: null });
const bad = (at: number, failure = denied) => ({ succeeded: 0, failure, at, budgetSeconds: 30, nextTryAt: at + 300_000 });
const live = (of: ScopeHealth, where = scope) => of.all().find(({ region }) => region === where.region)?.live;

describe('ScopeHealth', () => {
  it('keeps the time of the last good reading and says since when, what, and for whom it is refused', () => {
    const of = health();
    of.record(scope, 'live', good(1000));
    of.record(scope, 'live', bad(2000));
    of.record(scope, 'live', bad(3000));
    expect(live(of)).toEqual({
      at: 1000,
      budgetSeconds: 30,
      state: 'denied',
      since: 2000,
      detail: 'sqs:GetQueueAttributes denied for role/weir-reader',
      nextTryAt: 303_000,
    });
  });

  it('leaves other scopes and other clocks alone', () => {
    const of = health();
    of.record(scope, 'live', bad(2000));
    expect(live(of, other)?.state).toBe('ok');
    expect(of.all()[0]?.cloudwatch.state).toBe('ok');
  });

  it('is fine again after one good reading, and when only some reads of a batch fail', () => {
    const of = health();
    of.record(scope, 'live', bad(2000));
    of.record(scope, 'live', { ...bad(4000), succeeded: 1 });
    expect(live(of)).toMatchObject({ at: 4000, state: 'ok', since: null, detail: null });
  });

  it('starts a new “since” when the reason changes', () => {
    const of = health();
    of.record(scope, 'live', bad(2000));
    of.record(scope, 'live', bad(5000, { ...denied, kind: 'throttled' }));
    expect(live(of)).toMatchObject({ state: 'throttled', since: 5000 });
  });

  const listed = (over: Partial<ListingOutcome> = {}): ListingOutcome => ({
    service: 'sns',
    whole: true,
    problems: [],
    begunAt: 1000,
    at: 1100,
    nextTryAt: 301_000,
    ...over,
  });
  const sns = (of: ScopeHealth) => of.all()[0]?.listings.sns;
  const refused = (action: string, hides: ListingProblem['hides'], kind: AwsFailure['kind'] = 'denied'): ListingProblem => ({
    error: { ...denied, kind, action },
    hides,
  });

  it('says of a service that is refused since when, which actions are missing and what they hide, and keeps when it was seen whole', () => {
    const of = health();
    expect(sns(of)).toBeUndefined();
    of.recordListing(scope, listed());
    const problems = [refused('sns:ListSubscriptions', ['subscription']), refused('sns:GetTopicAttributes', [])];
    of.recordListing(scope, listed({ whole: false, problems, at: 2000, nextTryAt: 302_000 }));
    of.recordListing(scope, listed({ whole: false, problems, at: 3000, nextTryAt: 303_000 }));
    expect(sns(of)).toEqual({
      at: 1000,
      failure: {
        state: 'denied',
        actions: ['sns:GetTopicAttributes', 'sns:ListSubscriptions'],
        detail: 'sns:ListSubscriptions denied for role/weir-reader',
        since: 2000,
        nextTryAt: 303_000,
        hides: ['subscription'],
      },
    });
    of.recordListing(scope, listed({ begunAt: 4000 }));
    expect(sns(of)).toEqual({ at: 4000, failure: null });
  });

  it('leaves other services alone, and does not take one for seen that had not its turn', () => {
    const of = health();
    of.recordListing(scope, listed({ service: 'events' }));
    of.recordListing(scope, listed({ whole: false }));
    expect(of.all()[0]?.listings).toEqual({ events: { at: 1000, failure: null }, sns: { at: null, failure: null } });
  });

  it('tells of what hides resources before what hides settings, and counts settings as seen', () => {
    const of = health();
    const throttled = refused('sns:ListTopics', ['topic', 'subscription'], 'throttled');
    of.recordListing(scope, listed({ whole: false, problems: [refused('sns:GetTopicAttributes', []), throttled] }));
    expect(sns(of)?.failure).toMatchObject({ state: 'throttled', detail: 'sns:ListTopics: no', hides: ['topic', 'subscription'] });
    of.recordListing(scope, listed({ begunAt: 5000, problems: [refused('sns:GetTopicAttributes', [])] }));
    expect(sns(of)).toMatchObject({ at: 5000, failure: { state: 'denied', hides: [] } });
  });

  it('takes over what was known before a restart', () => {
    const before = health();
    before.record(scope, 'live', good(1000));
    before.recordListing(scope, listed({ whole: false, problems: [refused('sns:ListTopics', ['topic'])], at: 1100 }));
    const of = new ScopeHealth([{ id: '111122223333', name: 'production', regions: ['eu-west-1'] }]);
    of.restore(before.all());
    expect(of.all()).toHaveLength(1);
    expect(of.all()[0]).toMatchObject({ accountName: 'production', live: { at: 1000 } });
    of.recordListing(scope, listed({ whole: false, problems: [refused('sns:ListTopics', ['topic'])], at: 9000 }));
    expect(sns(of)?.failure?.since).toBe(1100);
  });
});
