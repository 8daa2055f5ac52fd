import { describe, expect, it } from 'vitest';
import { summarisePolicy } from './policy-summary.js';

const told = (statement: object) => summarisePolicy(JSON.stringify({ Statement: statement }));

describe('a bus policy for people', () => {
  it('names accounts, everyone and services', () => {
    expect(
      told([{ Effect: 'Allow', Principal: { AWS: ['arn:aws:iam::444455556666:root', '111122223333'] }, Action: 'events:PutEvents' }]),
    ).toEqual([{ effect: 'allow', who: ['account 444455556666', 'account 111122223333'], what: ['put events'], when: [] }]);
    expect(told({ Effect: 'Allow', Principal: '*', Action: '*' })?.[0]?.who).toEqual(['everyone']);
    expect(told({ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' } })?.[0]?.who).toEqual(['service sns']);
  });
  it('leaves out neither denials, exceptions nor conditions', () => {
    const [grant] = told({
      Effect: 'Deny',
      NotPrincipal: { AWS: '*' },
      NotAction: ['events:PutEvents', 'events:TagResource'],
      Condition: { StringEquals: { 'aws:PrincipalOrgID': ['o-1', 'o-2'] } },
    }) ?? [undefined];
    expect(grant).toEqual({
      effect: 'deny',
      who: ['all but everyone'],
      what: ['all but put events', 'all but events:TagResource'],
      when: ['aws:PrincipalOrgID StringEquals o-1 or o-2'],
    });
  });
  it('is nothing when it cannot be read', () => {
    expect(summarisePolicy('{"Statement":')).toBeNull();
    expect(summarisePolicy('[]')).toBeNull();
    expect(summarisePolicy('{}')).toEqual([]);
  });
});
