import { describe, expect, it } from 'vitest';
import { parseFilterPolicy } from './filter-policy.js';
import { INVALID_ATTRIBUTE_POLICY_CASES, INVALID_PATTERN_CASES, INVALID_PIPE_CASES } from './invalid-pattern.cases.js';
import { matchesPattern } from './matches-pattern.js';
import { parseEventPattern, type ParsedPattern } from './read-pattern.js';

const problemsOf = (parsed: ReturnType<typeof parseFilterPolicy> | ParsedPattern) => (parsed.ok ? [] : parsed.problems);

describe('patterns that are refused', () => {
  it.each(INVALID_PATTERN_CASES)('%s', (_, pattern, path, rule) => {
    const [problem] = problemsOf(parseEventPattern(pattern));
    expect(problem).toMatchObject({ path, rule });
    expect(problem?.message).toMatch(/^\S.{8,}/);
  });
  it.each(INVALID_ATTRIBUTE_POLICY_CASES)('policy: %s', (_, policy, path, rule) => {
    expect(problemsOf(parseFilterPolicy(policy, 'MessageAttributes'))[0]).toMatchObject({ path, rule });
  });
  it.each(INVALID_PIPE_CASES)('pipe: %s', (_, filter, path, rule) => {
    expect(problemsOf(parseEventPattern(filter, { dialect: 'pipe' }))[0]).toMatchObject({ path, rule });
    expect(problemsOf(parseEventPattern(filter))).toEqual([]);
  });

  it('tells of every fault, up to twenty', () => {
    const list = Array.from({ length: 50 }, () => ({ nonsense: 1 }));
    expect(problemsOf(parseEventPattern({ a: list }))).toHaveLength(20);
    expect(problemsOf(parseEventPattern({ a: 'x', b: [] })).map(({ path }) => path)).toEqual(['a', 'b']);
  });

  it('says why an $or is no choice', () => {
    const [problem] = problemsOf(parseEventPattern({ $or: [{ a: [1] }, { prefix: [1] }] }));
    expect(problem?.message).toContain('"prefix" cannot name a field inside $or');
  });
});

describe('limits that can be set', () => {
  it('takes longer patterns where a quota was raised', () => {
    const pattern = { source: ['x'.repeat(4_100)] };
    expect(parseEventPattern(pattern, { limits: { longest: 8_192 } }).ok).toBe(true);
  });

  it('lets conditions that are written later replace earlier ones, or refuses them', () => {
    const matching = (source: object) => {
      const parsed = parseEventPattern(source);
      if (!parsed.ok) throw new Error('refused');
      expect([...parsed.pattern.replaced]).toEqual(['a']);
      return [{ a: 1 }, { a: 2 }, { a: 1, b: 3 }, { b: 3 }].map((event) => matchesPattern(parsed.pattern, event));
    };
    const $or = [{ a: [2] }, { b: [3] }];
    expect(matching({ a: [1], $or })).toEqual([false, true, true, false]);
    expect(matching({ $or, a: [1] })).toEqual([true, false, true, false]);
    for (const source of [
      { a: [1], $or },
      { 'a.b': [1], a: { b: [2] } },
    ]) {
      const [problem] = problemsOf(parseEventPattern(source, { limits: { repeatedPath: 'refuse' } }));
      expect(problem).toMatchObject({ rule: 'repeated-path', path: 'a.b' in source ? 'a.b' : 'a' });
    }
  });

  it('takes 150 values, five keys and a hundred points', () => {
    const values = Array.from({ length: 150 }, (_, index) => index);
    expect(parseFilterPolicy({ a: values }, 'MessageAttributes').ok).toBe(true);
    expect(parseFilterPolicy({ a: [1], b: [1], c: [1], d: [1], e: [1] }, 'MessageAttributes').ok).toBe(true);
    const points = Array.from({ length: 100 }, (_, index) => ({ wildcard: `${String(index)}*` }));
    expect(parseFilterPolicy({ a: points }, 'MessageAttributes').ok).toBe(true);
  });
});
