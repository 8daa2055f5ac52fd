import { describe, expect, it } from 'vitest';
import type { ApiName } from './quotas.js';
import { ScopeLimits } from './scope-limits.js';

/** How many calls pass at once, of these in turn. */
function burst(apis: readonly ApiName[], quotas: Partial<Record<ApiName, number>> = {}): number {
  const limits = new ScopeLimits({ now: () => 0, quotas });
  let passed = 0;
  while (limits.reserve({ api: apis[passed % apis.length] ?? 'sns:ListTopics' }) === 0) passed += 1;
  return passed;
}

describe('ScopeLimits', () => {
  it('gives each call half of its quota', () => {
    expect(burst(['sns:ListTopics'])).toBe(15);
    expect(burst(['sns:ListTagsForResource'])).toBe(5);
    expect(burst(['sns:ListTopics', 'sns:ListSubscriptions'])).toBe(30);
  });

  it('gives calls of one pool half of it together', () => {
    expect(burst(['events:ListRules'])).toBe(25);
    expect(burst(['events:ListRules', 'events:ListTargetsByRule', 'events:DescribeEventBus'])).toBe(25);
    expect(burst(['lambda:ListFunctions', 'lambda:ListEventSourceMappings'])).toBe(burst(['lambda:ListFunctions']));
  });

  it('takes a call with a quota of its own out of the pool', () => {
    expect(burst(['events:ListRules'], { 'events:ListRules': 200 })).toBe(100);
    expect(burst(['events:ListTargetsByRule'], { 'events:ListRules': 200 })).toBe(25);
  });
});
