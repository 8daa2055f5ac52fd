import { afterEach, describe, expect, it } from 'vitest';
import { openScripted, outcomesOf, type ScriptedAccess } from './testing/scripted-access.js';
import { awsErrorReply, type Reply } from './testing/scripted-aws.js';
import { idOf, nameIn, scriptedQueues, toRead, urlOf } from './testing/scripted-queues.js';

const opened: ScriptedAccess[] = [];
afterEach(async () => {
  for (const scripted of opened.splice(0)) await scripted.close();
});

async function setUp(...script: Parameters<typeof openScripted>): Promise<ScriptedAccess> {
  const scripted = await openScripted(...script);
  opened.push(scripted);
  return scripted;
}

describe('discoverQueues', () => {
  it('follows pages and survives a queue listed twice', async () => {
    const { reader, aws } = await setUp(
      scriptedQueues([], (asked) =>
        asked.operation !== 'ListQueues'
          ? null
          : asked.input['NextToken'] === undefined
            ? { body: { QueueUrls: [urlOf('a'), urlOf('b')], NextToken: 'more' } }
            : { body: { QueueUrls: [urlOf('b'), urlOf('c')] } },
      ),
    );
    const { queues, failures } = await reader.discoverQueues();
    expect(queues.map((queue) => queue.name)).toEqual(['a', 'b', 'c']);
    expect(failures).toEqual([]);
    expect(aws.asked.filter((one) => one.operation === 'ListQueues').map((one) => one.input['MaxResults'])).toEqual([1_000, 1_000]);
  });

  it('fails rather than follow a listing that goes round in circles', async () => {
    const { reader } = await setUp(
      scriptedQueues([], (asked) => (asked.operation === 'ListQueues' ? { body: { QueueUrls: [], NextToken: 'same' } } : null)),
    );
    await expect(reader.discoverQueues()).rejects.toMatchObject({ failure: { kind: 'internal', action: 'sqs:ListQueues' } });
  });

  it('fails when the listing is refused, for then nothing is known', async () => {
    const message = `User: arn:aws:sts::111122223333:assumed-role/weir-reader/weir is not authorized to perform: sqs:listqueues`;
    const { reader, calls } = await setUp(() => awsErrorReply('AccessDeniedException', message));
    await expect(reader.discoverQueues()).rejects.toMatchObject({
      name: 'AwsError',
      failure: { kind: 'denied', action: 'sqs:ListQueues', principal: 'arn:aws:sts::111122223333:assumed-role/weir-reader/weir' },
    });
    expect(outcomesOf(calls)).toEqual(['sqs:ListQueues failed']);
  });

  it('leaves out a queue deleted in between and tells which it could not look at', async () => {
    const { reader } = await setUp(
      scriptedQueues(['kept', 'gone', 'closed', 'odd', 'foreign'], (asked) => {
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
    const { queues, failures } = await reader.discoverQueues();
    expect(queues.map((queue) => queue.name)).toEqual(['kept']);
    expect(failures.map(({ url, error }) => [url, error.kind])).toEqual([
      [urlOf('closed'), 'denied'],
      [urlOf('odd'), 'internal'],
      [urlOf('foreign'), 'invalid'],
    ]);
  });

  it('does without tags it may not read, and says so', async () => {
    const { reader } = await setUp(
      scriptedQueues(['a'], (asked) => (asked.operation === 'ListQueueTags' ? awsErrorReply('AccessDenied', 'no', 403) : null)),
    );
    const { queues } = await reader.discoverQueues();
    expect(queues[0]).toMatchObject({ name: 'a', tags: {}, config: { problems: ['Tags not readable: AccessDenied: no'] } });
  });

  it('does not wait for the tags of many queues: AWS allows five reads a second', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `q${index}`);
    const { reader, calls, time } = await setUp(scriptedQueues(names));
    const start = time.now();
    const read = (queues: readonly { readonly tags: object }[]) => queues.filter((queue) => Object.keys(queue.tags).length > 0).length;

    const first = await reader.discoverQueues();
    expect(first.queues).toHaveLength(120);
    const readFirst = read(first.queues);
    expect(readFirst).toBeGreaterThan(20);
    expect(readFirst).toBeLessThan(60);
    expect(first.queues.filter((queue) => queue.config.problems.includes('Tags not read yet'))).toHaveLength(120 - readFirst);
    expect(time.now() - start).toBeLessThan(30_000);

    const second = await reader.discoverQueues();
    expect(read(second.queues)).toBe(120);
    expect(calls.filter((call) => call.api === 'sqs:ListQueueTags')).toHaveLength(120);
  });
});

describe('readQueues', () => {
  it('asks for exactly the three counts, and reports each queue by itself', async () => {
    const { reader, aws, time, calls } = await setUp(
      scriptedQueues([], (asked) => {
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
    const readings = await reader.readQueues(['orders.fifo', 'gone', 'odd', 'empty'].map(toRead));
    expect(readings.map((reading) => (reading.outcome.ok ? reading.outcome : reading.outcome.error.kind))).toEqual([
      { ok: true, at: time.now(), visible: 7, inFlight: 2, delayed: 1 },
      'not-found',
      'internal',
      'internal',
    ]);
    expect(readings[0]?.resourceId).toBe(idOf('orders.fifo'));
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
    const { reader, aws } = await setUp(scriptedQueues([]));
    const url = 'http://127.0.0.1:9/111122223333/orders';
    const [reading] = await reader.readQueues([{ resourceId: idOf('orders'), url }]);
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
    const passing = await setUp(scriptedQueues([], (_asked, earlier) => (earlier < 2 ? reply : null)));
    const [reading] = await passing.reader.readQueues([toRead('orders')]);
    expect(reading?.outcome).toMatchObject({ ok: true, visible: 7 });
    expect(outcomesOf(passing.calls).map((outcome) => outcome.split(' ')[1])).toEqual(['failed', 'failed', 'ok']);

    const lasting = await setUp(() => reply);
    const [failed] = await lasting.reader.readQueues([toRead('orders')]);
    expect(failed?.outcome).toMatchObject({ ok: false, error: { kind, action: 'sqs:GetQueueAttributes' } });
    expect(lasting.calls).toHaveLength(6);
  });

  it('stops asking a service that answers nobody', async () => {
    const { reader, calls } = await setUp(() => ({ status: 500 }));
    const readings = await reader.readQueues(Array.from({ length: 500 }, (_, index) => toRead(`q${index}`)));
    expect(readings).toHaveLength(500);
    expect(readings.every((reading) => !reading.outcome.ok && reading.outcome.error.kind === 'internal')).toBe(true);
    expect(calls.length).toBeLessThanOrEqual(2 * 32 * 6);
  });

  it('reports a port nobody listens on as unreachable', async () => {
    const { reader } = await setUp(scriptedQueues([]), { endpoint: 'http://127.0.0.1:9' });
    const [reading] = await reader.readQueues([toRead('orders')]);
    expect(reading?.outcome).toMatchObject({ ok: false, error: { kind: 'unreachable', retryable: true } });
  });

  it('throws the reason when aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('stopping');
    const { reader } = await setUp(
      scriptedQueues([], () => {
        controller.abort(reason);
        return { status: 500 };
      }),
    );
    await expect(reader.readQueues([toRead('a'), toRead('b')], controller.signal)).rejects.toBe(reason);
  });

  it('corrects a clock that is off: signs by the clock of AWS and dates readings by it', async () => {
    const offMs = 47 * 60_000;
    const { reader, aws, calls, time } = await setUp(
      scriptedQueues([], (asked) => {
        const date = { date: new Date(Date.now() + offMs).toUTCString() };
        const signedAt = String(asked.headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
        if (Math.abs(Date.parse(signedAt) - (Date.now() + offMs)) > 5 * 60_000) {
          const told = { __type: 'InvalidSignatureException', message: 'Signature expired: it is now earlier than allowed' };
          return { status: 403, headers: date, body: told };
        }
        return { headers: date, body: scriptedQueues([])(asked, 0).body };
      }),
    );
    const [reading] = await reader.readQueues([toRead('orders')]);
    expect(outcomesOf(calls)).toEqual(['sqs:GetQueueAttributes failed', 'sqs:GetQueueAttributes ok']);
    expect(aws.asked).toHaveLength(2);
    expect(reading?.outcome.ok && Math.abs(reading.outcome.at - (time.now() + offMs))).toBeLessThan(2_000);
  });
});
