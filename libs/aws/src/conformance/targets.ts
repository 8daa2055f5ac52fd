import type { CredentialSource } from '../credentials.js';
import { buildApp } from 'fauxqs';
import { startAwsSim } from './aws-sim.js';

/** Something that speaks SQS, started for the tests. */
export interface Target {
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  readonly credentials: CredentialSource;
  stop(): Promise<void>;
}

/** An SQS by another author, inside this process. */
export async function fauxqs(): Promise<Target> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    endpoint,
    accountId: '000000000000',
    region: 'eu-west-1',
    credentials: async () => ({ accessKeyId: 'AKIAWEIRTESTS0000000', secretAccessKey: 'for-loopback-only' }),
    stop: async () => {
      await app.close();
    },
  };
}

/** This project's own simulator, as a process of its own, without the company's queues. */
export async function emptySimulator(): Promise<Target> {
  const sim = await startAwsSim({ scenario: 'empty-account', clock: 'real' });
  const [account] = sim.accounts;
  const [region] = sim.regions;
  if (account === undefined || region === undefined) throw new Error('the simulator announced no account or no region');
  return { endpoint: sim.url, accountId: account.id, region, credentials: async () => sim.credentials, stop: () => sim.stop() };
}
