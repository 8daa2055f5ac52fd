import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  type GetMetricDataInput,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessKeyOf, ACCOUNTS, DATA, PROD, SIMULATED_SECRET } from '@weir/simulator';
import { serve, type RunningServer } from './server.js';
import { Simulation } from './simulation.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 24, 14, 32);
const PROD_ROLE = ACCOUNTS[0];
const DATA_ROLE = ACCOUNTS[1];
if (!PROD_ROLE || !DATA_ROLE) throw new Error('the company has two accounts');

let server: RunningServer;
let sqs: SQSClient;
let cloudwatch: CloudWatchClient;
let sts: STSClient;

const credentials = { accessKeyId: accessKeyOf(PROD), secretAccessKey: SIMULATED_SECRET };
const client = { region: 'eu-west-1', credentials, maxAttempts: 1 };

async function admin(
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await fetch(`${server.url}/_sim/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
let now = START;
async function advance(milliseconds: number): Promise<void> {
  const { body } = await admin('POST', 'clock', { advanceMs: milliseconds });
  now = Number(body['now']);
}
const fault = (effect: object, match: object = {}): Promise<unknown> => admin('POST', 'faults', { faults: [{ match, effect }] });

/** Name, status and code of the query protocol of what a call fails with. */
async function failure(
  call: Promise<unknown>,
): Promise<{ readonly name: string; readonly status?: number | undefined; readonly code?: string | undefined; readonly message: string }> {
  try {
    await call;
  } catch (error) {
    const failed = error as Error & { $metadata?: { httpStatusCode?: number }; Error?: { Code?: string } };
    return { name: failed.name, status: failed.$metadata?.httpStatusCode, code: failed.Error?.Code, message: failed.message };
  }
  throw new Error('the call did not fail');
}

beforeAll(async () => {
  server = await serve(new Simulation({ scenario: 'healthy', seed: 1, clock: { mode: 'manual', startAt: START } }), 0);
  sqs = new SQSClient({ ...client, endpoint: server.url });
  cloudwatch = new CloudWatchClient({ ...client, endpoint: server.url });
  sts = new STSClient({ ...client, endpoint: server.url });
});
afterAll(() => server.close());
beforeEach(() => admin('DELETE', 'faults'));

const urlOf = (name: string, region = 'eu-west-1', account = PROD): string => `${server.url}/queue/${region}/${account}/${name}`;
let made = 0;
async function newQueue(attributes: Record<string, string> = {}): Promise<string> {
  const name = `made-${++made}${attributes['FifoQueue'] ? '.fifo' : ''}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return QueueUrl ?? '';
}
const depth = async (QueueUrl: string): Promise<string[]> => {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return [
    Attributes?.ApproximateNumberOfMessages ?? '',
    Attributes?.ApproximateNumberOfMessagesNotVisible ?? '',
    Attributes?.ApproximateNumberOfMessagesDelayed ?? '',
  ];
};

describe('STS', () => {
  it('names the caller', async () => {
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: PROD, Arn: `arn:aws:iam::${PROD}:user/weir-demo` });
  });

  it('lends a role of another account for a while, and no longer', async () => {
    const lent = await sts.send(
      new AssumeRoleCommand({
        RoleArn: DATA_ROLE.roleArn,
        RoleSessionName: 'weir',
        ExternalId: DATA_ROLE.externalId,
        DurationSeconds: 900,
      }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = lent.Credentials ?? {};
    expect(Expiration?.getTime()).toBe(now + 900_000);
    const session = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const there = new SQSClient({ ...client, credentials: session, endpoint: server.url });
    expect((await there.send(new ListQueuesCommand({ QueueNamePrefix: 'encoding-' }))).QueueUrls).toEqual([
      urlOf('encoding-jobs', 'eu-west-1', DATA),
      urlOf('encoding-priority', 'eu-west-1', DATA),
    ]);
    await advance(900_000);
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
    expect(await failure(sts.send(new AssumeRoleCommand(asked)))).toMatchObject({ name, status });
  });

  it('does not know a stranger', async () => {
    const stranger = new SQSClient({
      ...client,
      credentials: { accessKeyId: 'AKIANOBODYATALL00000', secretAccessKey: 'x' },
      endpoint: server.url,
    });
    expect(await failure(stranger.send(new ListQueuesCommand({})))).toMatchObject({ name: 'InvalidClientTokenId', status: 403 });
  });
});

describe('SQS: queues', () => {
  it('lists by page, each queue once and in order', async () => {
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await sqs.send(new ListQueuesCommand({ MaxResults: 10, ...(NextToken && { NextToken }) }));
      found.push(...(page.QueueUrls ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    const whole = await sqs.send(new ListQueuesCommand({}));
    expect(whole.NextToken).toBeUndefined();
    expect(found).toEqual(whole.QueueUrls);
    expect(found).toContain(urlOf('payments-capture'));
    expect(new Set(found).size).toBe(found.length);
  });

  it('tells settings, redrive policy, tags and sources', async () => {
    const QueueUrl = urlOf('payments-capture');
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ VisibilityTimeout: '60', QueueArn: `arn:aws:sqs:eu-west-1:${PROD}:payments-capture` });
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toEqual({
      deadLetterTargetArn: `arn:aws:sqs:eu-west-1:${PROD}:payments-capture-dlq`,
      maxReceiveCount: 5,
    });
    expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toMatchObject({ system: 'payments', team: 'payments' });
    const sources = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: urlOf('orders-dlq') }));
    expect(sources.queueUrls).toEqual([urlOf('orders-invoicing'), urlOf('orders-returns')]);
    expect((await sqs.send(new GetQueueAttributesCommand({ QueueUrl }))).Attributes).toBeUndefined();
  });

  it('keeps accounts and regions apart', async () => {
    expect(await failure(sqs.send(new GetQueueUrlCommand({ QueueName: 'encoding-jobs' })))).toMatchObject({
      name: 'QueueDoesNotExist',
      status: 400,
      code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
    const elsewhere = urlOf('encoding-jobs', 'eu-west-1', DATA);
    expect(await failure(sqs.send(new GetQueueAttributesCommand({ QueueUrl: elsewhere, AttributeNames: ['All'] })))).toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });

  it('creates, changes, tags and deletes', async () => {
    const QueueUrl = await newQueue({ VisibilityTimeout: '7' });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '5', RedrivePolicy: '' } }));
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { system: '<b>' } }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout', 'DelaySeconds', 'RedrivePolicy'] }),
    );
    expect(Attributes).toEqual({ VisibilityTimeout: '7', DelaySeconds: '5' });
    expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ system: '<b>' });
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await failure(depth(QueueUrl))).toMatchObject({ name: 'QueueDoesNotExist' });
    const again = new CreateQueueCommand({ QueueName: `made-${made}` });
    expect(await failure(sqs.send(again))).toMatchObject({ name: 'QueueDeletedRecently' });
    await advance(60_000);
    await sqs.send(again);
  });

  it.each([
    ['a delay too long', { DelaySeconds: '901' }, 'InvalidAttributeValue'],
    ['a retention that is no number', { MessageRetentionPeriod: 'long' }, 'InvalidAttributeValue'],
    ['a redrive policy that is no JSON', { RedrivePolicy: '{' }, 'InvalidAttributeValue'],
    ['an attribute nobody knows', { Colour: 'red' }, 'InvalidAttributeName'],
  ])('refuses %s and changes nothing', async (_name, attributes, name) => {
    const QueueUrl = await newQueue();
    const call = sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '9', ...attributes } }));
    expect(await failure(call)).toMatchObject({ name, status: 400 });
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }));
    expect(Attributes).toEqual({ VisibilityTimeout: '30' });
  });
});

describe('SQS: messages', () => {
  it('carries a message there and back, digests and attributes right (the SDK checks the digests)', async () => {
    const QueueUrl = await newQueue();
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'test' },
      raw: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 255) },
    };
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'héllo', MessageAttributes }));
    expect(await depth(QueueUrl)).toEqual(['1', '0', '0']);
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] }),
    );
    expect(Messages).toHaveLength(1);
    expect(Messages?.[0]).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'héllo',
      MessageAttributes,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    });
    expect(Messages?.[0]?.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
    expect(await depth(QueueUrl)).toEqual(['0', '1', '0']);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle }));
    expect(await depth(QueueUrl)).toEqual(['0', '0', '0']);
  });

  it('peeks at simulated dead letters and gives them back', async () => {
    const QueueUrl = urlOf('payments-capture-dlq');
    await admin('POST', 'put', { account: PROD, region: 'eu-west-1', queue: 'payments-capture-dlq', count: 400, poison: true });
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 20 }));
    expect(new Set(Messages.map(({ MessageId }) => MessageId)).size).toBe(10);
    expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({ event: 'PaymentRequested' });
    expect(await depth(QueueUrl)).toEqual(['390', '10', '0']);
    for (const { ReceiptHandle } of Messages) {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    }
    expect(await depth(QueueUrl)).toEqual(['400', '0', '0']);
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await depth(QueueUrl)).toEqual(['0', '0', '0']);
    expect(await failure(sqs.send(new PurgeQueueCommand({ QueueUrl })))).toMatchObject({ name: 'PurgeQueueInProgress' });
  });

  it('keeps FIFO order, drops repetitions and wants a group', async () => {
    const QueueUrl = await newQueue({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    for (const MessageBody of ['1', '2', '1', '3']) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'g' }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['1', '2', '3']);
    expect(await failure(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })))).toMatchObject({
      name: 'MissingParameter',
      status: 400,
    });
  });

  it('answers batches entry by entry', async () => {
    const QueueUrl = await newQueue();
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'fine' },
          { Id: 'b', MessageBody: 'bad \u0000' },
          { Id: 'c', MessageBody: 'late', DelaySeconds: 1000 },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a']);
    expect(sent.Failed).toMatchObject([
      { Id: 'b', Code: 'InvalidMessageContents', SenderFault: true },
      { Id: 'c', Code: 'InvalidParameterValue', SenderFault: true },
    ]);
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', ReceiptHandle: Messages[0]?.ReceiptHandle },
          { Id: 'b', ReceiptHandle: '!' },
        ],
      }),
    );
    expect(deleted.Successful).toEqual([{ Id: 'a' }]);
    expect(deleted.Failed).toMatchObject([{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }]);
    expect(await failure(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] })))).toMatchObject({ name: 'EmptyBatchRequest' });
    const twice = [1, 2].map(() => ({ Id: 'a', MessageBody: 'x' }));
    expect(await failure(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: twice })))).toMatchObject({
      name: 'BatchEntryIdsNotDistinct',
    });
  });
});

describe('CloudWatch', () => {
  const queries = (metrics: readonly string[], queue = 'payments-capture'): NonNullable<GetMetricDataInput['MetricDataQueries']> =>
    metrics.map((MetricName, at) => ({
      Id: `m${at}`,
      MetricStat: {
        Metric: { Namespace: 'AWS/SQS', MetricName, Dimensions: [{ Name: 'QueueName', Value: queue }] },
        Period: 60,
        Stat: MetricName.startsWith('Approximate') ? 'Maximum' : 'Sum',
      },
    }));
  const range = (minutes: number): { readonly StartTime: Date; readonly EndTime: Date } => ({
    StartTime: new Date(START - minutes * MINUTE),
    EndTime: new Date(START),
  });

  async function readAll(
    input: GetMetricDataInput,
  ): Promise<{ readonly pages: MetricDataResult[][]; readonly joined: Map<string, Map<number, number>> }> {
    const pages: MetricDataResult[][] = [];
    const joined = new Map<string, Map<number, number>>();
    let NextToken: string | undefined;
    do {
      const page = await cloudwatch.send(new GetMetricDataCommand({ ...input, ...(NextToken && { NextToken }) }));
      pages.push(page.MetricDataResults ?? []);
      for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
        const points = joined.get(Id) ?? new Map<number, number>();
        Timestamps.forEach((at, index) => points.set(at.getTime(), Values[index] ?? Number.NaN));
        joined.set(Id, points);
      }
      NextToken = page.NextToken;
    } while (NextToken);
    return { pages, joined };
  }

  it('tells every settled minute as it was, though pages split the series', async () => {
    const metrics = ['NumberOfMessagesSent', 'ApproximateNumberOfMessagesNotVisible', 'NumberOfMessagesDeleted'];
    const { pages, joined } = await readAll({
      ...range(120),
      MetricDataQueries: queries(metrics),
      MaxDatapoints: 50,
      ScanBy: 'TimestampAscending',
    });
    expect(pages.length).toBeGreaterThan(6);
    expect(pages.flat().filter(({ StatusCode }) => StatusCode === 'PartialData').length).toBeGreaterThan(3);
    const truth = (
      await admin('GET', `truth?account=${PROD}&region=eu-west-1&queue=payments-capture&from=${START - 120 * MINUTE}&to=${START}`)
    ).body;
    const settledUntil = Number(truth['settledUntil']);
    metrics.forEach((metric, at) => {
      const told = [...(joined.get(`m${at}`) ?? [])].filter(([minute]) => minute < settledUntil).sort(([a], [b]) => a - b);
      const samples = (truth['metrics'] as Record<string, [number, { sum: number }][]>)[metric] ?? [];
      expect(told).toEqual(samples.filter(([minute]) => minute < settledUntil).map(([minute, { sum }]) => [minute, sum]));
      expect(told.length).toBeGreaterThan(100);
    });
  });

  it('gives the newest first unless asked otherwise, and nothing of the last minute', async () => {
    const { MetricDataResults } = await cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - 10 * MINUTE),
        EndTime: new Date(now),
        MetricDataQueries: queries(['NumberOfMessagesSent']),
      }),
    );
    const times = MetricDataResults?.[0]?.Timestamps?.map((at) => at.getTime()) ?? [];
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(times.every((at) => at <= now - 2 * MINUTE)).toBe(true);
    expect(times.length).toBeGreaterThan(6);
  });

  it('has no points for what does not exist, and no error either', async () => {
    const strange = queries(['NumberOfMessagesSent'], 'no-such-queue');
    const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand({ ...range(10), MetricDataQueries: strange }));
    expect(MetricDataResults).toMatchObject([{ Id: 'm0', Timestamps: [], Values: [], StatusCode: 'Complete' }]);
  });

  it.each([
    [
      '501 queries',
      { MetricDataQueries: Array.from({ length: 501 }, (_, at) => ({ ...queries(['NumberOfMessagesSent'])[0], Id: `q${at}` })) },
      'ValidationException',
    ],
    ['an id in capitals', { MetricDataQueries: [{ ...queries(['NumberOfMessagesSent'])[0], Id: 'Q' }] }, 'ValidationException'],
    [
      'one id twice',
      { MetricDataQueries: [queries(['NumberOfMessagesSent']), queries(['NumberOfMessagesSent'])].flat() },
      'ValidationException',
    ],
    ['no query', { MetricDataQueries: [] }, 'MissingRequiredParameterException'],
    ['a range that runs backwards', { EndTime: new Date(START - 60 * MINUTE) }, 'InvalidParameterValueException'],
    ['a page too large', { MaxDatapoints: 100_801 }, 'InvalidParameterValueException'],
    ['a token it never gave', { NextToken: 'rubbish' }, 'InvalidNextToken'],
  ])('refuses %s', async (_name, changes, name) => {
    const input = { ...range(10), MetricDataQueries: queries(['NumberOfMessagesSent']), ...changes } as GetMetricDataInput;
    expect(await failure(cloudwatch.send(new GetMetricDataCommand(input)))).toMatchObject({ name, status: 400 });
  });

  it('lists the metrics of queues that were active, FIFO ones with their own', async () => {
    const { Metrics = [] } = await cloudwatch.send(
      new ListMetricsCommand({ Namespace: 'AWS/SQS', Dimensions: [{ Name: 'QueueName', Value: 'payments-ledger.fifo' }] }),
    );
    expect(Metrics).toHaveLength(11);
    const silent = await cloudwatch.send(new ListMetricsCommand({ Dimensions: [{ Name: 'QueueName', Value: 'payments-disputes' }] }));
    expect(silent.Metrics ?? []).toEqual([]);
  });

  it('reads a body that comes zipped', async () => {
    const body = gzipSync(JSON.stringify({ Namespace: 'AWS/SQS', MetricName: 'NumberOfMessagesSent' }));
    const response = await fetch(server.url, {
      method: 'POST',
      body,
      headers: {
        'content-encoding': 'gzip',
        'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics',
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyOf(PROD)}/20261124/eu-west-1/monitoring/aws4_request, SignedHeaders=host, Signature=0`,
      },
    });
    expect(response.status).toBe(200);
    expect(((await response.json()) as { Metrics: object[] }).Metrics.length).toBeGreaterThan(10);
  });
});

describe('faults', () => {
  const listQueues = (): Promise<unknown> => sqs.send(new ListQueuesCommand({}));
  const listMetrics = (): Promise<unknown> => cloudwatch.send(new ListMetricsCommand({}));

  it.each([
    ['throttled SQS', { kind: 'throttle' }, listQueues, 'RequestThrottled', 400],
    ['throttled CloudWatch', { kind: 'throttle' }, listMetrics, 'Throttling', 400],
    ['an error of the server', { kind: 'server-error' }, listQueues, 'InternalFailure', 500],
    ['a service away', { kind: 'server-error', status: 503 }, listMetrics, 'ServiceUnavailable', 503],
    ['access denied', { kind: 'deny' }, listQueues, 'AccessDenied', 403],
    ['a region forbidden', { kind: 'deny', by: 'organization' }, listMetrics, 'AccessDenied', 403],
    ['a token expired', { kind: 'expired-token' }, listQueues, 'ExpiredToken', 403],
    ['a clock a day off', { kind: 'clock-skew', milliseconds: 86_400_000 }, listQueues, 'SignatureDoesNotMatch', 403],
  ])('%s', async (_name, effect, call, name, status) => {
    await fault(effect);
    expect(await failure(call())).toMatchObject({ name, status });
    await admin('DELETE', 'faults');
    await call();
  });

  it('words a denial as IAM does', async () => {
    await fault({ kind: 'deny' }, { service: 'sqs' });
    expect((await failure(listQueues())).message).toBe(
      `User: arn:aws:iam::${PROD}:user/weir-demo is not authorized to perform: sqs:listqueues on resource: arn:aws:sqs:eu-west-1:${PROD}: because no identity-based policy allows the sqs:listqueues action`,
    );
    await listMetrics();
  });

  it('drops connections', async () => {
    await fault({ kind: 'drop' });
    expect((await failure(listQueues())).status).toBeUndefined();
  });

  it('fails single results inside a success', async () => {
    await fault({ kind: 'result-status', status: 'Forbidden', share: 0.5 });
    const MetricDataQueries = Array.from({ length: 40 }, (_, at) => ({
      Id: `m${at}`,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/SQS',
          MetricName: 'NumberOfMessagesSent',
          Dimensions: [{ Name: 'QueueName', Value: 'payments-capture' }],
        },
        Period: 60,
        Stat: 'Sum',
      },
    }));
    const { MetricDataResults = [] } = await cloudwatch.send(
      new GetMetricDataCommand({ StartTime: new Date(START - 10 * MINUTE), EndTime: new Date(START), MetricDataQueries }),
    );
    const forbidden = MetricDataResults.filter(({ StatusCode }) => StatusCode === 'Forbidden');
    expect(forbidden.length).toBeGreaterThan(8);
    expect(forbidden.length).toBeLessThan(32);
    expect(forbidden.every(({ Values }) => Values?.length === 0)).toBe(true);
    expect(MetricDataResults).toHaveLength(40);
  });

  it('makes pages small', async () => {
    await fault({ kind: 'small-pages', size: 3 });
    const page = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
    expect(page.QueueUrls).toHaveLength(3);
    expect(page.NextToken).toBeDefined();
    expect((await cloudwatch.send(new ListMetricsCommand({}))).Metrics).toHaveLength(3);
  });
});

describe('the admin endpoint', () => {
  it.each([
    ['POST', 'faults', { faults: [{ effect: { kind: 'drop', share: 2 } }] }, 'faults.0.effect.share'],
    ['POST', 'clock', { now: 5 }, 'now'],
    ['POST', 'clock', { mode: 'sideways' }, 'mode'],
    ['POST', 'clock', { speed: 3 }, 'speed'],
    ['POST', 'scenario', { name: 'apocalypse' }, 'name'],
    ['POST', 'put', { account: PROD, region: 'eu-west-1', queue: 'payments-capture', count: -1 }, 'count'],
    ['POST', 'put', { account: PROD, region: 'eu-west-1', queue: 'nope', count: 1 }, 'queue'],
    ['GET', 'truth?account=1&region=2&queue=3', undefined, 'queue'],
  ])('%s %s names the member at fault', async (method, path, body, field) => {
    const answer = await admin(method, path, body);
    expect(answer.status).toBe(400);
    expect((answer.body['problems'] as { field: string }[]).map((problem) => problem.field)).toContain(field);
  });

  it('does not know other paths', async () => {
    expect((await admin('GET', 'nowhere')).status).toBe(404);
  });
});

describe('rubbish', () => {
  const authorization = (service: string): string =>
    `AWS4-HMAC-SHA256 Credential=${accessKeyOf(PROD)}/20261124/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

  it.each<[name: string, headers: Record<string, string>, body: string | Buffer, status: number, type: string]>([
    ['no signature', {}, '{}', 403, 'MissingAuthenticationTokenException'],
    ['a signature of another kind', { authorization: 'Basic abc' }, '{}', 403, 'InvalidSignatureException'],
    ['a service nobody plays', { authorization: authorization('s3') }, '{}', 403, 'InvalidSignatureException'],
    ['no target', { authorization: authorization('sqs') }, '{}', 404, 'UnknownOperationException'],
    [
      'an operation nobody plays',
      { authorization: authorization('sqs'), 'x-amz-target': 'AmazonSQS.constructor' },
      '{}',
      404,
      'UnknownOperationException',
    ],
    ['no JSON', { authorization: authorization('sqs'), 'x-amz-target': 'AmazonSQS.ListQueues' }, '{', 400, 'SerializationException'],
    [
      'a list for an object',
      { authorization: authorization('sqs'), 'x-amz-target': 'AmazonSQS.ListQueues' },
      '[]',
      400,
      'SerializationException',
    ],
    [
      'a number for a text',
      { authorization: authorization('sqs'), 'x-amz-target': 'AmazonSQS.GetQueueUrl' },
      '{"QueueName":5}',
      400,
      'SerializationException',
    ],
    [
      'ten megabytes',
      { authorization: authorization('sqs'), 'x-amz-target': 'AmazonSQS.ListQueues' },
      Buffer.alloc(10_000_000, 32),
      413,
      'RequestEntityTooLargeException',
    ],
    [
      'gzip that is none',
      { authorization: authorization('sqs'), 'x-amz-target': 'AmazonSQS.ListQueues', 'content-encoding': 'gzip' },
      'zip',
      400,
      'SerializationException',
    ],
    [
      'a bomb',
      { authorization: authorization('sqs'), 'x-amz-target': 'AmazonSQS.ListQueues', 'content-encoding': 'gzip' },
      gzipSync(Buffer.alloc(50_000_000)),
      413,
      'RequestEntityTooLargeException',
    ],
  ])('%s is refused in AWS terms', async (_name, headers, body, status, type) => {
    const response = await fetch(server.url, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(((await response.json()) as { __type: string }).__type).toContain(type);
  });
});
