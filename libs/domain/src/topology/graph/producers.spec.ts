import { expect, it } from 'vitest';
import { producersIn } from './producers.js';

const OWN = '111122223333';
const policy = (...statements: unknown[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });

it.each([
  ['a service by name', policy({ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sns:Publish' }), ['s3']],
  [
    'another account, by its id and by its root',
    policy(
      { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'events:PutEvents' },
      {
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam::777788889999:root', `arn:aws:iam::${OWN}:role/own`] },
        Action: ['events:PutEvents'],
      },
    ),
    ['444455556666', '777788889999'],
  ],
  [
    'an action with an asterisk in it',
    policy({ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'events:Put*' }),
    ['444455556666'],
  ],
  ['nobody who is denied', policy({ Effect: 'Deny', Principal: { Service: 's3.amazonaws.com' }, Action: 'sns:Publish' }), []],
  ['nobody who may only look', policy({ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'sns:GetTopicAttributes' }), []],
  [
    'nobody whose deliveries are seen in their own settings',
    policy({ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' }),
    [],
  ],
  ['nobody in particular when everybody may', policy({ Effect: 'Allow', Principal: '*', Action: 'sns:Publish' }), []],
  [
    'a single statement that is no list',
    JSON.stringify({ Statement: { Effect: 'Allow', Principal: { Service: 'ses.amazonaws.com' }, Action: '*' } }),
    ['ses'],
  ],
  ['nothing in text that is no policy', '{"Statement":[null,7,"x",{"Principal":{"AWS":[{}]}}]', []],
  ['nothing in JSON that is no policy', '[["Statement"]]', []],
  ['nothing without a policy', null, []],
])('finds %s', (_, text, expected) => {
  expect(producersIn(text, OWN).map(({ name }) => name)).toEqual(expected);
});
