import { describe, expect, it } from 'vitest';
import { letsOthers, openDoor } from './open-to-all.js';

const ARN = 'arn:aws:sns:eu-west-1:111122223333:orders';
const OWN = '111122223333';
const ORG = { StringEquals: { 'aws:PrincipalOrgID': 'o-1a2b3c4d5e' } };
const policy = (...statements: object[]): string =>
  JSON.stringify({ Statement: statements.map((statement) => ({ Effect: 'Allow', Action: 'sns:Publish', Resource: ARN, ...statement })) });
const isOpen = (text: string): boolean => openDoor(text, 'sns:Publish', ARN) !== null;
const under = (condition: object): string => policy({ Principal: '*', Condition: condition });

describe('a policy lets everybody in', () => {
  it.each<[string, string]>([
    ['principal *', policy({ Principal: '*' })],
    ['principal AWS *', policy({ Principal: { AWS: '*' } })],
    ['* among others', policy({ Principal: { AWS: ['444455556666', '*'] } })],
    ['a single statement that is no list', JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*', Action: '*' } })],
    ['everybody but one', policy({ NotPrincipal: { AWS: '444455556666' } })],
    ['every action of the service', policy({ Principal: '*', Action: 'SNS:*' })],
    ['every action but another', policy({ Principal: '*', Action: undefined, NotAction: 'sns:DeleteTopic' })],
    ['every resource but another', policy({ Principal: '*', Resource: undefined, NotResource: `${ARN}-other` })],
    ['resources by wildcard', policy({ Principal: '*', Resource: 'arn:aws:sns:*:111122223333:ord*' })],
    ['aws:SourceArn like *', under({ ArnLike: { 'aws:SourceArn': '*' } })],
    ['aws:SourceArn as text like *', under({ StringLike: { 'aws:SourceArn': '*' } })],
    ['aws:SourceArn equals *, where ArnEquals knows wildcards', under({ ArnEquals: { 'aws:SourceArn': '*' } })],
    ['topics of any account', under({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:orders' } })],
    ['buckets that begin so', under({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::shop-*' } })],
    ['a role of that name in any account', under({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } })],
    ['one value of two that is *', under({ StringLike: { 'aws:PrincipalOrgID': ['o-1a2b3c4d5e', '*'] } })],
    ['an organisation that begins so', under({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } })],
    ['any path of any organisation', under({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-*/r-ab/*' } })],
    ['IfExists, without which a request passes', under({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1a2b3c4d5e' } })],
    ['ForAllValues, which holds of nothing', under({ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-1a2b3c4d5e' } })],
    ['ForAnyValue with an asterisk', under({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': '*' } })],
    ['that the key be there', under({ Null: { 'aws:SourceArn': 'false' } })],
    ['that the key be not there', under({ Null: { 'aws:SourceArn': true } })],
    ['everybody but an organisation', under({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1a2b3c4d5e' } })],
    ['everybody but an account, by ARN', under({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:*' } })],
    ['a variable that is the caller', under({ StringEquals: { 'aws:SourceAccount': '${aws:PrincipalAccount}' } })],
    ['transport alone', under({ Bool: { 'aws:SecureTransport': 'true' } })],
    ['a protocol alone', under({ StringEquals: { 'sns:Protocol': 'https' } })],
    ['a tag, which anybody can have', under({ StringEquals: { 'aws:PrincipalTag/team': 'checkout' } })],
    ['every address', under({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })],
    ['a block and every address of the other kind', under({ IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '::/0'] } })],
    ['a narrow statement beside an open one', policy({ Principal: '*', Condition: ORG }, { Principal: '*' })],
    ['a denial of another action', policy({ Principal: '*' }, { Effect: 'Deny', Principal: '*', Action: 'sns:Subscribe' })],
    ['a denial of one account', policy({ Principal: '*' }, { Effect: 'Deny', Principal: { AWS: '444455556666' } })],
    [
      'a denial without transport alone',
      policy({ Principal: '*' }, { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ],
    [
      'a denial that services of strangers are spared',
      policy(
        { Principal: '*' },
        {
          Effect: 'Deny',
          Principal: '*',
          Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' }, Bool: { 'aws:PrincipalIsAWSService': 'false' } },
        },
      ),
    ],
    [
      'a denial by ForAnyValue, which spares who has no organisation',
      policy(
        { Principal: '*' },
        { Effect: 'Deny', Principal: '*', Condition: { 'ForAnyValue:StringNotLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } } },
      ),
    ],
  ])('%s', (_, text) => {
    expect(isOpen(text)).toBe(true);
  });
});

describe('a policy does not let everybody in', () => {
  it.each<[string, string | null]>([
    ['no policy', null],
    ['what is no policy', '{"Statement":[null,7,"x",{"Principal":{"AWS":[{}]}}]'],
    ['a named account', policy({ Principal: { AWS: '444455556666' } })],
    ['a service', policy({ Principal: { Service: 's3.amazonaws.com' } })],
    ['a denial alone', policy({ Effect: 'Deny', Principal: '*' })],
    ['another action', policy({ Principal: '*', Action: 'sns:GetTopicAttributes' })],
    ['every action but this one', policy({ Principal: '*', Action: undefined, NotAction: ['sns:Pub*'] })],
    ['another resource', policy({ Principal: '*', Resource: `${ARN}-other` })],
    ['every resource but this one', policy({ Principal: '*', Resource: undefined, NotResource: ARN })],
    ['an organisation', under(ORG)],
    ['an organisation, operators in another case', under({ stringequals: { 'AWS:PRINCIPALORGID': 'o-1a2b3c4d5e' } })],
    ['one of two conditions that restricts', under({ ...ORG, Bool: { 'aws:SecureTransport': 'true' } })],
    ['the owner, as SNS writes it', under({ StringEquals: { 'AWS:SourceOwner': OWN } })],
    ['topics of one account', under({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:444455556666:*' } })],
    ['an account anywhere in the text', under({ StringLike: { 'aws:PrincipalArn': '*:444455556666:*' } })],
    ['one bucket', under({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::shop-invoices' } })],
    ['paths of one organisation', under({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1a2b3c4d5e/r-ab/*' } })],
    [
      'IfExists of a key that must be there',
      under({ StringEqualsIfExists: { 'aws:SourceAccount': OWN }, Null: { 'aws:SourceAccount': 'false' } }),
    ],
    [
      'ForAllValues of a key that must be there',
      under({ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-1' }, Null: { 'aws:PrincipalOrgID': false } }),
    ],
    ['StringEquals with an asterisk, which nobody is', under({ StringEquals: { 'aws:PrincipalOrgID': '*' } })],
    ['no value, which nobody has', under({ StringEquals: { 'aws:PrincipalOrgID': [] } })],
    ['the account of the resource', under({ StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' } })],
    ['a network', under({ IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })],
    ['an endpoint of a network', under({ StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } })],
    ['a denial of everybody', policy({ Principal: '*' }, { Effect: 'Deny', Principal: '*' })],
    [
      'a denial of all but an organisation',
      policy({ Principal: '*' }, { Effect: 'Deny', Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
    ],
    [
      'a denial of all but an organisation and an account',
      policy(
        { Principal: '*' },
        {
          Effect: 'Deny',
          Principal: '*',
          Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1', 'aws:PrincipalAccount': OWN } },
        },
      ),
    ],
    [
      'a denial of all who are not named',
      policy({ Principal: '*' }, { Effect: 'Deny', NotPrincipal: { AWS: `arn:aws:iam::${OWN}:root` } }),
    ],
    ['everybody but everybody', policy({ NotPrincipal: '*' })],
  ])('%s', (_, text) => {
    expect(text === null ? openDoor(null, 'sns:Publish', ARN) : isOpen(text)).toBe(text === null ? null : false);
  });
});

it('says of each condition why it keeps nobody out', () => {
  const text = under({
    StringLike: { 'aws:SourceArn': '*' },
    StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' },
    Bool: { 'aws:SecureTransport': 'true' },
  });
  expect(openDoor(text, 'sns:Publish', ARN)).toEqual({
    statement: 'Allow, principal *',
    idle: [
      'StringLike aws:SourceArn *: an asterisk stands for everybody',
      'StringEqualsIfExists aws:PrincipalOrgID o-1: a request without the key passes',
      'Bool aws:SecureTransport true: says nothing of whose request it is',
    ],
  });
  expect(openDoor(policy({ NotPrincipal: { AWS: '444455556666' } }), 'sns:Publish', ARN)?.statement).toBe(
    'Allow, everybody but 444455556666, no condition',
  );
});

describe('a policy lets other accounts in', () => {
  it.each<[string, string | null, boolean]>([
    ['none', null, false],
    ['its own alone', policy({ Principal: { AWS: `arn:aws:iam::${OWN}:root` } }), false],
    ['another', policy({ Principal: { AWS: ['444455556666'] } }), true],
    ['those of an organisation', under(ORG), true],
    ['everybody whose account is its own', under({ StringEquals: { 'aws:PrincipalAccount': OWN } }), false],
    ['everybody but one', policy({ NotPrincipal: { AWS: '444455556666' } }), true],
    ['another, to do something else', policy({ Principal: { AWS: '444455556666' }, Action: 'sns:Subscribe' }), false],
  ])('%s', (_, text, expected) => {
    expect(letsOthers(text, 'sns:Publish', ARN, OWN)).toBe(expected);
  });
});
