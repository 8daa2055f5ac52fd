import { AwsError, type AwsFailure, type AwsFailureKind } from './failure.js';
import { showable } from './showable.js';
import { field, textIn } from './untrusted.js';

/** Codes AWS services use for "slower, please". */
const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'SlowDown',
  'KMSThrottlingException',
]);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedOperation',
  'OptInRequired',
  'InvalidSecurity',
  'KmsAccessDenied',
  'KMSAccessDeniedException',
  'KMSOptInRequired',
]);
const NOT_FOUND = new Set([
  'QueueDoesNotExist',
  'NonExistentQueue',
  'QueueDeletedRecently',
  'ResourceNotFoundException',
  'NotFound',
  'NotFoundException',
]);
/** A fresh set of credentials may be accepted. */
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);
/** These credentials will never be accepted, nor are there others. */
const UNUSABLE = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'CredentialsProviderError',
  'TokenProviderError',
]);
const SKEWED = new Set(['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture']);
/** Raised for a wrong clock and for a wrong secret alike; the message tells which. */
const SIGNATURE = new Set(['InvalidSignatureException', 'InvalidSignature', 'SignatureDoesNotMatch', 'AuthFailure']);
const INTERNAL = new Set(['InternalFailure', 'InternalError', 'InternalServiceError', 'InternalServiceFault', 'ServiceUnavailable']);
const UNREACHABLE = new Set([
  'AbortError',
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const UNREACHABLE_MESSAGE = /socket hang up|aborted|connection (was )?(closed|reset)|network/i;
const SKEW_MESSAGE = /signature (expired|not yet current)|not within|is now (earlier|later) than/i;

/** What is known of a call besides its error. */
export interface FailedCall {
  readonly action: string;
  /** Who asks, when AWS does not say who was refused. */
  readonly principal: string | null;
}

/** Names what went wrong, whatever was thrown: an SDK error, a network error, a reply that could not be read. */
export function failureOf(error: unknown, call: FailedCall): AwsFailure {
  if (error instanceof AwsError) return error.failure;
  const seen = inspect(error);
  const kind = kindOf(seen);
  const denial = kind === 'denied' ? denialIn(seen.message) : null;
  return {
    kind,
    action: denial?.action?.toLowerCase() === call.action.toLowerCase() ? call.action : (denial?.action ?? call.action),
    principal: denial?.principal ?? call.principal,
    message: messageOf(kind, seen),
    retryable: isRetryable(kind, seen),
  };
}

/** Whether AWS gave this code as its reason, in whatever place the protocol has for it. */
export const hasCode = (error: unknown, code: string): boolean => inspect(error).codes.includes(code);

interface Seen {
  readonly codes: readonly string[];
  readonly status: number | null;
  readonly message: string;
  /** AWS answered, and the SDK could not make sense of the body. */
  readonly unreadable: boolean;
}

function inspect(error: unknown): Seen {
  const cause = field(error, 'cause');
  const codes = [
    field(error, 'name'),
    field(error, 'code'),
    field(error, 'Code'),
    field(field(error, 'Error'), 'Code'),
    field(cause, 'code'),
  ]
    .filter((code) => typeof code === 'string')
    .map(bareCode);
  const status = field(field(error, '$metadata'), 'httpStatusCode') ?? field(field(error, '$response'), 'statusCode');
  return {
    codes,
    status: typeof status === 'number' ? status : null,
    message: textIn(field(error, 'message')),
    unreadable: error instanceof SyntaxError || (error instanceof TypeError && field(error, '$response') !== undefined),
  };
}

function kindOf(seen: Seen): AwsFailureKind {
  const has = (codes: ReadonlySet<string>): boolean => seen.codes.some((code) => codes.has(code));
  if (has(THROTTLED) || seen.status === 429) return 'throttled';
  if (has(NOT_FOUND)) return 'not-found';
  if (has(EXPIRED) || has(UNUSABLE)) return 'expired-credentials';
  if (has(SKEWED)) return 'clock-skew';
  if (has(SIGNATURE)) return SKEW_MESSAGE.test(seen.message) ? 'clock-skew' : 'expired-credentials';
  if (has(DENIED)) return 'denied';
  if (has(UNREACHABLE)) return 'unreachable';
  if (has(INTERNAL) || seen.unreadable || (seen.status !== null && seen.status >= 500)) return 'internal';
  if (seen.status === 401 || seen.status === 403) return 'denied';
  if (seen.status !== null && seen.status >= 400) return 'invalid';
  return UNREACHABLE_MESSAGE.test(seen.message) ? 'unreachable' : 'internal';
}

function isRetryable(kind: AwsFailureKind, seen: Seen): boolean {
  switch (kind) {
    case 'throttled':
    case 'unreachable':
    case 'internal':
    case 'clock-skew':
      return true;
    case 'expired-credentials':
      return seen.codes.some((code) => EXPIRED.has(code));
    case 'denied':
    case 'not-found':
    case 'invalid':
      return false;
  }
}

function messageOf(kind: AwsFailureKind, seen: Seen): string {
  // The text of a parse error quotes the body it choked on.
  if (seen.unreadable) return `AWS answered${seen.status === null ? '' : ` ${seen.status}`} with something that is no valid reply`;
  const told = showable(seen.message);
  const code = seen.codes.find((candidate) => candidate !== 'Error');
  if (told === '' || told === 'UnknownError')
    return `${code === undefined ? kind : showable(code)}${seen.status === null ? '' : `, HTTP ${seen.status}`}`;
  return code === undefined || told.includes(code) ? told : showable(`${code}: ${told}`);
}

/** `User: arn:… is not authorized to perform: sqs:listqueues on resource: …` */
function denialIn(message: string): { readonly action: string | null; readonly principal: string | null } {
  const bounded = message.slice(0, 2_000);
  return {
    principal: /User: (arn:[\w+=,.@:/-]{1,512})/.exec(bounded)?.[1] ?? null,
    action: /perform: ([a-z0-9-]{1,40}:\w{1,80})/i.exec(bounded)?.[1] ?? null,
  };
}

/** `com.amazonaws.sqs#QueueDoesNotExist` and `AWS.SimpleQueueService.NonExistentQueue` to their last word. */
const bareCode = (code: string): string => /([\w-]+)(?::.*)?$/.exec(code)?.[1] ?? code;
