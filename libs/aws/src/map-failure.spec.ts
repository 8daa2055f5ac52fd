import { describe, expect, it } from 'vitest';
import { AwsError, failureFor, type AwsFailureKind } from './failure.js';
import { failureOf } from './map-failure.js';

const CALL = { action: 'sqs:GetQueueAttributes', principal: null };

/** As the SDK throws them: an Error with a name, a status and whatever else the protocol brought. */
const sdkError = (name: string, message: string, status?: number, extra: object = {}) =>
  Object.assign(new Error(message), { name, ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }), ...extra });

describe('failureOf', () => {
  it.each<[string, unknown, AwsFailureKind, boolean]>([
    ['Throttling', sdkError('Throttling', 'Rate exceeded', 400), 'throttled', true],
    ['ThrottlingException', sdkError('ThrottlingException', 'Rate exceeded', 400), 'throttled', true],
    ['ThrottledException', sdkError('ThrottledException', '', 400), 'throttled', true],
    ['RequestThrottled', sdkError('RequestThrottled', 'x', 403), 'throttled', true],
    ['RequestLimitExceeded', sdkError('RequestLimitExceeded', 'x', 503), 'throttled', true],
    ['TooManyRequestsException', sdkError('TooManyRequestsException', 'x', 429), 'throttled', true],
    ['ProvisionedThroughputExceededException', sdkError('ProvisionedThroughputExceededException', 'x', 400), 'throttled', true],
    ['LimitExceededException', sdkError('LimitExceededException', 'x', 400), 'throttled', true],
    ['a namespaced code', sdkError('com.amazonaws.sqs#RequestThrottled', 'x', 400), 'throttled', true],
    ['a bare 429', sdkError('Error', 'x', 429), 'throttled', true],
    ['KMSThrottlingException', sdkError('KMSThrottlingException', 'x', 400), 'throttled', true],
    ['KMSAccessDeniedException', sdkError('KMSAccessDeniedException', 'x', 400), 'denied', false],
    ['a call the endpoint does not know', sdkError('UnknownOperationException', '', 400), 'invalid', false],
    ['AccessDenied', sdkError('AccessDenied', 'x', 403), 'denied', false],
    ['AccessDeniedException', sdkError('AccessDeniedException', 'x', 400), 'denied', false],
    ['a bare 403', sdkError('Error', 'Forbidden', 403), 'denied', false],
    ['QueueDoesNotExist', sdkError('QueueDoesNotExist', 'x', 400), 'not-found', false],
    ['the legacy code', sdkError('AWS.SimpleQueueService.NonExistentQueue', 'x', 400), 'not-found', false],
    [
      'the legacy code inside',
      sdkError('Error', 'x', 400, { Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue' } }),
      'not-found',
      false,
    ],
    ['ExpiredToken', sdkError('ExpiredToken', 'The security token included in the request is expired', 403), 'expired-credentials', true],
    ['ExpiredTokenException', sdkError('ExpiredTokenException', 'x', 400), 'expired-credentials', true],
    ['unknown keys', sdkError('InvalidClientTokenId', 'x', 403), 'expired-credentials', false],
    ['no credentials', sdkError('CredentialsProviderError', 'Could not load credentials from any providers'), 'expired-credentials', false],
    [
      'a late signature',
      sdkError('InvalidSignatureException', 'Signature expired: 20261124T115000Z is now earlier than …', 403),
      'clock-skew',
      true,
    ],
    ['an early signature', sdkError('SignatureDoesNotMatch', 'Signature not yet current: 20261124T125000Z …', 403), 'clock-skew', true],
    [
      'a wrong secret',
      sdkError('InvalidSignatureException', 'The request signature we calculated does not match', 403),
      'expired-credentials',
      false,
    ],
    ['RequestTimeTooSkewed', sdkError('RequestTimeTooSkewed', 'x', 403), 'clock-skew', true],
    ['InternalServiceError', sdkError('InternalServiceError', 'x', 500), 'internal', true],
    ['a bare 503', sdkError('Error', 'x', 503), 'internal', true],
    ['a bare 400', sdkError('InvalidParameterValue', 'x', 400), 'invalid', false],
    ['ECONNREFUSED', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'unreachable', true],
    ['ENOTFOUND', Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), 'unreachable', true],
    ['a code in the cause', new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }), 'unreachable', true],
    ['a time-out', sdkError('TimeoutError', 'x'), 'unreachable', true],
    ['a dropped connection', new Error('socket hang up'), 'unreachable', true],
    ['a reply that is no JSON', new SyntaxError('Unexpected token < in JSON'), 'internal', true],
    ['no error at all', 'rubbish', 'internal', true],
    ['nothing', undefined, 'internal', true],
  ])('%s', (_name, error, kind, retryable) => {
    expect(failureOf(error, CALL)).toMatchObject({ kind, retryable, action: CALL.action });
  });

  it('names who was refused what', () => {
    const message =
      'User: arn:aws-cn:sts::111122223333:assumed-role/weir-reader/weir is not authorized to perform: sqs:getqueueattributes on resource: arn:aws-cn:sqs:cn-north-1:111122223333:orders because no identity-based policy allows the sqs:getqueueattributes action';
    expect(failureOf(sdkError('AccessDeniedException', message, 403), CALL)).toMatchObject({
      kind: 'denied',
      action: 'sqs:GetQueueAttributes',
      principal: 'arn:aws-cn:sts::111122223333:assumed-role/weir-reader/weir',
    });
  });

  it('tells the action that was refused when it is not the one called', () => {
    const message = 'User: arn:aws:iam::111122223333:user/x is not authorized to perform: kms:Decrypt on resource: *';
    expect(failureOf(sdkError('AccessDenied', message, 403), CALL)).toMatchObject({ action: 'kms:Decrypt' });
  });

  it('falls back to the configured role when AWS names nobody', () => {
    const call = { action: 'sqs:ListQueues', principal: 'arn:aws:iam::111122223333:role/weir-reader' };
    const failure = failureOf(sdkError('AccessDenied', 'Access to the resource is denied.', 403), call);
    expect(failure).toMatchObject({ action: 'sqs:ListQueues', principal: call.principal });
  });

  it('does not quote a reply it could not read', () => {
    const error = Object.assign(new SyntaxError('Unexpected token: {"SecretAccessKey":"abc"'), { $response: { statusCode: 200 } });
    expect(failureOf(error, CALL).message).toBe('AWS answered 200 with something that is no valid reply');
  });

  it('passes on what is already a failure', () => {
    const failure = failureFor('denied', 'sts:AssumeRole', 'no');
    expect(failureOf(new AwsError(failure), CALL)).toBe(failure);
  });

  it('bounds and cleans the message', () => {
    const message = `bad\u0000 \u202Enews\n${'x'.repeat(10_000)} AKIAIOSFODNN7EXAMPLE`;
    const failure = failureOf(sdkError('ValidationError', message, 400), CALL);
    expect(failure.message.length).toBeLessThanOrEqual(300);
    expect(failure.message).toMatch(/^ValidationError: bad news/);
  });
});
