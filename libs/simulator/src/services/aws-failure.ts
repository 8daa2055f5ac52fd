/** An error as AWS would answer it. Which wire shape it takes is up to the protocol. */
export class AwsFailure extends Error {
  override readonly name = 'AwsFailure';

  constructor(
    /** Shape name in JSON protocols, such as `QueueDoesNotExist`. */
    readonly shape: string,
    message: string,
    readonly status = 400,
    /** Code of the query protocol, where it differs: `AWS.SimpleQueueService.NonExistentQueue`. */
    readonly queryCode: string = shape,
    /** Namespace of the shape: errors of the front door are not the service's own. */
    readonly origin: 'service' | 'front-door' = 'service',
  ) {
    super(message);
  }
}

/** The front door's errors: the same for every service. Sources: AWS General Reference, common errors; IAM User Guide, access denied messages. */
export const frontDoor = {
  accessDenied: (message: string): AwsFailure => new AwsFailure('AccessDeniedException', message, 403, 'AccessDenied', 'front-door'),
  expiredToken: (): AwsFailure =>
    new AwsFailure('ExpiredTokenException', 'The security token included in the request is expired', 403, 'ExpiredToken', 'front-door'),
  unknownKey: (): AwsFailure =>
    new AwsFailure(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      403,
      'InvalidClientTokenId',
      'front-door',
    ),
  missingToken: (): AwsFailure =>
    new AwsFailure(
      'MissingAuthenticationTokenException',
      'Request is missing Authentication Token',
      403,
      'MissingAuthenticationToken',
      'front-door',
    ),
  badSignature: (message: string): AwsFailure =>
    new AwsFailure('InvalidSignatureException', message, 403, 'SignatureDoesNotMatch', 'front-door'),
  unknownOperation: (): AwsFailure => new AwsFailure('UnknownOperationException', '', 404, 'InvalidAction', 'front-door'),
  malformed: (message: string): AwsFailure => new AwsFailure('SerializationException', message, 400, 'MalformedInput', 'front-door'),
  tooLarge: (): AwsFailure =>
    new AwsFailure('RequestEntityTooLargeException', 'Request body is too large', 413, 'RequestEntityTooLarge', 'front-door'),
  throttled: (): AwsFailure => new AwsFailure('ThrottlingException', 'Rate exceeded', 400, 'Throttling', 'front-door'),
  internal: (): AwsFailure =>
    new AwsFailure('InternalFailure', 'We encountered an internal error. Please try again.', 500, 'InternalFailure', 'front-door'),
  unavailable: (): AwsFailure =>
    new AwsFailure('ServiceUnavailable', 'Service is currently unavailable. Please try again.', 503, 'ServiceUnavailable', 'front-door'),
} as const;
