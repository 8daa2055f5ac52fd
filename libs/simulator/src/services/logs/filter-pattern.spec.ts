import { describe, expect, it } from 'vitest';
import { parseFilterPattern } from './filter-pattern.js';

const MESSAGE = JSON.stringify({ status: 'FAILURE', delivery: { destination: 'arn:aws:sqs:eu-west-1:1:orders', statusCode: 403 } });

describe('a filter pattern', () => {
  it.each([
    ['', true],
    ['FAILURE', true],
    ['"status":"FAILURE" orders', true],
    ['SUCCESS', false],
    ['{ $.status = "FAILURE" }', true],
    ['{$.status="SUCCESS"}', false],
    ['{ $.status != "SUCCESS" }', true],
    ['{ $.delivery.statusCode = 403 }', true],
    ['{ ($.status = "FAILURE") && ($.delivery.statusCode = 404) }', false],
    ['{ $.delivery.destination = "*:orders" && $.status = "FAILURE" }', true],
    ['{ $.delivery.destination = "arn:aws:lambda*" }', false],
    ['{ $.delivery.nothing = "x" }', false],
  ])('%s: %s', (pattern, expected) => expect(parseFilterPattern(pattern)?.(MESSAGE)).toBe(expected));

  it.each(['{', '{ status = "x" }', '{ $.a > 3 }', '{ $.a = "b" || $.c = "d" }', '{}'])('is not understood: %s', (pattern) => {
    expect(parseFilterPattern(pattern)).toBeNull();
  });
});
