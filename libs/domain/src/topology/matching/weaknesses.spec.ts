import { describe, expect, it } from 'vitest';
import { matchesPattern } from './matches-pattern.js';
import { parseEventPattern } from './read-pattern.js';
import { sampleEvent } from './sample-event.js';
import { weaknessesOf, type Weakness } from './weaknesses.js';

const patternOf = (source: unknown) => {
  const parsed = parseEventPattern(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.pattern;
};
const ACCOUNT = { account: ['210987654321'] };
const NO_ACCOUNT: Weakness = { kind: 'no-account' };

describe('weaknesses of a pattern', () => {
  it.each<[string, object, Weakness[]]>([
    ['nothing but what AWS sets', { ...ACCOUNT, source: ['shop'] }, []],
    ['no account', { source: ['shop'] }, [NO_ACCOUNT]],
    ['an account in one option only', { $or: [ACCOUNT, { source: ['shop'] }] }, [NO_ACCOUNT]],
    ['every account but some', { account: [{ 'anything-but': ['1'] }] }, [NO_ACCOUNT]],
    ['any account', { account: [{ exists: true }] }, [NO_ACCOUNT]],
    [
      'a value that is asked for',
      { ...ACCOUNT, detail: { role: ['admin'] } },
      [{ kind: 'array-element', path: 'detail.role', how: 'requires', example: '{"detail":{"role":["anything","admin"]}}' }],
    ],
    [
      'a value that is kept out',
      { ...ACCOUNT, detail: { state: [{ 'anything-but': ['closed'] }] } },
      [{ kind: 'array-element', path: 'detail.state', how: 'excludes', example: '{"detail":{"state":["closed","other"]}}' }],
    ],
    [
      'a prefix that is kept out',
      { ...ACCOUNT, detail: { state: [{ 'anything-but': { prefix: 'cl' } }] } },
      [{ kind: 'array-element', path: 'detail.state', how: 'excludes', example: '{"detail":{"state":["cl","other"]}}' }],
    ],
    [
      'fields within fields',
      { ...ACCOUNT, detail: { user: { role: ['admin'] } } },
      [
        { kind: 'array-element', path: 'detail.user.role', how: 'requires', example: '{"detail":{"user":{"role":["anything","admin"]}}}' },
        { kind: 'dotted-key', path: 'detail.user.role', example: '{"detail":{"user.role":"admin"}}' },
      ],
    ],
    ['existence alone', { ...ACCOUNT, detail: { a: [{ exists: true }] } }, []],
    ['absence alone', { ...ACCOUNT, detail: { a: { b: [{ exists: false }] } } }, []],
  ])('%s', (_, source, expected) => {
    expect(weaknessesOf(patternOf(source))).toEqual(expected);
  });

  it('gives examples that do get through', () => {
    const pattern = patternOf({ detail: { user: { role: [{ 'anything-but': 'guest' }], total: [{ numeric: ['>', 5, '<', 6] }] } } });
    const weaknesses = weaknessesOf(pattern);
    expect(weaknesses).toHaveLength(5);
    const { detail } = sampleEvent(pattern) as { detail: { user: object } };
    for (const weakness of weaknesses) {
      if (weakness.kind === 'no-account') continue;
      const given = (JSON.parse(weakness.example) as { detail: Record<string, object> }).detail;
      const user = { ...detail.user, ...given['user'] };
      const name = weakness.path.split('.').at(-1) ?? '';
      const without = Object.fromEntries(Object.entries(user).filter(([key]) => weakness.kind !== 'dotted-key' || key !== name));
      expect(matchesPattern(pattern, { detail: { ...given, user: without } })).toBe(true);
    }
  });
});
