import { describe, expect, it } from 'vitest';
import { matchesPattern } from './matches-pattern.js';
import { readJson } from './read-json.js';
import { parseEventPattern } from './read-pattern.js';
import { weaknessesOf, type Weakness } from './weaknesses.js';

const patternOf = (source: unknown) => {
  const parsed = parseEventPattern(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.pattern;
};
const ACCOUNT = { account: ['210987654321'] };
const told = (weakness: Weakness): string => {
  if (weakness.kind === 'no-account') return 'no account';
  const { detail } = JSON.parse(weakness.proof) as { detail: unknown };
  return `${weakness.kind === 'dotted-key' ? 'dotted' : weakness.how} ${weakness.field.path} by ${JSON.stringify(detail)}`;
};

describe('weaknesses of a pattern', () => {
  it.each<[string, object, string[]]>([
    ['nothing but what AWS sets', { ...ACCOUNT, source: ['shop'] }, []],
    ['no account', { source: ['shop'] }, ['no account']],
    ['an account in one option only', { $or: [ACCOUNT, { source: ['shop'] }] }, ['no account']],
    ['every account but some', { account: [{ 'anything-but': ['1'] }] }, ['no account']],
    ['any account', { account: [{ exists: true }] }, ['no account']],
    ['existence alone', { ...ACCOUNT, detail: { a: [{ exists: true }] } }, []],
    ['absence alone', { ...ACCOUNT, detail: { a: { b: [{ exists: false }] } } }, []],
    ['a value that everything is', { ...ACCOUNT, detail: { a: ['admin', { exists: true }] } }, []],
  ])('%s', (_, source, expected) => {
    expect(weaknessesOf(patternOf(source)).map(told)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ['exact', 'admin', 'requires detail.role by {"role":["anything","admin"]}'],
    ['a truth value', true, 'requires detail.role by {"role":[false,true]}'],
    ['a number', 7, 'requires detail.role by {"role":["anything",7]}'],
    ['null', null, 'requires detail.role by {"role":["anything",null]}'],
    ['prefix', { prefix: 'adm' }, 'requires detail.role by {"role":["anything","adm"]}'],
    ['prefix in any case', { prefix: { 'equals-ignore-case': 'adm' } }, 'requires detail.role by {"role":["anything","adm"]}'],
    ['suffix', { suffix: '-admin' }, 'requires detail.role by {"role":["anything","-admin"]}'],
    ['equals-ignore-case', { 'equals-ignore-case': 'Admin' }, 'requires detail.role by {"role":["anything","Admin"]}'],
    ['wildcard', { wildcard: 'team-*-admin' }, 'requires detail.role by {"role":["anything","team--admin"]}'],
    ['numeric, upwards', { numeric: ['<=', 100] }, 'requires detail.role by {"role":[101,100]}'],
    ['numeric, downwards', { numeric: ['>=', 100] }, 'requires detail.role by {"role":[99,100]}'],
    ['cidr', { cidr: '10.0.0.0/24' }, 'requires detail.role by {"role":["198.51.100.7","10.0.0.1"]}'],
    ['anything-but', { 'anything-but': ['guest'] }, 'excludes detail.role by {"role":["guest","other"]}'],
    ['anything-but a number', { 'anything-but': [7] }, 'excludes detail.role by {"role":[7,0]}'],
    ['anything-but prefix', { 'anything-but': { prefix: 'gu' } }, 'excludes detail.role by {"role":["gu","other"]}'],
    ['anything-but suffix', { 'anything-but': { suffix: 'st' } }, 'excludes detail.role by {"role":["st","other"]}'],
    [
      'anything-but in any case',
      { 'anything-but': { 'equals-ignore-case': 'Guest' } },
      'excludes detail.role by {"role":["Guest","other"]}',
    ],
    ['anything-but wildcard', { 'anything-but': { wildcard: 'g*t' } }, 'excludes detail.role by {"role":["gt","other"]}'],
  ])('an element of a list meets: %s', (_, condition, expected) => {
    expect(weaknessesOf(patternOf({ ...ACCOUNT, detail: { role: [condition] } })).map(told)).toEqual([expected]);
  });

  it.each<[string, object, string[]]>([
    ['fields within fields', { user: { role: ['admin'] } }, ['dotted detail.user.role by {"user.role":"admin"}']],
    ['deep ones', { a: { b: { c: [1] } } }, ['dotted detail.a.b.c by {"a.b.c":1}']],
    [
      'a key that is dotted itself, by fields within fields',
      { 'user.role': ['admin'] },
      ['dotted detail.user.role by {"user":{"role":"admin"}}'],
    ],
    ['one level is none', { role: ['admin'] }, []],
  ])('dotted keys pass for %s', (_, detail, expected) => {
    const found = weaknessesOf(patternOf({ ...ACCOUNT, detail })).filter(({ kind }) => kind === 'dotted-key');
    expect(found.map(told)).toEqual(expected);
  });

  it('carries events that pass, whole as a bus sees them', () => {
    const pattern = patternOf({
      source: [{ prefix: 'shop.' }],
      detail: {
        user: { role: [{ 'anything-but': 'guest' }], id: [{ numeric: ['>', 5, '<', 6] }] },
        serial: [9_007_199_254_740_993n],
        off: [{ exists: false }],
      },
    });
    const weaknesses = weaknessesOf(pattern).flatMap((weakness) => (weakness.kind === 'no-account' ? [] : [weakness]));
    expect(weaknesses.map(({ kind, field }) => `${kind} ${field.path}`)).toEqual([
      'array-element detail.serial',
      'array-element detail.user.id',
      'dotted-key detail.user.id',
      'array-element detail.user.role',
      'dotted-key detail.user.role',
    ]);
    for (const { proof } of weaknesses) {
      const read = readJson(proof);
      expect(read.ok && matchesPattern(pattern, read.value)).toBe(true);
      expect(Object.keys(JSON.parse(proof) as object)).toEqual(expect.arrayContaining(['id', 'account', 'time', 'region', 'resources']));
    }
  });
});
