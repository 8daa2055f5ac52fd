import type { AccountConfig, ResourceId } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { createAwsAccess, type AwsAccess } from './access.js';
import type { ApiCall } from './metered-caller.js';
import { awsErrorReply, startScriptedAws, type AskedAws, type Reply, type ScriptedAws } from './testing/scripted-aws.js';
import { VirtualTime } from './testing/virtual-time.js';

const ACCOUNT: AccountConfig = { id: '111122223333', name: 'shop', regions: ['eu-west-1'] };
const ROLE = 'arn:aws:iam::111122223333:role/weir-reader';
const SCOPE = { accountId: '111122223333', region: 'eu-west-1' };
const urlOf = (name: string) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`;
const arnOf = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
const toRead = (name: string): { resourceId: ResourceId; url: string } => ({ resourceId: resourceIdOf(arnOf(name)), url: urlOf(name) });
const nameIn = (asked: AskedAws) => String(asked.input['QueueUrl']).split('/').at(-1) ?? '';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Setting {
  readonly aws: ScriptedAws;
  readonly access: AwsAccess;
  readonly calls: ApiCall[];
  readonly time: VirtualTime;
}

/** Weir against a script, with waits on virtual time and everything else real. */
async function setUp(
  answer: (asked: AskedAws, earlier: number) => Reply,
  account: AccountConfig = ACCOUNT,
  endpoint?: string,
): Promise<Setting> {
  const aws = await startScriptedAws(answer);
  const time = new VirtualTime(Date.now());
  const calls: ApiCall[] = [];
  const access = createAwsAccess({
    accounts: [account],
    endpoint: endpoint ?? aws.endpoint,
    now: time.now,
    random: () => 0.5,
    sleep: async (ms) => {
      time.advance(ms);
    },
    onCall: (call) => {
      calls.push(call);
    },
    credentials: async () => ({ accessKeyId: 'AKIABASE', secretAccessKey: 'base-secret' }),
  });
  closers.push(
    () => {
      access.close();
    },
    () => aws.stop(),
  );
  return { aws, access, calls, time };
}

const outcomes = (calls: readonly ApiCall[]) => calls.map((call) => `${call.api} ${call.outcome}`);

/** SQS with these queues, sound unless told otherwise. */
const sqs =
  (names: readonly string[], special: (asked: AskedAws, earlier: number) => Reply | null = () => null) =>
  (asked: AskedAws, earlier: number): Reply => {
    const particular = special(asked, earlier);
    if (particular !== null) return particular;
    switch (asked.operation) {
      case 'ListQueues':
        return { body: { QueueUrls: names.map(urlOf) } };
      case 'ListQueueTags':
        return { body: { Tags: { system: 'orders' } } };
      default:
        return {
          body: {
            Attributes: {
              QueueArn: arnOf(nameIn(asked)),
              VisibilityTimeout: '30',
              MessageRetentionPeriod: '345600',
              DelaySeconds: '0',
              MaximumMessageSize: '262144',
              CreatedTimestamp: '1794000000',
              ApproximateNumberOfMessages: '7',
              ApproximateNumberOfMessagesNotVisible: '2',
              ApproximateNumberOfMessagesDelayed: '1',
            },
          },
        };
    }
  };

describe('discoverQueues', () => {
  it('follows pages and survives a queue listed twice', async () => {
    const { access, aws } = await setUp(
      sqs([], (asked) =>
        asked.operation !== 'ListQueues'
          ? null
          : asked.input['NextToken'] === undefined
            ? { body: { QueueUrls: [urlOf('a'), urlOf('b')], NextToken: 'more' } }
            : { body: { QueueUrls: [urlOf('b'), urlOf('c')] } },
      ),
    );
    const { queues, failures } = await access.scope(SCOPE).discoverQueues();
    expect(queues.map((queue) => queue.name)).toEqual(['a', 'b', 'c']);
    expect(failures).toEqual([]);
    expect(aws.asked.filter((one) => one.operation === 'ListQueues').map((one) => one.input['MaxResults'])).toEqual([1_000, 1_000]);
  });

  it('fails rather than follow a listing that goes round in circles', async () => {
    const { access } = await setUp(
      sqs([], (asked) => (asked.operation === 'ListQueues' ? { body: { QueueUrls: [], NextToken: 'same' } } : null)),
    );
    await expect(access.scope(SCOPE).discoverQueues()).rejects.toMatchObject({ failure: { kind: 'internal', action: 'sqs:ListQueues' } });
  });

  it('fails when the listing is refused, for then nothing is known', async () => {
    const message = `User: arn:aws:sts::111122223333:assumed-role/weir-reader/weir is not authorized to perform: sqs:listqueues`;
    const { access, calls } = await setUp(() => awsErrorReply('AccessDeniedException', message));
    await expect(access.scope(SCOPE).discoverQueues()).rejects.toMatchObject({
      name: 'AwsError',
      failure: { kind: 'denied', action: 'sqs:ListQueues', principal: 'arn:aws:sts::111122223333:assumed-role/weir-reader/weir' },
    });
    expect(outcomes(calls)).toEqual(['sqs:ListQueues failed']);
  });

  it('leaves out a queue deleted in between and tells which it could not look at', async () => {
    const { access } = await setUp(
      sqs(['kept', 'gone', 'closed', 'odd', 'foreign'], (asked) => {
        if (asked.operation !== 'GetQueueAttributes') return null;
        switch (nameIn(asked)) {
          case 'gone':
            return awsErrorReply('QueueDoesNotExist', 'The specified queue does not exist.');
          case 'closed':
            return awsErrorReply('AccessDenied', 'Access to the resource is denied.', 403);
          case 'odd':
            return { body: { Attributes: {} } };
          case 'foreign':
            return { body: { Attributes: { QueueArn: 'arn:aws:sqs:eu-west-1:999999999999:foreign' } } };
          default:
            return null;
        }
      }),
    );
    const { queues, failures } = await access.scope(SCOPE).discoverQueues();
    expect(queues.map((queue) => queue.name)).toEqual(['kept']);
    expect(failures.map(({ url, error }) => [url, error.kind])).toEqual([
      [urlOf('closed'), 'denied'],
      [urlOf('odd'), 'internal'],
      [urlOf('foreign'), 'invalid'],
    ]);
  });

  it('does without tags it may not read, and says so', async () => {
    const { access } = await setUp(
      sqs(['a'], (asked) => (asked.operation === 'ListQueueTags' ? awsErrorReply('AccessDenied', 'no', 403) : null)),
    );
    const { queues } = await access.scope(SCOPE).discoverQueues();
    expect(queues[0]).toMatchObject({ name: 'a', tags: {}, config: { problems: ['Tags not readable: AccessDenied: no'] } });
  });

  it('does not wait for the tags of many queues: AWS allows five reads a second', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `q${index}`);
    const { access, calls, time } = await setUp(sqs(names));
    const start = time.now();
    const read = (queues: readonly { readonly tags: object }[]) => queues.filter((queue) => Object.keys(queue.tags).length > 0).length;

    const first = await access.scope(SCOPE).discoverQueues();
    expect(first.queues).toHaveLength(120);
    const readFirst = read(first.queues);
    expect(readFirst).toBeGreaterThan(20);
    expect(readFirst).toBeLessThan(60);
    expect(first.queues.filter((queue) => queue.config.problems.includes('Tags not read yet'))).toHaveLength(120 - readFirst);
    expect(time.now() - start).toBeLessThan(30_000);

    const second = await access.scope(SCOPE).discoverQueues();
    expect(read(second.queues)).toBe(120);
    expect(calls.filter((call) => call.api === 'sqs:ListQueueTags')).toHaveLength(120);
  });
});

describe('readQueues', () => {
  it('asks for exactly the three counts, and reports each queue by itself', async () => {
    const { access, aws, time, calls } = await setUp(
      sqs([], (asked) => {
        switch (nameIn(asked)) {
          case 'gone':
            return awsErrorReply('QueueDoesNotExist', 'The specified queue does not exist.');
          case 'odd':
            return { body: { Attributes: { ApproximateNumberOfMessages: 'many' } } };
          case 'empty':
            return { body: {} };
          default:
            return null;
        }
      }),
    );
    const readings = await access.scope(SCOPE).readQueues(['orders.fifo', 'gone', 'odd', 'empty'].map(toRead));
    expect(readings.map((reading) => (reading.outcome.ok ? reading.outcome : reading.outcome.error.kind))).toEqual([
      { ok: true, at: time.now(), visible: 7, inFlight: 2, delayed: 1 },
      'not-found',
      'internal',
      'internal',
    ]);
    expect(readings[0]?.resourceId).toBe(resourceIdOf(arnOf('orders.fifo')));
    expect(aws.asked[0]?.input['AttributeNames']).toEqual([
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ]);
    expect(calls.map((call) => [call.fifo, call.billedUnits])).toEqual([
      [true, 1],
      [false, 1],
      [false, 1],
      [false, 1],
    ]);
  });

  it('never sends a signed request where a queue URL points', async () => {
    const { access, aws } = await setUp(sqs([]));
    const url = 'http://127.0.0.1:9/111122223333/orders';
    const [reading] = await access.scope(SCOPE).readQueues([{ resourceId: resourceIdOf('x'), url }]);
    expect(reading?.outcome.ok).toBe(true);
    expect(aws.asked[0]?.input['QueueUrl']).toBe(url);
  });

  it.each<[string, Reply, string]>([
    ['5xx', { status: 503, body: 'Service Unavailable' }, 'internal'],
    ['a dropped connection', { drop: 'before-reply' }, 'unreachable'],
    ['a connection dropped within the body', { body: { Attributes: {} }, drop: 'within-body' }, 'unreachable'],
    ['HTML from a proxy', { body: '<html>captive portal</html>' }, 'internal'],
    ['a reply cut short', { body: '{"Attributes":{"ApproximateNumb' }, 'internal'],
    ['an error that is no JSON', { status: 400, body: 'nope' }, 'internal'],
  ])('repeats after %s', async (_name, reply, kind) => {
    const passing = await setUp(sqs([], (_asked, earlier) => (earlier < 2 ? reply : null)));
    const [reading] = await passing.access.scope(SCOPE).readQueues([toRead('orders')]);
    expect(reading?.outcome).toMatchObject({ ok: true, visible: 7 });
    expect(outcomes(passing.calls).map((outcome) => outcome.split(' ')[1])).toEqual(['failed', 'failed', 'ok']);

    const lasting = await setUp(() => reply);
    const [failed] = await lasting.access.scope(SCOPE).readQueues([toRead('orders')]);
    expect(failed?.outcome).toMatchObject({ ok: false, error: { kind, action: 'sqs:GetQueueAttributes' } });
    expect(lasting.calls).toHaveLength(6);
  });

  it('stops asking a service that answers nobody', async () => {
    const { access, calls } = await setUp(() => ({ status: 500 }));
    const readings = await access.scope(SCOPE).readQueues(Array.from({ length: 500 }, (_, index) => toRead(`q${index}`)));
    expect(readings).toHaveLength(500);
    expect(readings.every((reading) => !reading.outcome.ok && reading.outcome.error.kind === 'internal')).toBe(true);
    expect(calls.length).toBeLessThanOrEqual(2 * 32 * 6);
  });

  it('reports a port nobody listens on as unreachable', async () => {
    const { access } = await setUp(sqs([]), ACCOUNT, 'http://127.0.0.1:9');
    const [reading] = await access.scope(SCOPE).readQueues([toRead('orders')]);
    expect(reading?.outcome).toMatchObject({ ok: false, error: { kind: 'unreachable', retryable: true } });
  });

  it('throws the reason when aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('stopping');
    const { access } = await setUp(
      sqs([], () => {
        controller.abort(reason);
        return { status: 500 };
      }),
    );
    await expect(access.scope(SCOPE).readQueues([toRead('a'), toRead('b')], controller.signal)).rejects.toBe(reason);
  });

  it('corrects a clock that is off: signs by the clock of AWS and dates readings by it', async () => {
    const offMs = 47 * 60_000;
    const { access, aws, calls, time } = await setUp(
      sqs([], (asked) => {
        const date = { date: new Date(Date.now() + offMs).toUTCString() };
        const signedAt = String(asked.headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
        if (Math.abs(Date.parse(signedAt) - (Date.now() + offMs)) > 5 * 60_000) {
          const told = { __type: 'InvalidSignatureException', message: 'Signature expired: it is now earlier than allowed' };
          return { status: 403, headers: date, body: told };
        }
        return { headers: date, body: sqs([])(asked, 0).body };
      }),
    );
    const [reading] = await access.scope(SCOPE).readQueues([toRead('orders')]);
    expect(outcomes(calls)).toEqual(['sqs:GetQueueAttributes failed', 'sqs:GetQueueAttributes ok']);
    expect(aws.asked).toHaveLength(2);
    expect(reading?.outcome.ok && Math.abs(reading.outcome.at - (time.now() + offMs))).toBeLessThan(2_000);
  });
});

describe('roles', () => {
  const ASSUMING: AccountConfig = { ...ACCOUNT, roleArn: ROLE, externalId: 'shop-42' };
  const session = (number: number, expiresAt: number): Reply => ({
    headers: { 'content-type': 'text/xml' },
    body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIASESSION${number}</AccessKeyId><SecretAccessKey>secret${number}</SecretAccessKey><SessionToken>token${number}</SessionToken><Expiration>${new Date(expiresAt).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  });
  const sessionsUsed = (aws: ScriptedAws) =>
    aws.asked.filter((one) => one.operation !== 'AssumeRole').map((one) => one.headers['x-amz-security-token']);

  it('assumes the role with its external id, once for a whole round', async () => {
    const { access, aws, calls } = await setUp(
      sqs([], (asked, earlier) => (asked.operation === 'AssumeRole' ? session(earlier, Date.now() + 3_600_000) : null)),
      ASSUMING,
    );
    const readings = await access.scope(SCOPE).readQueues(Array.from({ length: 50 }, (_, index) => toRead(`q${index}`)));
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
    const { access, aws, time } = await setUp(
      sqs([], (asked, earlier) => (asked.operation === 'AssumeRole' ? session(earlier, Date.now() + (earlier + 1) * 3_600_000) : null)),
      ASSUMING,
    );
    const reader = access.scope(SCOPE);
    await reader.readQueues([toRead('a')]);
    time.advance(3_600_000 - 30_000);
    await reader.readQueues([toRead('a')]);
    expect(sessionsUsed(aws)).toEqual(['token0', 'token1']);
  });

  it('assumes it again when AWS calls the session expired', async () => {
    const { access, aws, calls } = await setUp(
      sqs([], (asked, earlier) => {
        if (asked.operation === 'AssumeRole') return session(earlier, Date.now() + 3_600_000);
        const expired = awsErrorReply('ExpiredTokenException', 'The security token included in the request is expired', 403);
        return asked.headers['x-amz-security-token'] === 'token0' ? expired : null;
      }),
      ASSUMING,
    );
    const [reading] = await access.scope(SCOPE).readQueues([toRead('a')]);
    expect(reading?.outcome.ok).toBe(true);
    expect(sessionsUsed(aws)).toEqual(['token0', 'token1']);
    expect(outcomes(calls)).toEqual([
      'sts:AssumeRole ok',
      'sqs:GetQueueAttributes failed',
      'sts:AssumeRole ok',
      'sqs:GetQueueAttributes ok',
    ]);
  });

  it('reports a role it may not assume as that, and asks for it once, not for each queue', async () => {
    const refusal = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::999988887777:user/weir is not authorized to perform: sts:AssumeRole on resource: ${ROLE}</Message></Error></ErrorResponse>`;
    const { access, calls } = await setUp(
      sqs([], (asked) =>
        asked.operation === 'AssumeRole' ? { status: 403, headers: { 'content-type': 'text/xml' }, body: refusal } : null,
      ),
      ASSUMING,
    );
    const readings = await access.scope(SCOPE).readQueues(Array.from({ length: 40 }, (_, index) => toRead(`q${index}`)));
    for (const { outcome } of readings) {
      expect(outcome).toMatchObject({
        ok: false,
        error: { kind: 'denied', action: 'sts:AssumeRole', principal: 'arn:aws:iam::999988887777:user/weir' },
      });
    }
    expect(outcomes(calls)).toEqual(['sts:AssumeRole failed']);
  });

  it('never repeats a secret in an error', async () => {
    const { access } = await setUp(
      sqs([], (asked, earlier) =>
        asked.operation === 'AssumeRole'
          ? session(earlier, Date.now() + 3_600_000)
          : awsErrorReply('ValidationError', 'bad header X-Amz-Security-Token: token0 and Signature=abcdef', 400),
      ),
      ASSUMING,
    );
    const [reading] = await access.scope(SCOPE).readQueues([toRead('a')]);
    expect(JSON.stringify(reading)).not.toMatch(/token0|secret0|abcdef|base-secret/);
    expect(reading?.outcome).toMatchObject({ ok: false, error: { kind: 'invalid' } });
  });
});

describe('scope', () => {
  it('is the same reader each time, and refuses an account nobody configured', async () => {
    const { access } = await setUp(sqs([]));
    expect(access.scope({ ...SCOPE })).toBe(access.scope({ ...SCOPE }));
    expect(() => access.scope({ ...SCOPE, accountId: '999999999999' })).toThrow('account 999999999999 is not configured');
  });
});
