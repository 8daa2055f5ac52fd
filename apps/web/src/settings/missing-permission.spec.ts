import { describe, expect, it } from 'vitest';
import { missingAction, policyFor } from './missing-permission.js';

describe('a missing permission', () => {
  it.each([
    ['sqs:GetQueueAttributes denied for role weir-reader', 'sqs:GetQueueAttributes'],
    ['User: arn:aws:sts::111122223333:assumed-role/x is not authorized to perform: cloudwatch:GetMetricData', 'cloudwatch:GetMetricData'],
    ['no action here', null],
    ['<script>:alert', null],
  ])('%s', (detail, action) => expect(missingAction(detail)).toBe(action));

  it('is told as a policy that only reads', () => {
    expect(JSON.parse(policyFor(['sqs:GetQueueAttributes']))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['sqs:GetQueueAttributes'], Resource: '*' }],
    });
  });
});
