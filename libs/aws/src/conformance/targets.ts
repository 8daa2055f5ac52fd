import { buildApp } from 'fauxqs';
import createKinesalite from 'kinesalite';
import { vi } from 'vitest';
import type { CredentialSource } from '../credentials.js';
import { startAwsSim } from './aws-sim.js';

/** Something that speaks to the SDK as AWS does, started for the tests. */
export interface Target {
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  readonly credentials: CredentialSource;
  stop(): Promise<void>;
}

/** Something that speaks Kinesis, with a clock that can be moved on. */
export interface KinesisTarget extends Target {
  pass(ms: number): Promise<void>;
}

const LOOPBACK_CREDENTIALS: CredentialSource = async () => ({ accessKeyId: 'AKIAWEIRTESTS0000000', secretAccessKey: 'for-loopback-only' });

/** An SQS by another author, inside this process. */
export async function fauxqs(): Promise<Target> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    endpoint,
    accountId: '000000000000',
    region: 'eu-west-1',
    credentials: LOOPBACK_CREDENTIALS,
    stop: async () => {
      await app.close();
    },
  };
}

/** A Kinesis by another author, inside this process, its streams in memory. It takes account and region from the environment. */
export async function kinesalite(): Promise<KinesisTarget> {
  const server = createKinesalite({ createStreamMs: 20, deleteStreamMs: 20, updateStreamMs: 20, shardLimit: 1_000 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('kinesalite got no port');
  const realNow = Date.now.bind(Date);
  let passedMs = 0;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => realNow() + passedMs);
  const { AWS_ACCOUNT_ID, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    accountId: AWS_ACCOUNT_ID || '000000000000',
    region: AWS_REGION || AWS_DEFAULT_REGION || 'us-east-1',
    credentials: LOOPBACK_CREDENTIALS,
    pass: async (ms) => {
      passedMs += ms;
    },
    stop: async () => {
      clock.mockRestore();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** This project's own simulator, as a process of its own, without the company's queues. */
export async function emptySimulator(): Promise<KinesisTarget> {
  const sim = await startAwsSim({ scenario: 'empty-account', clock: 'real' });
  const [account] = sim.accounts;
  const [region] = sim.regions;
  if (account === undefined || region === undefined) throw new Error('the simulator announced no account or no region');
  return {
    endpoint: sim.url,
    accountId: account.id,
    region,
    credentials: async () => sim.credentials,
    pass: async (ms) => {
      await sim.advance(ms);
    },
    stop: () => sim.stop(),
  };
}
