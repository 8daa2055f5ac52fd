import { describe, expect, it } from 'vitest';
import { readPolicy } from './policy-text.js';

describe('a policy for people', () => {
  it('is read by its kind', () => {
    expect(readPolicy('{"country":["DE"]}', 'MessageAttributes').lines).toEqual([
      { path: 'country', words: 'is "DE"', depth: 0, or: false },
    ]);
    expect(readPolicy('{"detail":{"a":[{"exists":true}]}}', 'pattern').lines?.[0]?.path).toBe('detail.a');
  });
  it('without conditions has no lines', () => expect(readPolicy('{}', 'MessageBody')).toEqual({ lines: [], problem: null }));
  it('that AWS would refuse says where', () => {
    expect(readPolicy('{"a":{"b":["c"]}}', 'MessageAttributes').problem).toContain('a');
    expect(readPolicy('{"a":', 'pattern').problem).not.toBeNull();
  });
});
