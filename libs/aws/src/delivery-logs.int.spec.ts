import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeliveryLogGroups } from './delivery-logs.js';
import { openScripted, type ScriptedAccess } from './testing/scripted-access.js';
import { awsErrorReply, type AskedAws, type Reply } from './testing/scripted-aws.js';
import { queueArnOf, topicArnOf } from './testing/scripted-fanout.js';

const FROM = Date.UTC(2026, 10, 24, 12);
const TO = FROM + 3_600_000;
const SUCCESSES = 'sns/eu-west-1/111122223333/orders';
const FAILURES = `${SUCCESSES}/Failure`;
const REQUEST = { topicArn: topicArnOf('orders'), from: FROM, to: TO, budget: { pages: 10, bytes: 10_000_000 } };

async function setUp(
  answer: (asked: AskedAws, earlier: number) => Reply,
  options: { readonly deliveryLogGroups?: DeliveryLogGroups } = {},
): Promise<ScriptedAccess> {
  const scripted = await openScripted(answer, options);
  onTestFinished(() => scripted.close());
  return scripted;
}

const entry = (at: number, changes: object = {}, delivery: object = {}): object => ({
  timestamp: at,
  message: JSON.stringify({
    notification: { messageId: 'm', topicArn: topicArnOf('orders'), timestamp: '2026-11-24 12:00:00.000' },
    delivery: {
      deliveryId: 'd',
      destination: queueArnOf('emails'),
      providerResponse: '{"sqsRequestId":"r"}',
      dwellTimeMs: 50,
      attempts: 1,
      statusCode: 200,
      ...delivery,
    },
    status: 'SUCCESS',
    ...changes,
  }),
});

/** Pages of entries by log group; a group without pages does not exist. */
const groups =
  (pages: Readonly<Record<string, readonly (readonly object[])[]>>) =>
  ({ input }: AskedAws): Reply => {
    const own = pages[String(input['logGroupName'])];
    if (own === undefined) return awsErrorReply('ResourceNotFoundException', 'The specified log group does not exist.');
    const index = Number(input['nextToken'] ?? 0);
    return { body: { events: own[index] ?? [], ...(index + 1 < own.length ? { nextToken: String(index + 1) } : {}) } };
  };

describe('readDeliveryLogs', () => {
  it('counts deliveries by destination, with their status codes and the newest failure', async () => {
    const crm = 'https://bob:hunter2@crm.example/hook';
    const failed = { status: 'FAILURE' };
    const { reader, aws, calls } = await setUp(
      groups({
        [SUCCESSES]: [[entry(FROM), entry(FROM + 1)], [entry(FROM + 2, {}, { destination: crm, statusCode: 204 })]],
        [FAILURES]: [
          [
            entry(FROM + 9, failed, { destination: crm, statusCode: 503, providerResponse: 'later\u0000 <b>' }),
            entry(FROM + 5, failed, { destination: crm, statusCode: 500, providerResponse: 'earlier' }),
            entry(FROM + 3, failed, { destination: crm, statusCode: 503 }),
            entry(FROM + 4, failed, { statusCode: undefined, providerResponse: undefined }),
          ],
        ],
      }),
    );
    expect(await reader.readDeliveryLogs(REQUEST)).toEqual({
      destinations: [
        {
          destination: 'https://***@crm.example/hook',
          successes: 1,
          failures: 3,
          statusCodes: [
            { code: 503, count: 2 },
            { code: 204, count: 1 },
            { code: 500, count: 1 },
          ],
          minutes: [{ at: FROM, successes: 1, failures: 3, attempts: 4 }],
          lastFailure: { at: FROM + 9, code: 503, response: 'later <b>' },
        },
        {
          destination: queueArnOf('emails'),
          successes: 2,
          failures: 1,
          statusCodes: [{ code: 200, count: 2 }],
          minutes: [{ at: FROM, successes: 2, failures: 1, attempts: 3 }],
          lastFailure: { at: FROM + 4, code: null, response: '' },
        },
      ],
      failures: { name: FAILURES, outcome: 'complete', readUntil: TO, entries: 4, uncounted: 0 },
      successes: { name: SUCCESSES, outcome: 'complete', readUntil: TO, entries: 3, uncounted: 0 },
      spent: { pages: 3, bytes: expect.any(Number) as number },
    });
    expect(aws.asked.map(({ input }) => input)).toEqual([
      { logGroupName: FAILURES, startTime: FROM, endTime: TO - 1, limit: 10_000 },
      { logGroupName: SUCCESSES, startTime: FROM, endTime: TO - 1, limit: 10_000 },
      { logGroupName: SUCCESSES, startTime: FROM, endTime: TO - 1, limit: 10_000, nextToken: '1' },
    ]);
    expect(calls.map(({ api, billedUnits }) => [api, billedUnits])).toEqual(Array.from({ length: 3 }, () => ['logs:FilterLogEvents', 1]));
  });

  it('counts by minute, and the attempts of each delivery with it', async () => {
    const { reader, aws } = await setUp(
      groups({
        [FAILURES]: [
          [
            entry(FROM + 59_999, { status: 'FAILURE' }, { attempts: 4 }),
            entry(FROM + 60_000, { status: 'FAILURE' }, { attempts: 'many' }),
            entry(FROM + 120_000, { status: 'FAILURE' }, { attempts: 0 }),
          ],
        ],
      }),
    );
    const logs = await reader.readDeliveryLogs({ ...REQUEST, wanted: { successes: false, failures: true } });
    expect(logs.destinations[0]?.minutes).toEqual([
      { at: FROM, successes: 0, failures: 1, attempts: 4 },
      { at: FROM + 60_000, successes: 0, failures: 1, attempts: 1 },
      { at: FROM + 120_000, successes: 0, failures: 1, attempts: 1 },
    ]);
    expect(logs.successes).toMatchObject({ name: SUCCESSES, outcome: 'not-wanted', entries: 0 });
    expect([aws.asked.length, logs.spent.pages]).toEqual([1, 1]);
  });

  it('tells a group that does not exist apart from one that is refused', async () => {
    const { reader } = await setUp(({ input }) =>
      input['logGroupName'] === FAILURES
        ? awsErrorReply(
            'AccessDeniedException',
            'User: arn:aws:iam::111122223333:user/w is not authorized to perform: logs:FilterLogEvents',
          )
        : awsErrorReply('ResourceNotFoundException', 'The specified log group does not exist.'),
    );
    expect(await reader.readDeliveryLogs(REQUEST)).toMatchObject({
      destinations: [],
      failures: { outcome: { kind: 'denied', action: 'logs:FilterLogEvents' }, readUntil: FROM, entries: 0 },
      successes: { outcome: 'missing', readUntil: FROM, entries: 0 },
    });
  });

  it('stops when the pages are spent, having read failures first', async () => {
    const many = Array.from({ length: 9 }, (_, page) => [entry(FROM + page)]);
    const { reader, aws } = await setUp(groups({ [SUCCESSES]: many, [FAILURES]: [[], []] }));
    const logs = await reader.readDeliveryLogs({ ...REQUEST, budget: { pages: 5, bytes: 1e9 } });
    expect(logs.failures).toMatchObject({ outcome: 'complete', entries: 0, readUntil: TO });
    expect(logs.successes).toMatchObject({ outcome: 'cut-short', entries: 3, readUntil: FROM + 2 });
    expect(aws.asked).toHaveLength(5);
  });

  it('stops when the bytes are spent', async () => {
    const page = Array.from({ length: 10 }, () => entry(FROM, { status: 'FAILURE' }));
    const { reader, aws } = await setUp(groups({ [FAILURES]: [page, page, page], [SUCCESSES]: [[]] }));
    const logs = await reader.readDeliveryLogs({ ...REQUEST, budget: { pages: 100, bytes: 3_000 } });
    expect([logs.failures.outcome, logs.successes.outcome]).toEqual(['cut-short', 'cut-short']);
    expect(logs.failures.entries).toBe(10);
    expect(aws.asked).toHaveLength(1);
  });

  it('waits out throttling, and keeps what was read before a group failed', async () => {
    const { reader, calls } = await setUp((asked, earlier) => {
      if (earlier === 0) return awsErrorReply('ThrottlingException', 'Rate exceeded');
      if (asked.input['nextToken'] === undefined) return { body: { events: [entry(FROM + 7)], nextToken: 'more' } };
      return awsErrorReply('InvalidParameterException', 'The specified nextToken is invalid.');
    });
    const logs = await reader.readDeliveryLogs(REQUEST);
    expect(logs.destinations).toMatchObject([{ successes: 2 }]);
    expect(logs.failures).toMatchObject({ outcome: { kind: 'invalid' }, readUntil: FROM + 7, entries: 1 });
    expect(calls[0]).toMatchObject({ outcome: 'throttled' });
  });

  it('takes other names of log groups', async () => {
    const { reader, aws } = await setUp(groups({}), {
      deliveryLogGroups: { successes: '/sns/{topic}/{topic}', failures: 'x-{account}-{region}' },
    });
    await reader.readDeliveryLogs(REQUEST);
    expect(aws.asked.map(({ input }) => input['logGroupName'])).toEqual(['x-111122223333-eu-west-1', '/sns/orders/orders']);
  });

  it('does not count what is no delivery of the topic', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const { reader } = await setUp(
      groups({
        [SUCCESSES]: [
          [
            entry(FROM - 1),
            entry(TO),
            entry(FROM, { status: 'MAYBE' }),
            entry(FROM, { notification: { topicArn: topicArnOf('other') } }),
            entry(FROM, {}, { destination: '' }),
            entry(FROM, {}, { destination: 'x'.repeat(2_049) }),
            { timestamp: FROM, message: '{' },
            { timestamp: FROM, message: 'null' },
            { timestamp: FROM, message: deep },
            { timestamp: FROM, message: 7 },
            { timestamp: 'now', message: '{}' },
            entry(FROM, {}, { destination: '__proto__', statusCode: 'teapot' }),
          ],
        ],
        [FAILURES]: [Array.from({ length: 1_200 }, (_, index) => entry(FROM, { status: 'FAILURE' }, { destination: `d${index}` }))],
      }),
    );
    const { destinations, successes, failures } = await reader.readDeliveryLogs(REQUEST);
    expect(failures).toMatchObject({ entries: 1_200, uncounted: 200 });
    expect(successes).toMatchObject({ outcome: 'complete', entries: 12, uncounted: 12 });
    expect(destinations).toHaveLength(1_000);
  });

  it.each<[string, unknown]>([
    ['repeat a token', { events: [], nextToken: 'again' }],
    ['hold no list', { events: 'none' }],
  ])('calls it a failure when pages %s', async (_name, body) => {
    const { reader } = await setUp(() => ({ body }));
    expect((await reader.readDeliveryLogs(REQUEST)).failures.outcome).toMatchObject({ kind: 'internal', retryable: true });
  });

  it.each(['', 'orders', 'arn:aws:sns:eu-west-1:999900001111:orders', 'arn:aws:sns:us-east-1:111122223333:orders', queueArnOf('orders')])(
    'refuses to read logs of %j',
    async (topicArn) => {
      const { reader, aws } = await setUp(groups({}));
      await expect(reader.readDeliveryLogs({ ...REQUEST, topicArn })).rejects.toMatchObject({ failure: { kind: 'invalid' } });
      expect(aws.asked).toEqual([]);
    },
  );
});
