import { describe, expect, it } from 'vitest';
import { allows, policyFor } from './resource-policy.js';

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:orders';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:orders-placed';
const SENDER = { service: 'sns.amazonaws.com', arn: TOPIC, accountId: '111122223333' };
const ask = (policy: string | undefined): boolean => allows(policy, 'sqs:SendMessage', QUEUE, SENDER);
const statement = (changes: object): string =>
  JSON.stringify({
    Statement: { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: QUEUE, ...changes },
  });

describe('a resource policy', () => {
  it.each<[name: string, policy: string | undefined, expected: boolean]>([
    ['none', undefined, false],
    ['no JSON', '{', false],
    ['no object', '[]', false],
    ['the one policyFor writes', policyFor('sqs:SendMessage', QUEUE, 'sns.amazonaws.com', [TOPIC]), true],
    ['for another topic', policyFor('sqs:SendMessage', QUEUE, 'sns.amazonaws.com', [`${TOPIC}-else`]), false],
    ['without a condition', statement({}), true],
    ['for everybody', statement({ Principal: '*' }), true],
    ['for every AWS principal', statement({ Principal: { AWS: '*' } }), true],
    ['for another service', statement({ Principal: { Service: 'events.amazonaws.com' } }), false],
    ['actions by pattern, in any case', statement({ Action: ['SQS:Send*'] }), true],
    ['another action', statement({ Action: 'sqs:ReceiveMessage' }), false],
    ['another resource', statement({ Resource: `${QUEUE}-else` }), false],
    ['a source by pattern', statement({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } } }), true],
    ['a source account', statement({ Condition: { StringEquals: { 'AWS:SourceAccount': ['111122223333'] } } }), true],
    ['another source account', statement({ Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } }), false],
    ['a condition nobody meets here', statement({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }), false],
    ['a Deny', statement({ Effect: 'Deny' }), false],
  ])('%s: %s', (_name, policy, expected) => expect(ask(policy)).toBe(expected));

  it('denies in spite of an Allow', () => {
    const allow = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
    expect(ask(JSON.stringify({ Statement: [allow] }))).toBe(true);
    expect(ask(JSON.stringify({ Statement: [allow, { ...allow, Effect: 'Deny' }] }))).toBe(false);
  });

  it('takes dots and brackets in a pattern literally', () => {
    expect(ask(statement({ Resource: 'arn.aws.sqs.eu-west-1.111122223333.orders' }))).toBe(false);
  });
});
