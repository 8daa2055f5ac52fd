import { describe, expect, it } from 'vitest';
import { showable } from './showable.js';

describe('showable', () => {
  it.each([
    ['key AKIAIOSFODNN7EXAMPLE is disabled', 'key [key] is disabled'],
    ['X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr///&X-Amz-Date=1', 'X-Amz-Security-Token=[removed]&X-Amz-Date=1'],
    ['{"SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}', '{"SecretAccessKey":"[removed]"}'],
    ['Signature=abcdef0123, SignedHeaders=host', 'Signature=[removed], SignedHeaders=host'],
    [`got ${'Ab3/'.repeat(20)} instead`, 'got [removed] instead'],
    ['a\r\nb\tc', 'a b c'],
    ['   ', ''],
  ])('%s', (given, expected) => {
    expect(showable(given)).toBe(expected);
  });

  it('leaves ARNs and URLs readable', () => {
    const told =
      'User: arn:aws:sts::111122223333:assumed-role/AVeryLongRoleNameForReadingQueuesInProduction/weir https://sqs.eu-west-1.amazonaws.com/111122223333/orders';
    expect(showable(told)).toBe(told);
  });
});
