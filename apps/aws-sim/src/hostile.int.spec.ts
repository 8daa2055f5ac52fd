import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROD } from '@weir/simulator';
import { signatureFor, startBench, type Bench } from './testing/bench.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

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
    const answer = await bench.admin(method, path, body);
    expect(answer.status).toBe(400);
    expect((answer.body['problems'] as { field: string }[]).map((problem) => problem.field)).toContain(field);
  });

  it('does not know other paths', async () => {
    expect((await bench.admin('GET', 'nowhere')).status).toBe(404);
  });
});

describe('rubbish', () => {
  it.each<[name: string, headers: Record<string, string>, body: string | Buffer, status: number, type: string]>([
    ['no signature', {}, '{}', 403, 'MissingAuthenticationTokenException'],
    ['a signature of another kind', { authorization: 'Basic abc' }, '{}', 403, 'InvalidSignatureException'],
    ['a service nobody plays', { authorization: signatureFor('s3') }, '{}', 403, 'InvalidSignatureException'],
    ['no target', { authorization: signatureFor('sqs') }, '{}', 404, 'UnknownOperationException'],
    [
      'an operation nobody plays',
      { authorization: signatureFor('sqs'), 'x-amz-target': 'AmazonSQS.constructor' },
      '{}',
      404,
      'UnknownOperationException',
    ],
    ['no JSON', { authorization: signatureFor('sqs'), 'x-amz-target': 'AmazonSQS.ListQueues' }, '{', 400, 'SerializationException'],
    [
      'a list for an object',
      { authorization: signatureFor('sqs'), 'x-amz-target': 'AmazonSQS.ListQueues' },
      '[]',
      400,
      'SerializationException',
    ],
    [
      'a number for a text',
      { authorization: signatureFor('sqs'), 'x-amz-target': 'AmazonSQS.GetQueueUrl' },
      '{"QueueName":5}',
      400,
      'SerializationException',
    ],
    [
      'ten megabytes',
      { authorization: signatureFor('sqs'), 'x-amz-target': 'AmazonSQS.ListQueues' },
      Buffer.alloc(10_000_000, 32),
      413,
      'RequestEntityTooLargeException',
    ],
    [
      'gzip that is none',
      { authorization: signatureFor('sqs'), 'x-amz-target': 'AmazonSQS.ListQueues', 'content-encoding': 'gzip' },
      'zip',
      400,
      'SerializationException',
    ],
    [
      'a bomb',
      { authorization: signatureFor('sqs'), 'x-amz-target': 'AmazonSQS.ListQueues', 'content-encoding': 'gzip' },
      gzipSync(Buffer.alloc(50_000_000)),
      413,
      'RequestEntityTooLargeException',
    ],
  ])('%s is refused in AWS terms', async (_name, headers, body, status, type) => {
    const response = await fetch(bench.url, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(((await response.json()) as { __type: string }).__type).toContain(type);
  });
});
