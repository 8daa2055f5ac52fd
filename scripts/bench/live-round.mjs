import { createAwsAccess } from '@weir/aws';
import { accountConfig } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { borrow } from './borrow.mjs';
import { comparison, inTurns } from './measure.mjs';
import { startSimulator } from './simulator.mjs';

/** What Weir's own SQS client has: sockets, and with them calls in flight, per account and region. */
const SOCKETS = 32;
const ATTRIBUTES = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'];

/**
 * As much of the SDK as is used here.
 * @typedef {{ send(command: object): Promise<any>, destroy(): void }} Client
 * @typedef {new (options: object) => Client} ClientClass
 * @typedef {new (input: object) => object} CommandClass
 */
const { SQSClient, GetQueueAttributesCommand, ListQueuesCommand } =
  /** @type {{ SQSClient: ClientClass, GetQueueAttributesCommand: CommandClass, ListQueuesCommand: CommandClass }} */ (
    borrow('libs/aws', '@aws-sdk/client-sqs')
  );
const { STSClient, AssumeRoleCommand } = /** @type {{ STSClient: ClientClass, AssumeRoleCommand: CommandClass }} */ (
  borrow('libs/aws', '@aws-sdk/client-sts')
);
const { NodeHttpHandler } = /** @type {{ NodeHttpHandler: new (options: object) => object }} */ (
  borrow('libs/aws', '@smithy/node-http-handler')
);

/**
 * One depth reading of every queue: `readQueues` of every scope at once, beside a bare loop over the same calls with clients set up
 * alike. The time of both is mostly the SDK's and the simulator's, who share the cores; the CPU time of this process alone shows what
 * Weir adds.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function liveRound({ closing, quick, signal }) {
  const simulator = await startSimulator({ closing, signal });
  const scopes = await listQueues(simulator, closing);
  const count = scopes.reduce((sum, { urls }) => sum + urls.length, 0);

  const aws = createAwsAccess({
    accounts: simulator.accounts.map((account) => accountConfig.parse({ ...account, regions: simulator.regions })),
    endpoint: simulator.url,
    credentials: () => Promise.resolve(simulator.credentials),
    now: Date.now,
    random: Math.random,
    onCall: () => undefined,
  });
  closing.push(() => aws.close());
  const readers = scopes.map(({ accountId, region, urls }) => ({
    reader: aws.scope({ accountId, region }),
    queues: urls.map((url) => ({ resourceId: resourceIdOf(url), url })),
  }));
  const weir = async () => {
    const rounds = await Promise.all(readers.map(({ reader, queues }) => reader.readQueues(queues)));
    return rounds.flat().filter(({ outcome }) => outcome.ok).length;
  };
  const bare = async () => {
    const rounds = await Promise.all(
      scopes.map(({ client, urls }) => {
        const left = urls.values();
        // All workers take from one iterator, so that the next free one reads the next queue.
        const work = async () => {
          let read = 0;
          for (const QueueUrl of left) {
            const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ATTRIBUTES }));
            if (Attributes !== undefined) read += 1;
          }
          return read;
        };
        return Promise.all(Array.from({ length: SOCKETS }, work));
      }),
    );
    return rounds.flat().reduce((sum, read) => sum + read, 0);
  };

  /** @type {Record<'weir' | 'bare', number[]>} */
  const cpu = { weir: [], bare: [] };
  const warmUps = 2;
  const round = (/** @type {'weir' | 'bare'} */ side, /** @type {() => Promise<number>} */ read) => async (/** @type {number} */ turn) => {
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    const answered = await read();
    const ms = performance.now() - started;
    const { user, system } = process.cpuUsage(cpuBefore);
    if (answered !== count) throw new Error(`${side}: ${answered} of ${count} queues answered`);
    if (turn >= warmUps) cpu[side].push((user + system) / 1000);
    return ms;
  };
  const measured = await inTurns({ weir: round('weir', weir), bare: round('bare', bare) }, { warmUps, turns: quick ? 3 : 8, signal });
  return [
    comparison(`Live round over ${count.toLocaleString('en')} queues, time`, 'ms', measured),
    comparison(`Live round over ${count.toLocaleString('en')} queues, CPU time of the reader`, 'ms', cpu),
  ];
}

/**
 * Every scope with a bare client, signed like Weir's by a session of the account's role, and what it lists.
 *
 * @param {import('./simulator.mjs').Announcement} simulator
 * @param {import('./run-benchmarks.mjs').Bench['closing']} closing
 */
async function listQueues({ url: endpoint, accounts, regions, credentials }, closing) {
  const scopes = [];
  for (const { id: accountId, roleArn: RoleArn, externalId: ExternalId } of accounts) {
    for (const region of regions) {
      const sts = new STSClient({ region, endpoint, credentials });
      const { Credentials: session } = await sts.send(new AssumeRoleCommand({ RoleArn, ExternalId, RoleSessionName: 'bare' }));
      sts.destroy();
      const agent = { keepAlive: true, maxSockets: SOCKETS };
      const client = new SQSClient({
        region,
        endpoint,
        credentials: { accessKeyId: session.AccessKeyId, secretAccessKey: session.SecretAccessKey, sessionToken: session.SessionToken },
        maxAttempts: 1,
        useQueueUrlAsEndpoint: false,
        requestHandler: new NodeHttpHandler({ connectionTimeout: 3_000, httpAgent: agent, httpsAgent: agent }),
      });
      closing.push(() => client.destroy());
      /** @type {string[]} */
      const urls = [];
      let token;
      do {
        const page = await client.send(new ListQueuesCommand({ MaxResults: 1_000, NextToken: token }));
        urls.push(...(page.QueueUrls ?? []));
        token = page.NextToken;
      } while (token);
      scopes.push({ accountId, region, client, urls });
    }
  }
  return scopes;
}
