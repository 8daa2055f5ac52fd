import { randomBytes } from 'node:crypto';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type CreateQueueCommandInput,
} from '@aws-sdk/client-sqs';
import type { ReadableQueue } from '../sqs.js';
import { resourceIdOf } from '@weir/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsAccess, type AwsAccess, type ScopeReader } from '../access.js';
import type { ApiCall } from '../metered-caller.js';
import type { LiveReading } from '../sqs.js';
import { emptySimulator, fauxqs, type Target } from './targets.js';

/** Counts are approximate and may take a moment to settle. */
const SETTLE = { timeout: 15_000, interval: 100 };

/** What any SQS must do for Weir: one suite, run against authors who do not know of each other. */
describe.each<[string, () => Promise<Target>]>([
  ['fauxqs', fauxqs],
  ['the simulator', emptySimulator],
])('SQS as told by %s', (_name, start) => {
  let target: Target;
  let access: AwsAccess;
  let reader: ScopeReader;
  let owner: SQSClient;
  const calls: ApiCall[] = [];

  beforeAll(async () => {
    target = await start();
    const { endpoint, accountId, region, credentials } = target;
    owner = new SQSClient({ endpoint, region, credentials: () => credentials({ force: false }) });
    access = createAwsAccess({
      accounts: [{ id: accountId, name: 'conformance', regions: [region], inspect: { enabled: true } }],
      endpoint,
      now: Date.now,
      random: Math.random,
      onCall: (call) => {
        calls.push(call);
      },
      quotas: { 'sqs:ListQueueTags': 10_000 },
      credentials,
    });
    reader = access.scope({ accountId, region });
  });

  afterAll(async () => {
    access.close();
    owner.destroy();
    await target.stop();
  });

  /** A name no other test uses. */
  const unique = (name: string) => `${name}-${randomBytes(4).toString('hex')}`;
  const arnOf = (name: string) => `arn:aws:sqs:${target.region}:${target.accountId}:${name}`;

  async function create(name: string, options: Omit<CreateQueueCommandInput, 'QueueName'> = {}): Promise<string> {
    const { QueueUrl } = await owner.send(new CreateQueueCommand({ QueueName: name, ...options }));
    if (QueueUrl === undefined) throw new Error(`no URL for ${name}`);
    return QueueUrl;
  }

  async function discovered(name: string): Promise<ReadableQueue | undefined> {
    const { queues, failures } = await reader.discoverQueues();
    expect(failures).toEqual([]);
    return queues.find((queue) => queue.name === name);
  }

  async function live(url: string): Promise<LiveReading['outcome']> {
    const resourceId = resourceIdOf(url);
    const [reading] = await reader.readQueues([{ resourceId, url }]);
    expect(reading?.resourceId).toBe(resourceId);
    if (reading === undefined) throw new Error('no reading');
    return reading.outcome;
  }

  it('looks at messages and gives them back at once, each received once more', async () => {
    const url = await create(unique('dead'));
    for (let order = 0; order < 12; order++)
      await owner.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody: `{"order":${order}}`,
          MessageAttributes: {
            ErrorCode: { DataType: 'Number', StringValue: '500' },
            trace: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2) },
          },
        }),
      );
    const told: number[] = [];
    const look = (wanted: number) => access.peek(target).look({ url, wanted, hideSeconds: 60, onProgress: (looked) => told.push(looked) });
    const part = await look(5);
    expect([part.messages.length, part.ended, part.hidden, told.at(-1)]).toEqual([5, 'enough', null, 5]);
    const all = await look(100);
    expect(all.ended).toBe('nothing-more');
    expect(new Set(all.messages.map(({ body }) => body)).size).toBe(12);
    expect(all.messages[0]).toMatchObject({ deadLetterSourceArn: null, messageGroupId: null });
    expect(all.messages[0]?.attributes.find(({ name }) => name === 'ErrorCode')).toEqual({
      name: 'ErrorCode',
      type: 'Number',
      text: '500',
      bytes: null,
    });
    expect([...(all.messages[0]?.attributes.find(({ name }) => name === 'trace')?.bytes ?? [])]).toEqual([1, 2]);
    // Twice looked at, five of them; nobody waits for any.
    expect(all.messages.map(({ receiveCount }) => receiveCount).sort()).toEqual([1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
    await expect.poll(() => live(url), SETTLE).toMatchObject({ visible: 12, inFlight: 0 });
  });

  it('discovers a queue with its settings and tags', async () => {
    const name = unique('orders');
    const url = await create(name, {
      Attributes: { VisibilityTimeout: '45', MessageRetentionPeriod: '1209600', DelaySeconds: '5', MaximumMessageSize: '2048' },
      tags: { system: 'orders', owner: '<script>alert(1)</script>', note: '\u202Edesrever ünïcödé' },
    });
    const before = Date.now();
    const queue = await discovered(name);
    expect(queue).toMatchObject({
      kind: 'queue',
      accountId: target.accountId,
      region: target.region,
      arn: arnOf(name),
      tags: { system: 'orders', owner: '<script>alert(1)</script>', note: '\u202Edesrever ünïcödé' },
      config: {
        url,
        fifo: false,
        visibilityTimeoutSeconds: 45,
        retentionSeconds: 1_209_600,
        delaySeconds: 5,
        maximumMessageBytes: 2_048,
        redrive: null,
        problems: [],
      },
    });
    expect(Math.abs((queue?.config.createdAt ?? 0) - before)).toBeLessThan(60_000);
  });

  it('discovers FIFO queues and where failures go', async () => {
    const source = `${unique('payments')}.fifo`;
    const deadLetter = `${unique('payments-dlq')}.fifo`;
    await create(deadLetter, { Attributes: { FifoQueue: 'true' } });
    const redrive = { deadLetterTargetArn: arnOf(deadLetter), maxReceiveCount: 3 };
    await create(source, { Attributes: { FifoQueue: 'true', RedrivePolicy: JSON.stringify(redrive) } });
    expect((await discovered(source))?.config).toMatchObject({ fifo: true, redrive, problems: [] });
    expect((await discovered(deadLetter))?.config).toMatchObject({ fifo: true, redrive: null });
  });

  it('takes the longest name SQS allows', async () => {
    const name = unique('n').padEnd(80, '_X-9');
    const url = await create(name);
    expect((await discovered(name))?.arn).toBe(arnOf(name));
    expect(await live(url)).toMatchObject({ ok: true });
  });

  it('reads depth, in flight and delayed as messages come and go', async () => {
    const url = await create(unique('depth'), { Attributes: { VisibilityTimeout: '600' } });
    expect(await live(url)).toMatchObject({ ok: true, visible: 0, inFlight: 0, delayed: 0 });
    for (const body of ['a', 'b', 'c']) await owner.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
    await owner.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'later', DelaySeconds: 900 }));
    await owner.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 1, WaitTimeSeconds: 5 }));
    await expect.poll(() => live(url), SETTLE).toMatchObject({ ok: true, visible: 2, inFlight: 1, delayed: 1 });
    const reading = await live(url);
    expect(reading.ok && Math.abs(reading.at - Date.now())).toBeLessThan(2_500);
  });

  it('sees a message that keeps failing arrive in the dead-letter queue', async () => {
    const deadLetter = unique('poison-dlq');
    const deadLetterUrl = await create(deadLetter);
    const url = await create(unique('poison'), {
      Attributes: {
        VisibilityTimeout: '0',
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(deadLetter), maxReceiveCount: '2' }),
      },
    });
    await owner.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'poison' }));
    await expect
      .poll(async () => {
        await owner.send(new ReceiveMessageCommand({ QueueUrl: url }));
        return live(deadLetterUrl);
      }, SETTLE)
      .toMatchObject({ ok: true, visible: 1 });
    expect(await live(url)).toMatchObject({ ok: true, visible: 0, inFlight: 0 });
  });

  it('no longer finds a deleted queue, and says so when asked for it', async () => {
    const name = unique('short-lived');
    const url = await create(name);
    expect((await discovered(name))?.name).toBe(name);
    await owner.send(new DeleteQueueCommand({ QueueUrl: url }));
    await expect.poll(() => discovered(name), SETTLE).toBeUndefined();
    expect(await live(url)).toMatchObject({
      ok: false,
      error: { kind: 'not-found', action: 'sqs:GetQueueAttributes', retryable: false },
    });
  });

  it.each([
    'not a url',
    '',
    'http://[',
    'https://sqs.eu-west-1.amazonaws.com/1/../../x',
    `http://127.0.0.1/000000000000/${'x'.repeat(2_000)}`,
  ])('answers for a hostile queue URL with a failure, not a crash: %j', async (url) => {
    const outcome = await live(url);
    expect(outcome.ok ? outcome : ['not-found', 'invalid'].includes(outcome.error.kind)).toBe(true);
  });

  it('discovers more queues than one page holds, each once', async () => {
    const prefix = unique('page');
    const names = Array.from({ length: 1_020 }, (_, index) => `${prefix}-${index}`);
    for (let first = 0; first < names.length; first += 60) await Promise.all(names.slice(first, first + 60).map((name) => create(name)));
    const listingsBefore = calls.filter((call) => call.api === 'sqs:ListQueues').length;
    const { queues, failures } = await reader.discoverQueues();
    expect(failures).toEqual([]);
    expect(
      queues
        .map((queue) => queue.name)
        .filter((name) => name.startsWith(prefix))
        .sort(),
    ).toEqual([...names].sort());
    expect(calls.filter((call) => call.api === 'sqs:ListQueues').length - listingsBefore).toBeGreaterThan(1);
  });

  it('counted each of its calls, with whose they are', () => {
    expect(new Set(calls.map((call) => call.api))).toEqual(
      new Set(['sqs:ListQueues', 'sqs:GetQueueAttributes', 'sqs:ListQueueTags', 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility']),
    );
    for (const call of calls)
      expect(call).toMatchObject({ accountId: target.accountId, region: target.region, service: 'sqs', billedUnits: 1 });
  });
});
