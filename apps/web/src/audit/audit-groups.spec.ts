import { describe, expect, it } from 'vitest';
import { fixtureResources } from '../testing/estate-fixture.js';
import { fixtureFindings } from '../testing/known-findings.js';
import { fanoutResources } from '../testing/known-fanout.js';
import { knownTopology } from '../testing/known-topology.js';
import { readAuditSearch } from './audit-search.js';
import { groupFindings, mentioning, openCount, openWords, ruleWords } from './audit-groups.js';

const findings = fixtureFindings([...fixtureResources(), ...fanoutResources(knownTopology())]);

describe('how many stand open', () => {
  const gap = { accountId: '1', accountName: 'prod', region: 'eu-west-1', service: 'sns', listing: { at: null, failure: null } } as const;

  it.each([
    [{ loss: 2, security: 1, hygiene: 0 }, [], '3'],
    [{ loss: 0, security: 0, hygiene: 0 }, [], '0'],
    [{ loss: 2, security: 1, hygiene: 0 }, [gap], '≥\u202f3'],
    [{ loss: 0, security: 0, hygiene: 0 }, [gap], '–'],
  ])('%j with %j not looked at: %s', (open, unseen, told) => {
    expect(openCount({ open, unseen })).toBe(told);
  });
});

describe('findings', () => {
  it('stand by severity, then by rule', () => {
    expect(groupFindings(findings.toReversed()).map(({ severity, rule }) => [severity, rule])).toEqual([
      ['loss', 'queue-without-dead-letter-queue'],
      ['loss', 'target-without-dead-letter-queue'],
      ['security', 'bus-policy-wildcard'],
      ['security', 'transformer-unescaped'],
      ['hygiene', 'max-receive-count-one'],
      ['hygiene', 'rule-disabled'],
    ]);
  });
  it('of the rule found most often come first within a severity', () => {
    const twice = [...findings, ...findings.filter(({ rule }) => rule === 'target-without-dead-letter-queue')];
    expect(groupFindings(twice)[0]?.findings.length).toBe(2);
  });
  it('are found by name, system and rule', () => {
    expect(mentioning(findings, 'ENCODING').map(({ resourceName }) => resourceName)).toEqual(['encoding-jobs']);
    expect(mentioning(findings, 'wildcard').map(({ resourceName }) => resourceName)).toEqual(['commerce-bus']);
    expect(mentioning(findings, ' ')).toHaveLength(6);
  });
});

it('a rule is told as words', () => expect(ruleWords('queue-without-dead-letter-queue')).toBe('Queue without dead-letter queue'));

it('what is open is told by severity, and nothing when nothing is', () => {
  expect(openWords({ loss: 3, security: 1, hygiene: 0 })).toBe('3 can lose, 1 can leak');
  expect(openWords({ loss: 0, security: 0, hygiene: 0 })).toBe('');
});

it.each([
  [{ state: 'accepted' }, { state: 'accepted' }],
  [{ state: 'open', q: 'x' }, { q: 'x' }],
  [{ state: 'nonsense', q: ' ' }, {}],
])('the address %o', (typed, read) => expect(readAuditSearch(typed)).toEqual(read));
