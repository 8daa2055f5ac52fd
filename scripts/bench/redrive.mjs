import { setTimeout as delay } from 'node:timers/promises';
import { borrow } from './borrow.mjs';
import { comparison, figure } from './measure.mjs';
import { startProgram } from './processes.mjs';
import { startWeirServer } from './weir-server.mjs';

const MESSAGES = 100_000;
const QUICK_MESSAGES = 10_000;
/** As many batches under way as Weir has. */
const LANES = 32;

/**
 * Putting messages back: Weir's own engine, which writes down every message before and after it is sent and before it is deleted, beside a bare loop
 * of the SDK that receives, sends and deletes with as many calls under way. Both on the same simulated SQS, one after the other.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function redriveRate(bench) {
  const count = bench.quick ? QUICK_MESSAGES : MESSAGES;
  const sim = await startSimulator(bench);
  const [account] = sim.accounts;
  const [region] = sim.regions;
  if (!account || !region) throw new Error('the simulator announced no account or no region');
  const sdk = /** @type {any} */ (borrow('libs/aws', '@aws-sdk/client-sqs'));
  const sqs = new sdk.SQSClient({ endpoint: sim.url, region, credentials: sim.credentials, maxAttempts: 1 });
  bench.closing.push(() => sqs.destroy());
  const place = { account: account.id, region };
  const weirQueues = await makeQueues(sqs, sdk, place, 'weir');
  const bareQueues = await makeQueues(sqs, sdk, place, 'bare');

  await fill(sim.url, { ...place, queue: 'bare-dlq', count });
  const bareMs = await bareLoop(sqs, sdk, bareQueues, count);

  await fill(sim.url, { ...place, queue: 'weir-dlq', count });
  const { accessKeyId, secretAccessKey } = sim.credentials;
  const env = { AWS_ENDPOINT_URL: sim.url, AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const config = { accounts: [{ ...account, regions: [region], redrive: { enabled: true } }] };
  const url = await startWeirServer(bench, env, config);
  const weirMs = await weirRedrive(url, weirQueues, count, bench.signal);

  const perMessage = (/** @type {number} */ ms) => (1_000 * ms) / count;
  return [
    comparison(`redrive of ${String(count)} messages`, 'µs/message', { weir: [perMessage(weirMs)], bare: [perMessage(bareMs)] }, null),
    figure('  … Weir', 'messages/s', Math.round((1_000 * count) / weirMs)),
    figure('  … bare SDK loop', 'messages/s', Math.round((1_000 * count) / bareMs)),
  ];
}

/**
 * @param {import('./processes.mjs').Scope} scope
 * @returns {Promise<import('./simulator.mjs').Announcement>}
 */
async function startSimulator(scope) {
  const env = { WEIR_SIM_PORT: '0', WEIR_SIM_SCENARIO: 'empty-account', WEIR_SIM_PARENT_STDIN: '1' };
  const [line] = await startProgram(scope, ['apps/aws-sim/dist/main.js'], env, /^\{.*"ready":true.*\}$/);
  return JSON.parse(line);
}

/**
 * A queue and its dead-letter queue.
 *
 * @param {any} sqs
 * @param {any} sdk
 * @param {{ account: string, region: string }} place
 * @param {string} name
 */
async function makeQueues(sqs, sdk, { account, region }, name) {
  const { QueueUrl: dlq } = await sqs.send(new sdk.CreateQueueCommand({ QueueName: `${name}-dlq` }));
  const deadLetterTargetArn = `arn:aws:sqs:${region}:${account}:${name}-dlq`;
  const Attributes = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 }) };
  const { QueueUrl: source } = await sqs.send(new sdk.CreateQueueCommand({ QueueName: name, Attributes }));
  return { name, dlq, source };
}

/**
 * @param {string} url
 * @param {object} what
 */
async function fill(url, what) {
  const response = await fetch(`${url}/_sim/put`, { method: 'POST', body: JSON.stringify(what) });
  if (!response.ok) throw new Error(`the simulator took no messages: ${await response.text()}`);
}

/**
 * @param {any} sqs
 * @param {any} sdk
 * @param {{ dlq: string, source: string }} queues
 * @param {number} count
 */
async function bareLoop(sqs, sdk, { dlq, source }, count) {
  let moved = 0;
  const started = performance.now();
  const work = async () => {
    while (moved < count) {
      const request = { QueueUrl: dlq, MaxNumberOfMessages: 10, VisibilityTimeout: 120, MessageAttributeNames: ['All'] };
      const { Messages = [] } = await sqs.send(new sdk.ReceiveMessageCommand({ ...request, MessageSystemAttributeNames: ['All'] }));
      if (Messages.length === 0) return;
      const entries = Messages.map((/** @type {any} */ message, /** @type {number} */ index) => ({ ...message, Id: String(index) }));
      const toSend = entries.map((/** @type {any} */ { Id, Body, MessageAttributes }) => ({ Id, MessageBody: Body, MessageAttributes }));
      await sqs.send(new sdk.SendMessageBatchCommand({ QueueUrl: source, Entries: toSend }));
      const toDelete = entries.map((/** @type {any} */ { Id, ReceiptHandle }) => ({ Id, ReceiptHandle }));
      await sqs.send(new sdk.DeleteMessageBatchCommand({ QueueUrl: dlq, Entries: toDelete }));
      moved += Messages.length;
    }
  };
  await Promise.all(Array.from({ length: LANES }, work));
  if (moved !== count) throw new Error(`the bare loop moved ${String(moved)} of ${String(count)}`);
  return performance.now() - started;
}

/**
 * From the moment it begins to move messages until the last is moved, by its own journal, which it writes once a second.
 *
 * @param {string} url
 * @param {{ name: string }} queues
 * @param {number} count
 * @param {AbortSignal} signal
 */
async function weirRedrive(url, { name }, count, signal) {
  const ask = async (/** @type {string} */ path, /** @type {object | undefined} */ body) => {
    const post = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(url + path, { ...post, signal });
    const answer = /** @type {any} */ (await response.json());
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const idOf = async (/** @type {string} */ wanted) => {
    for (;;) {
      const { items } = await ask(`/api/v1/resources?kind=queue&q=${wanted}`, undefined);
      const found = items.find((/** @type {any} */ item) => item.name === wanted && item.latest.visible);
      if (found) return found.id;
      await delay(200, undefined, { signal });
    }
  };
  const [dlq, destination] = [await idOf(`${name}-dlq`), await idOf(name)];
  const plan = { destination, ratePerSecond: 10_000, canary: { size: 0 }, rampSeconds: 0, engine: 'weir', acceptUnknown: true };
  const { id } = await ask(`/api/v1/dlq/${dlq}/redrives`, plan);
  for (;;) {
    const { state, counts, startedAt, changedAt, because } = await ask(`/api/v1/redrives/${id}`, undefined);
    if (counts.moved >= count) return changedAt - startedAt;
    if (['failed', 'aborted', 'done', 'cancelled'].includes(state)) throw new Error(`the redrive ended early: ${because}`);
    await delay(100, undefined, { signal });
  }
}
