import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AwsClock } from './aws-clock.js';
import { createStsClient } from './clients.js';
import { sdkChain, type CredentialSource } from './credentials.js';
import { AwsError, failureFor } from './failure.js';
import { failureOf } from './map-failure.js';

const ACTION = 'sts:GetCallerIdentity';
const TIMEOUT_MS = 10_000;

/**
 * Whose credentials the environment holds. Needs no permission.
 * @throws AwsError when there are none, they are not accepted, or AWS cannot be reached
 */
export async function identifyCaller(options: {
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Default: the SDK's own chain. */
  readonly credentials?: CredentialSource;
}): Promise<{ readonly accountId: string }> {
  const credentials = options.credentials ?? sdkChain();
  const client = createStsClient({ ...options, clock: new AwsClock(Date.now), credentials: () => credentials({ force: false }) });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    if (Account === undefined || !/^\d{12}$/.test(Account)) {
      throw new AwsError(failureFor('internal', ACTION, 'the reply names no account'));
    }
    return { accountId: Account };
  } catch (error) {
    throw error instanceof AwsError ? error : new AwsError(failureOf(error, { action: ACTION, principal: null }));
  } finally {
    client.destroy();
  }
}
