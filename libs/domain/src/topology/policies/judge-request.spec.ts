import { describe, expect, it } from 'vitest';
import { judgeRequest, type PolicyAnswer, type PolicyRequest } from './judge-request.js';

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:emails';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:orders';
const SNS = { Service: 'sns.amazonaws.com' };
const BY_TOPIC: PolicyRequest = {
  action: 'sqs:SendMessage',
  resourceArn: QUEUE,
  by: { service: 'sns.amazonaws.com' },
  context: { 'aws:sourcearn': TOPIC, 'aws:sourceaccount': '111122223333', 'aws:principalorgid': null, 'aws:securetransport': 'true' },
};
const BY_ACCOUNT: PolicyRequest = {
  ...BY_TOPIC,
  by: { accountId: '444455556666', roleArn: null },
  context: { 'aws:principalaccount': '444455556666' },
};
const ROLE = 'arn:aws:iam::444455556666:role/forward';
const BY_ROLE: PolicyRequest = { ...BY_ACCOUNT, by: { accountId: '444455556666', roleArn: ROLE } };

const policy = (...statements: object[]): string =>
  JSON.stringify({
    Statement: statements.map((statement) => ({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE, ...statement })),
  });
const allowed = (condition?: object, principal: unknown = SNS): string =>
  policy({ Principal: principal, ...(condition && { Condition: condition }) });

describe('a request and a resource policy', () => {
  it.each<[string, string | null, PolicyRequest, PolicyAnswer['answer']]>([
    ['no policy', null, BY_TOPIC, 'not-allowed'],
    ['no JSON', '{', BY_TOPIC, 'not-allowed'],
    ['the service', allowed(), BY_TOPIC, 'allowed'],
    ['another service', allowed(undefined, { Service: 'events.amazonaws.com' }), BY_TOPIC, 'not-allowed'],
    ['everybody', allowed(undefined, '*'), BY_TOPIC, 'allowed'],
    ['everybody, as an AWS principal', allowed(undefined, { AWS: '*' }), BY_TOPIC, 'allowed'],
    ['the account, which is no service', allowed(undefined, { AWS: '111122223333' }), BY_TOPIC, 'not-allowed'],
    ['everybody but another service', policy({ NotPrincipal: { Service: 's3.amazonaws.com' } }), BY_TOPIC, 'allowed'],
    ['everybody but this service', policy({ NotPrincipal: SNS }), BY_TOPIC, 'not-allowed'],
    ['another action', policy({ Principal: SNS, Action: 'sqs:ReceiveMessage' }), BY_TOPIC, 'not-allowed'],
    ['all actions but another', policy({ Principal: SNS, Action: undefined, NotAction: 'sqs:DeleteQueue' }), BY_TOPIC, 'allowed'],
    ['another queue', policy({ Principal: SNS, Resource: `${QUEUE}-2` }), BY_TOPIC, 'not-allowed'],
    ['this topic', allowed({ ArnEquals: { 'aws:SourceArn': TOPIC } }), BY_TOPIC, 'allowed'],
    ['another topic', allowed({ ArnEquals: { 'aws:SourceArn': `${TOPIC}-2` } }), BY_TOPIC, 'not-allowed'],
    ['topics that begin so', allowed({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:ord*' } }), BY_TOPIC, 'allowed'],
    ['an asterisk that does not reach over colons', allowed({ ArnLike: { 'aws:SourceArn': 'arn:aws:*:orders' } }), BY_TOPIC, 'not-allowed'],
    ['the same as text, where it does', allowed({ StringLike: { 'aws:SourceArn': 'arn:aws:*:orders' } }), BY_TOPIC, 'allowed'],
    ['the account it comes from', allowed({ StringEquals: { 'AWS:SourceAccount': '111122223333' } }), BY_TOPIC, 'allowed'],
    ['one of two values', allowed({ StringEquals: { 'aws:SourceAccount': ['444455556666', '111122223333'] } }), BY_TOPIC, 'allowed'],
    ['all but this account', allowed({ StringNotEquals: { 'aws:SourceAccount': '111122223333' } }), BY_TOPIC, 'not-allowed'],
    ['an organisation, of which services are none', allowed({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }), BY_TOPIC, 'not-allowed'],
    ['an organisation if there is one', allowed({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }), BY_TOPIC, 'allowed'],
    ['a key that is there', allowed({ Null: { 'aws:SourceArn': 'false' } }), BY_TOPIC, 'allowed'],
    ['a key that must not be there', allowed({ Null: { 'aws:SourceArn': 'true' } }), BY_TOPIC, 'not-allowed'],
    ['safe transport', allowed({ Bool: { 'aws:SecureTransport': true } }), BY_TOPIC, 'allowed'],
    ['a key of which nothing is known', allowed({ StringEquals: { 'aws:SourceOrgID': 'o-1' } }), BY_TOPIC, 'unsure'],
    [
      'two conditions, one not known and one not met',
      allowed({ StringEquals: { 'aws:SourceOrgID': 'o-1', 'aws:SourceAccount': '1' } }),
      BY_TOPIC,
      'not-allowed',
    ],
    ['a denial', policy({ Principal: SNS }, { Effect: 'Deny', Principal: '*' }), BY_TOPIC, 'denied'],
    [
      'a denial of other sources',
      policy({ Principal: SNS }, { Effect: 'Deny', Principal: '*', Condition: { ArnNotEquals: { 'aws:SourceArn': TOPIC } } }),
      BY_TOPIC,
      'allowed',
    ],
    [
      'a denial of all but an organisation, which a service has not',
      policy({ Principal: SNS }, { Effect: 'Deny', Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
      BY_TOPIC,
      'denied',
    ],
    [
      'a denial that rests on what is not known',
      policy({ Principal: SNS }, { Effect: 'Deny', Principal: '*', Condition: { StringNotEquals: { 'aws:SourceOrgID': 'o-1' } } }),
      BY_TOPIC,
      'unsure',
    ],
    ['an account by its id', allowed(undefined, { AWS: '444455556666' }), BY_ACCOUNT, 'allowed'],
    ['an account by its root', allowed(undefined, { AWS: 'arn:aws:iam::444455556666:root' }), BY_ACCOUNT, 'allowed'],
    ['another account', allowed(undefined, { AWS: '777788889999' }), BY_ACCOUNT, 'not-allowed'],
    ['somebody of the account', allowed(undefined, { AWS: ROLE }), BY_ACCOUNT, 'unsure'],
    ['the role itself', allowed(undefined, { AWS: ROLE }), BY_ROLE, 'allowed'],
    ['another role of the account', allowed(undefined, { AWS: `${ROLE}-2` }), BY_ROLE, 'not-allowed'],
    [
      'an organisation, which is not known of an account',
      allowed({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, '*'),
      BY_ACCOUNT,
      'unsure',
    ],
  ])('%s', (_, text, request, expected) => {
    expect(judgeRequest(text, request).answer).toBe(expected);
  });

  it('names what it cannot know', () => {
    expect(judgeRequest(allowed({ StringEquals: { 'aws:SourceOrgID': 'o-1' } }), BY_TOPIC)).toEqual({
      answer: 'unsure',
      on: 'aws:sourceorgid',
    });
  });
});
