import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNTS, DATA, PROD } from '@weir/simulator';
import { CLIENT, failure, startBench, type Bench } from './testing/bench.js';

const [PROD_ROLE, DATA_ROLE] = ACCOUNTS;
if (!PROD_ROLE || !DATA_ROLE) throw new Error('the company has two accounts');

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

describe('STS', () => {
  it('names the caller', async () => {
    expect(await bench.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: PROD,
      Arn: `arn:aws:iam::${PROD}:user/weir-demo`,
    });
  });

  it('lends a role of another account for a while, and no longer', async () => {
    const lent = await bench.sts.send(
      new AssumeRoleCommand({
        RoleArn: DATA_ROLE.roleArn,
        RoleSessionName: 'weir',
        ExternalId: DATA_ROLE.externalId,
        DurationSeconds: 900,
      }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = lent.Credentials ?? {};
    expect(Expiration?.getTime()).toBe(bench.now() + 900_000);
    const session = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const there = new SQSClient({ ...CLIENT, credentials: session, endpoint: bench.url });
    expect((await there.send(new ListQueuesCommand({ QueueNamePrefix: 'encoding-' }))).QueueUrls).toEqual([
      bench.urlOf('encoding-jobs', 'eu-west-1', DATA),
      bench.urlOf('encoding-priority', 'eu-west-1', DATA),
    ]);
    await bench.advance(900_000);
    expect(await failure(there.send(new ListQueuesCommand({})))).toMatchObject({ name: 'ExpiredToken', status: 403 });
  });

  it.each([
    ['a wrong external id', { ExternalId: 'guess' }, 'AccessDenied', 403],
    ['an unknown role', { RoleArn: `arn:aws:iam::${DATA}:role/admin` }, 'AccessDenied', 403],
    ['a session longer than the role allows', { DurationSeconds: 7200 }, 'ValidationError', 400],
    ['a session shorter than AWS allows', { DurationSeconds: 60 }, 'ValidationError', 400],
    ['a session name with a space', { RoleSessionName: 'we ir' }, 'ValidationError', 400],
  ])('refuses %s', async (_name, changes, name, status) => {
    const asked = { RoleArn: PROD_ROLE.roleArn, RoleSessionName: 'weir', ExternalId: PROD_ROLE.externalId, ...changes };
    expect(await failure(bench.sts.send(new AssumeRoleCommand(asked)))).toMatchObject({ name, status });
  });

  it('does not know a stranger', async () => {
    const stranger = new SQSClient({
      ...CLIENT,
      credentials: { accessKeyId: 'AKIANOBODYATALL00000', secretAccessKey: 'x' },
      endpoint: bench.url,
    });
    expect(await failure(stranger.send(new ListQueuesCommand({})))).toMatchObject({ name: 'InvalidClientTokenId', status: 403 });
  });
});
