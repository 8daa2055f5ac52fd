import { AwsFailure } from '../aws-failure.js';

/** SNS's own errors. Source: Amazon SNS API Reference, "Errors" of each operation; codes are those of the query protocol. */
export const snsFailure = {
  invalidParameter: (message: string): AwsFailure =>
    new AwsFailure('InvalidParameterException', `Invalid parameter: ${message}`, 400, 'InvalidParameter'),
  notFound: (message: string): AwsFailure => new AwsFailure('NotFoundException', message, 404, 'NotFound'),
  noSuchTopic: (): AwsFailure => new AwsFailure('NotFoundException', 'Topic does not exist', 404, 'NotFound'),
  noSuchSubscription: (): AwsFailure => new AwsFailure('NotFoundException', 'Subscription does not exist', 404, 'NotFound'),
  noSuchResource: (): AwsFailure => new AwsFailure('ResourceNotFoundException', 'Resource does not exist', 404, 'ResourceNotFound'),
  denied: (message: string): AwsFailure => new AwsFailure('AuthorizationErrorException', message, 403, 'AuthorizationError'),
} as const;
