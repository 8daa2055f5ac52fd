export type AwsFailureKind =
  'throttled' | 'denied' | 'not-found' | 'unreachable' | 'internal' | 'invalid' | 'expired-credentials' | 'clock-skew';

/** Why AWS did not give what was asked, in words that may be shown: bounded, without secrets. */
export interface AwsFailure {
  readonly kind: AwsFailureKind;
  /** The refused action as IAM spells it, such as `sqs:GetQueueAttributes`. */
  readonly action: string;
  /** Who was refused, as an ARN, when AWS names it or a role is configured. */
  readonly principal: string | null;
  readonly message: string;
  /** Whether asking again later, unchanged, may succeed. */
  readonly retryable: boolean;
}

/** The one error this library throws for anything AWS did or refused. */
export class AwsError extends Error {
  readonly failure: AwsFailure;

  constructor(failure: AwsFailure) {
    super(`${failure.action}: ${failure.message}`);
    this.name = 'AwsError';
    this.failure = failure;
  }
}

/** A failure found on this side, before or after AWS was asked. */
export function failureFor(
  kind: AwsFailureKind,
  action: string,
  message: string,
  options: { readonly retryable?: boolean; readonly principal?: string | null } = {},
): AwsFailure {
  return { kind, action, principal: options.principal ?? null, message, retryable: options.retryable ?? false };
}

/**
 * What AWS said, of an error that was caught.
 * @throws the error itself when it is not AWS's, such as an abort
 */
export function awsFailure(error: unknown): AwsFailure {
  if (error instanceof AwsError) return error.failure;
  throw error;
}
