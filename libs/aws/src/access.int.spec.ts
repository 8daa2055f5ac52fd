import type { AccountConfig } from '@weir/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { identifyCaller } from './identify-caller.js';
import { ACCOUNT, openScripted, outcomesOf, SCOPE, type ScriptedAccess } from './testing/scripted-access.js';
import { awsErrorReply, startScriptedAws, type Reply, type ScriptedAws } from './testing/scripted-aws.js';
import { scriptedQueues, toRead } from './testing/scripted-queues.js';

const ROLE = 'arn:aws:iam::111122223333:role/weir-reader';

const opened: ScriptedAccess[] = [];
afterEach(async () => {
  for (const scripted of opened.splice(0)) await scripted.close();
});

async function setUp(...script: Parameters<typeof openScripted>): Promise<ScriptedAccess> {
  const scripted = await openScripted(...script);
  opened.push(scripted);
  return scripted;
}

describe('roles', () => {
  const ASSUMING: AccountConfig = { ...ACCOUNT, roleArn: ROLE, externalId: 'shop-42' };
  const session = (number: number, expiresAt: number): Reply => ({
    headers: { 'content-type': 'text/xml' },
    body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIASESSION${number}</AccessKeyId><SecretAccessKey>secret${number}</SecretAccessKey><SessionToken>token${number}</SessionToken><Expiration>${new Date(expiresAt).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  });
  const sessionsUsed = (aws: ScriptedAws) =>
    aws.asked.filter((one) => one.operation !== 'AssumeRole').map((one) => one.headers['x-amz-security-token']);

  it('assumes the role with its external id, once for a whole round', async () => {
    const { reader, aws, calls } = await setUp(
      scriptedQueues([], (asked, earlier) => (asked.operation === 'AssumeRole' ? session(earlier, Date.now() + 3_600_000) : null)),
      { account: ASSUMING },
    );
    const readings = await reader.readQueues(Array.from({ length: 50 }, (_, index) => toRead(`q${index}`)));
    expect(readings.every((reading) => reading.outcome.ok)).toBe(true);
    const assumed = aws.asked.filter((one) => one.operation === 'AssumeRole');
    expect(assumed.map((one) => one.input)).toEqual([
      expect.objectContaining({ RoleArn: ROLE, RoleSessionName: 'weir', ExternalId: 'shop-42', DurationSeconds: '3600' }),
    ]);
    expect(assumed[0]?.headers.authorization).toContain('Credential=AKIABASE/');
    expect(new Set(sessionsUsed(aws))).toEqual(new Set(['token0']));
    expect(calls.filter((call) => call.service === 'sts')).toMatchObject([{ api: 'sts:AssumeRole', outcome: 'ok', billedUnits: 0 }]);
  });

  it('renews the session before it ends', async () => {
    const { reader, aws, time } = await setUp(
      scriptedQueues([], (asked, earlier) =>
        asked.operation === 'AssumeRole' ? session(earlier, Date.now() + (earlier + 1) * 3_600_000) : null,
      ),
      { account: ASSUMING },
    );
    await reader.readQueues([toRead('a')]);
    time.advance(3_600_000 - 30_000);
    await reader.readQueues([toRead('a')]);
    expect(sessionsUsed(aws)).toEqual(['token0', 'token1']);
  });

  it('assumes it again when AWS calls the session expired', async () => {
    const { reader, aws, calls } = await setUp(
      scriptedQueues([], (asked, earlier) => {
        if (asked.operation === 'AssumeRole') return session(earlier, Date.now() + 3_600_000);
        const expired = awsErrorReply('ExpiredTokenException', 'The security token included in the request is expired', 403);
        return asked.headers['x-amz-security-token'] === 'token0' ? expired : null;
      }),
      { account: ASSUMING },
    );
    const [reading] = await reader.readQueues([toRead('a')]);
    expect(reading?.outcome.ok).toBe(true);
    expect(sessionsUsed(aws)).toEqual(['token0', 'token1']);
    expect(outcomesOf(calls)).toEqual([
      'sts:AssumeRole ok',
      'sqs:GetQueueAttributes failed',
      'sts:AssumeRole ok',
      'sqs:GetQueueAttributes ok',
    ]);
  });

  it('reports a role it may not assume as that, and asks for it once, not for each queue', async () => {
    const refusal = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::999988887777:user/weir is not authorized to perform: sts:AssumeRole on resource: ${ROLE}</Message></Error></ErrorResponse>`;
    const { reader, calls } = await setUp(
      scriptedQueues([], (asked) =>
        asked.operation === 'AssumeRole' ? { status: 403, headers: { 'content-type': 'text/xml' }, body: refusal } : null,
      ),
      { account: ASSUMING },
    );
    const readings = await reader.readQueues(Array.from({ length: 40 }, (_, index) => toRead(`q${index}`)));
    for (const { outcome } of readings) {
      expect(outcome).toMatchObject({
        ok: false,
        error: { kind: 'denied', action: 'sts:AssumeRole', principal: 'arn:aws:iam::999988887777:user/weir' },
      });
    }
    expect(outcomesOf(calls)).toEqual(['sts:AssumeRole failed']);
  });

  it('never repeats a secret in an error', async () => {
    const { reader } = await setUp(
      scriptedQueues([], (asked, earlier) =>
        asked.operation === 'AssumeRole'
          ? session(earlier, Date.now() + 3_600_000)
          : awsErrorReply('ValidationError', 'bad header X-Amz-Security-Token: token0 and Signature=abcdef', 400),
      ),
      { account: ASSUMING },
    );
    const [reading] = await reader.readQueues([toRead('a')]);
    expect(JSON.stringify(reading)).not.toMatch(/token0|secret0|abcdef|base-secret/);
    expect(reading?.outcome).toMatchObject({ ok: false, error: { kind: 'invalid' } });
  });
});

describe('scope', () => {
  it('is the same reader each time, and refuses an account nobody configured', async () => {
    const { access } = await setUp(scriptedQueues([]));
    expect(access.scope({ ...SCOPE })).toBe(access.scope({ ...SCOPE }));
    expect(() => access.scope({ ...SCOPE, accountId: '999999999999' })).toThrow('account 999999999999 is not configured');
  });
});

describe('identifyCaller', () => {
  const xml = { 'content-type': 'text/xml' };
  const credentials = async () => ({ accessKeyId: 'AKIABASE', secretAccessKey: 'base-secret' });

  async function identify(reply: Reply): Promise<unknown> {
    const aws = await startScriptedAws(() => reply);
    try {
      return await identifyCaller({ endpoint: aws.endpoint, region: 'eu-west-1', credentials });
    } finally {
      await aws.stop();
    }
  }

  const identity = (account: string) =>
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

  it('names the account of the credentials', async () => {
    expect(await identify({ headers: xml, body: identity('111122223333') })).toEqual({ accountId: '111122223333' });
  });

  it.each<[string, Reply, string]>([
    ['no account', { headers: xml, body: identity('') }, 'internal'],
    ['something else', { headers: xml, body: 'hello' }, 'internal'],
    ['silence', { drop: 'before-reply' }, 'unreachable'],
    [
      'a refusal',
      {
        status: 403,
        headers: xml,
        body: '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>no</Message></Error></ErrorResponse>',
      },
      'expired-credentials',
    ],
  ])('says what is wrong when AWS answers with %s', async (_name, reply, kind) => {
    await expect(identify(reply)).rejects.toMatchObject({ name: 'AwsError', failure: { kind, action: 'sts:GetCallerIdentity' } });
  });
});
