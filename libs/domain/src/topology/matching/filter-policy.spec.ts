import { describe, expect, it } from 'vitest';
import { explainPolicyMatch } from './explain-match.js';
import { ATTRIBUTE_POLICY_CASES, BODY_POLICY_CASES, type PolicyCase } from './filter-policy.cases.js';
import { filteredBy, matchesPolicy, parseFilterPolicy, type FilterScope } from './filter-policy.js';
import { readAttributes } from './read-attributes.js';

const policyOf = (source: unknown, scope: FilterScope) => {
  const parsed = parseFilterPolicy(source, scope);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
};

const check =
  (scope: FilterScope) =>
  (...[, source, message, expected]: PolicyCase) => {
    const policy = policyOf(source, scope);
    expect(filteredBy(policy, message)).toBe(expected);
    expect(matchesPolicy(policy, message)).toBe(expected === null);
    const explained = explainPolicyMatch(policy, message);
    expect(explained).toMatchObject({ matched: expected === null, filteredBy: expected });
    expect(explained.because.filter(({ option }) => option === undefined).every(({ ok }) => ok)).toBe(expected === null);
  };

describe('filter policies', () => {
  it.each(ATTRIBUTE_POLICY_CASES)('on attributes: %s', check('MessageAttributes'));
  it.each(BODY_POLICY_CASES)('on the body: %s', check('MessageBody'));

  it('are told about by at least a hundred cases, each by a name of its own', () => {
    const cases = [...ATTRIBUTE_POLICY_CASES, ...BODY_POLICY_CASES];
    expect(cases.length).toBeGreaterThanOrEqual(100);
    for (const part of [ATTRIBUTE_POLICY_CASES, BODY_POLICY_CASES]) expect(new Set(part.map(([name]) => name)).size).toBe(part.length);
  });

  it('may come to 150 combinations, counted as AWS counts them', () => {
    const four = { key_a: { key_b: { key_c: ['1', '2', '3', '4'] } }, key_d: { key_e: ['1', '2', '3'] } };
    const limit = (mostCombinations: number) => parseFilterPolicy(four, 'MessageBody', { limits: { mostCombinations } }).ok;
    // 4 values at level 3, 3 values at level 2.
    expect([limit(72), limit(71)]).toEqual([true, false]);
  });
});

describe('message attributes', () => {
  it.each([
    ['by type and value', { a: { type: 'Number', value: '5' } }],
    ['as a notification has them', { a: { Type: 'Number', Value: '5' } }],
    ['as a request has them', { a: { DataType: 'Number', StringValue: '5' } }],
    ['as text', '{"a":{"type":"Number","value":"5"}}'],
  ])('%s', (_, source) => {
    expect(readAttributes(source)).toEqual({ ok: true, attributes: { a: { type: 'Number', value: '5' } } });
  });

  it.each([
    [5, ''],
    [['a'], ''],
    ['{"a":1', ''],
    [{ a: true }, 'a'],
    [{ a: null }, 'a'],
    [{ a: {} }, 'a'],
    [{ a: { type: 'Text', value: 'x' } }, 'a'],
    [{ a: [{ b: 1 }] }, 'a'],
  ])('refuses %j and names %s', (source, path) => {
    expect(readAttributes(source)).toMatchObject({ ok: false, problems: [{ path }] });
  });

  it('keeps one named as the prototype', () => {
    const read = readAttributes('{"__proto__":"x"}');
    expect(read.ok && matchesPolicy(policyOf('{"__proto__":["x"]}', 'MessageAttributes'), { attributes: read.attributes })).toBe(true);
  });
});
