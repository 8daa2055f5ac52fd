import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createAwsAccess, type AwsAccess, type MessageMover } from '@weir/aws';
import type { RedriveId } from '@weir/contract';
import { newProgress, resourceIdOf } from '@weir/domain';
import { migrate, openStore, startPostgres, type Store } from '@weir/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Log } from '../log.js';
import { fauxqs, simulatedSqs, type SqsTarget } from '../testing/sqs-targets.js';
import { failureGroupOf } from './failure-groups.js';
import { archiveFile } from './message-archive.js';
import type { RedriveDocument } from './redrive-document.js';
import { RedriveKeeper } from './redrive-keeper.js';

let home: string;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let store: Store;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'weir-redrive-'));
  postgres = await startPostgres({ home: join(home, 'postgres'), log: () => undefined });
  await migrate(postgres.url);
  store = await openStore({ url: postgres.url });
});
afterAll(async () => {
  await store.close();
  await postgres.stop();
  await rm(home, { recursive: true, force: true });
});

/** Where the process dies: at which call of the mover, before it was made or after. */
interface Death {
  readonly at: 'receive' | 'send' | 'delete';
  readonly call: number;
  readonly when: 'before' | 'after';
}

describe.each([
  ['an SQS of another author', fauxqs, false],
  ['the simulator', simulatedSqs, true],
])('a redrive over the wire, with %s', (_name, start, dies) => {
  let target: SqsTarget;
  let aws: AwsAccess;
  let sqs: SQSClient;
  beforeAll(async () => {
    target = await start();
    const { accountId, region, endpoint, credentials } = target;
    const account = { id: accountId, name: 'test', regions: [region], redrive: { enabled: true } };
    const common = { endpoint, now: Date.now, random: Math.random, onCall: () => undefined };
    aws = createAwsAccess({ ...common, accounts: [account], credentials: () => Promise.resolve(credentials) });
    sqs = new SQSClient({ endpoint, region, credentials });
  });
  afterAll(async () => {
    aws.close();
    sqs.destroy();
    await target.stop();
  });

  let made = 0;
  async function queues(count: number): Promise<RedriveDocument> {
    const name = `orders-${String((made += 1))}`;
    const arnOf = (queue: string) => `arn:aws:sqs:${target.region}:${target.accountId}:${queue}`;
    const create = async (QueueName: string, Attributes: Record<string, string>) =>
      (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
    const dlq = await create(`${name}-dlq`, {});
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(`${name}-dlq`), maxReceiveCount: 1 });
    const source = await create(name, { RedrivePolicy, VisibilityTimeout: '1' });
    for (let from = 0; from < count; from += 10) {
      const Entries = Array.from({ length: Math.min(10, count - from) }, (_, index) => ({
        ...{ Id: String(index), MessageBody: `{"order":${String(from + index)}}` },
        MessageAttributes: { kept: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255, index]) } },
      }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: dlq, Entries }));
    }
    return {
      ...{ plan: null, groups: null, back: false, checks: [], expected: { low: count, high: count }, incident: null },
      dlq: {
        id: resourceIdOf(arnOf(`${name}-dlq`)),
        name: `${name}-dlq`,
        arn: arnOf(`${name}-dlq`),
        url: dlq,
        accountId: target.accountId,
        region: target.region,
      },
      destinations: [{ id: null, name, arn: arnOf(name), url: source, largestBytes: 262_144 }],
      settings: {
        ...{ kind: 'redrive', engine: 'weir', fifo: false, ratePerSecond: 1_000, canary: { size: 3, watchSeconds: 1, confirm: false } },
        ...{ rampSeconds: 0, limit: count, lanes: 2, hideSeconds: 1, ambientPerSecond: 0 },
      },
    };
  }

  async function begin(document: RedriveDocument): Promise<RedriveId> {
    const record = { dlqId: document.dlq.id, kind: document.settings.kind, document, startedBy: 'ines', reason: null, requestId: null };
    return (await store.redrives.start({ ...record, progress: newProgress(Date.now()) }, Date.now())).redrive.id;
  }

  /** A process that runs redrives, until it dies or is stopped. */
  function processOf(death: Death | null): { readonly keeper: RedriveKeeper; readonly died: Promise<void> } {
    const died = Promise.withResolvers<void>();
    const mover = aws.mover({ accountId: target.accountId, region: target.region });
    let calls = 0;
    const dying = new Proxy(mover, {
      get: (of, name: keyof MessageMover) => {
        const method = of[name].bind(of) as (...args: unknown[]) => Promise<unknown>;
        if (name !== death?.at) return method;
        return async (...args: unknown[]) => {
          const dies = (calls += 1) === death.call;
          if (!dies) return method(...args);
          if (death.when === 'after') await method(...args);
          died.resolve();
          throw new Error('the process dies');
        };
      },
    });
    const keeper = new RedriveKeeper({
      ...{ store, home, now: Date.now, groupOf: failureGroupOf, log: new Log('fatal') },
      aws: { mover: () => dying, scope: (scope) => aws.scope(scope) },
    });
    return { keeper, died: died.promise };
  }

  const stateOf = async (id: RedriveId) => (await store.redrives.one(id))?.progress.state;

  /** Works on the destination until told to stop; returns how often each order came. */
  async function consume(
    { destinations }: RedriveDocument,
    fails: boolean,
    until: () => Promise<boolean>,
  ): Promise<ReadonlyMap<string, number>> {
    const came = new Map<string, number>();
    const mover = aws.mover({ accountId: target.accountId, region: target.region });
    const [queue] = destinations;
    for (let quiet = 0; queue !== undefined && quiet < 2;) {
      const request = { QueueUrl: queue.url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'], VisibilityTimeout: fails ? 0 : 30 };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
      for (const { Body = '', MessageAttributes } of Messages) {
        expect([...(MessageAttributes?.['kept']?.BinaryValue ?? [])].slice(0, 2)).toEqual([0, 255]);
        came.set(Body, (came.get(Body) ?? 0) + 1);
      }
      const received = Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '' }) => ({
        ...{ id: MessageId, receiptHandle: ReceiptHandle, body: Body, attributes: {}, groupId: null },
        ...{ deduplicationId: null, traceHeader: null, sourceArn: null, sentAt: null, receiveCount: null },
      }));
      if (received.length > 0 && !fails) await mover.delete(queue.url, received);
      quiet = Messages.length === 0 && (await until()) ? quiet + 1 : 0;
      await pass(20);
    }
    return came;
  }

  it.runIf(dies)(
    'loses no message and reports what may be there twice, however often its process dies',
    async () => {
      const document = await queues(24);
      const id = await begin(document);
      const consumed = consume(document, false, async () => (await stateOf(id)) === 'done');
      const deaths: readonly Death[] = [
        { at: 'send', call: 1, when: 'after' },
        { at: 'delete', call: 2, when: 'before' },
      ];
      for (const death of deaths) {
        const { keeper, died } = processOf(death);
        await keeper.start();
        await died;
        await keeper.stop();
      }
      const { keeper } = processOf(null);
      await keeper.start();
      const came = await consumed;
      await keeper.stop();

      expect([...came.keys()].length).toBe(24);
      const twice = [...came.values()].filter((times) => times > 1).length;
      const reported = await store.redrives.messages({ id, possiblyTwice: true, limit: 100 });
      expect(twice).toBeGreaterThan(0);
      expect(reported.total).toBeGreaterThanOrEqual(twice);
      // What was under way at a death, no more.
      expect(reported.total).toBeLessThan(24);
      expect(await store.redrives.tally(id)).toMatchObject({ moved: 24, sending: 0, sent: 0 });
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: document.dlq.url, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      expect(Attributes?.ApproximateNumberOfMessages).toBe('0');
    },
    20_000,
  );

  it('stops by itself when its canary comes back', async () => {
    const document = await queues(30);
    const id = await begin(document);
    const { keeper } = processOf(null);
    await keeper.start();
    await consume(document, true, async () => (await stateOf(id)) === 'aborted');
    await keeper.stop();
    expect((await store.redrives.one(id))?.progress).toMatchObject({
      state: 'aborted',
      because: expect.stringMatching(/^\d messages? /) as unknown,
    });
    expect(await store.redrives.tally(id)).toMatchObject({ moved: 3, sending: 0, sent: 0 });
  }, 20_000);

  it('deletes what its archive has, and no more than was confirmed', async () => {
    const of = await queues(12);
    const document: RedriveDocument = {
      ...of,
      destinations: [],
      settings: { ...of.settings, kind: 'archive', limit: 10, canary: { size: 0, watchSeconds: 1, confirm: false } },
    };
    const id = await begin(document);
    const { keeper } = processOf(null);
    await keeper.start();
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe('done');
    await keeper.stop();
    const lines = (await readFile(archiveFile(home, id), 'utf8')).trimEnd().split('\n');
    const archived = lines.map((line) => JSON.parse(line) as { body: string; attributes: { kept: { BinaryValue: string } } });
    expect(new Set(archived.map(({ body }) => body)).size).toBe(10);
    expect(archived[0]?.attributes.kept.BinaryValue).toMatch(/^AP/);
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: document.dlq.url, AttributeNames: ['All'] }));
    expect(Number(Attributes?.ApproximateNumberOfMessages) + Number(Attributes?.ApproximateNumberOfMessagesNotVisible)).toBe(2);
  });
});
