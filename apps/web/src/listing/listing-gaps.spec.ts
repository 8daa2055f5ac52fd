import type { Freshness, Listing, ListingFailure, ResourceKind, ScopeStatus } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { countedWords, gapReasons, gapsOf, hiddenWords } from './listing-gaps.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const MINUTE_MS = 60_000;
const plain = (text: string) => text.replaceAll('\u202f', ' ');

const fresh: Freshness = { at: NOW, budgetSeconds: 60, state: 'ok', since: null, detail: null, nextTryAt: null };
const whole: Listing = { at: NOW, failure: null };
const failing = (hides: readonly ResourceKind[], change: Partial<ListingFailure> = {}): Listing => ({
  at: null,
  failure: {
    ...{ state: 'denied', actions: ['sns:ListTopics'], detail: 'sns:ListTopics denied for role weir-reader' },
    ...{ since: NOW - 20 * MINUTE_MS, nextTryAt: NOW + 3 * MINUTE_MS, hides: [...hides], ...change },
  },
});
const scope = (region: string, change: Partial<ScopeStatus>): ScopeStatus => ({
  ...{ accountId: '111122223333', accountName: 'prod', region, resources: 3, live: fresh, cloudwatch: fresh, discovery: fresh },
  ...{ listings: {}, ...change },
});
const reasons = (scopes: readonly ScopeStatus[], kinds: readonly ResourceKind[]) =>
  gapReasons(gapsOf({ scopes: [...scopes] }, kinds), NOW, 'utc').map(({ sentence }) => plain(sentence));

describe('where it is not known what there is', () => {
  const refused = scope('eu-west-1', { listings: { sns: failing(['topic', 'subscription']), events: whole } });

  it('is nowhere when all was listed, and where nothing was listed yet', () => {
    expect(gapsOf({ scopes: [scope('eu-west-1', { listings: { sns: whole } })] }, ['topic'])).toEqual([]);
    expect(gapsOf({ scopes: [scope('eu-west-1', {})] }, ['topic'])).toEqual([]);
  });

  it('concerns those alone who look for what is hidden', () => {
    expect(gapsOf({ scopes: [refused] }, ['bus', 'rule'])).toEqual([]);
    expect(gapsOf({ scopes: [refused] }, ['topic', 'rule']).map(({ place, failure }) => [place, failure.hides])).toEqual([
      ['prod eu-west-1', ['topic']],
    ]);
  });

  it('is not where settings alone are missing', () => {
    expect(gapsOf({ scopes: [scope('eu-west-1', { listings: { sns: failing([]) } })] }, ['topic'])).toEqual([]);
  });

  it('is everything of a scope that cannot be entered, told once', () => {
    const since = NOW - 60 * MINUTE_MS;
    const discovery: Freshness = { ...fresh, at: null, state: 'denied', since, detail: 'sts:AssumeRole denied for weir' };
    expect(reasons([scope('eu-west-1', { discovery })], ['topic', 'rule'])).toEqual([
      'sts:AssumeRole is denied in prod eu-west-1 since 13:32, 1 h ago.',
    ]);
  });

  it('says the action, where, since when and when Weir tries again; what is alike is told together', () => {
    const others = ['us-east-1', 'eu-north-1', 'ap-south-1', 'sa-east-1'].map((region) => ({ ...refused, region }));
    const slow = scope('eu-west-1', {
      listings: { pipes: failing(['pipe'], { state: 'throttled', actions: ['pipes:ListPipes', 'pipes:DescribePipe'], nextTryAt: null }) },
    });
    expect(reasons([refused, ...others, slow], ['topic', 'pipe'])).toEqual([
      'sns:ListTopics is denied in prod eu-west-1, prod us-east-1, prod eu-north-1 and 2 more since 14:12, 20 min ago. Weir tries again at 14:35.',
      'pipes:ListPipes and pipes:DescribePipe are throttled in prod eu-west-1 since 14:12, 20 min ago.',
    ]);
  });

  it('names what may be missing in the words of the page', () => {
    const both = scope('eu-west-1', { listings: { sns: failing(['topic', 'subscription']), events: failing(['rule']) } });
    const kinds = ['topic', 'rule', 'pipe'] as const;
    expect(hiddenWords(gapsOf({ scopes: [both] }, kinds), kinds)).toBe('topics and rules');
  });
});

describe('a count', () => {
  const gaps = gapsOf({ scopes: [scope('eu-west-1', { listings: { sns: failing(['topic']) } })] }, ['topic']);
  it.each([
    [12, [], '12'],
    [0, [], '0'],
    [12, gaps, '≥ 12'],
    [0, gaps, '–'],
  ])('of %i is never told as all there is where more may be hidden', (count, hidden, words) => {
    expect(plain(countedWords(count, hidden))).toBe(words);
  });
});
