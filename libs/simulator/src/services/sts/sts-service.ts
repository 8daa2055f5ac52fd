import { AwsFailure, frontDoor } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, text } from '../input.js';
import type { Credentials, Principal } from './credentials.js';

/** Source: AWS STS API Reference, AssumeRole. */
const DEFAULT_SECONDS = 3600;
const SHORTEST_SECONDS = 900;
/** Nobody raised the roles' maximum session duration; a chained session could not be longer either. */
const LONGEST_SECONDS = 3600;

const validation = (message: string): AwsFailure => new AwsFailure('ValidationError', message);

/** STS, as far as Weir asks it. Input and output are members; instants are epoch milliseconds. */
export function stsService(credentials: Credentials, principal: Principal): Readonly<Record<string, Operation>> {
  return {
    GetCallerIdentity: () => ({ Arn: principal.arn, UserId: principal.id, Account: principal.accountId }),
    AssumeRole: (call, input) => assumeRole(call, input, credentials, principal),
  };
}

function assumeRole(
  call: Call,
  input: Readonly<Record<string, unknown>>,
  credentials: Credentials,
  principal: Principal,
): Readonly<Record<string, unknown>> {
  const roleArn = text(input, 'RoleArn');
  const sessionName = text(input, 'RoleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw validation(
      `1 validation error detected: Value '${sessionName.slice(0, 80)}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  const seconds = Number(optionalText(input, 'DurationSeconds') ?? DEFAULT_SECONDS);
  if (!Number.isInteger(seconds) || seconds < SHORTEST_SECONDS) {
    throw validation(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    );
  }
  if (seconds > LONGEST_SECONDS) throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  const account = call.world.accounts.find((candidate) => candidate.roleArn === roleArn);
  if (!account || optionalText(input, 'ExternalId') !== account.externalId) {
    throw frontDoor.accessDenied(
      `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn.slice(0, 200)}`,
    );
  }
  const issued = credentials.issue(roleArn, sessionName, seconds, call.now);
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken,
      Expiration: new Date(issued.expiresAt).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: issued.principal.id, Arn: issued.principal.arn },
  };
}
