import { buildApp } from 'fauxqs';
import { startSimulator } from './simulator-process.js';

/** Something that speaks SQS, with queues of nobody. */
export interface SqsTarget {
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

/** An SQS by another author, inside this process. */
export async function fauxqs(): Promise<SqsTarget> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...{ endpoint, accountId: '000000000000', region: 'eu-west-1' },
    credentials: { accessKeyId: 'AKIAWEIRTESTS0000000', secretAccessKey: 'for-loopback-only' },
    stop: async () => {
      await app.close();
    },
  };
}

/** This project's own simulator, on the clock of the wall. */
export async function simulatedSqs(): Promise<SqsTarget> {
  const simulator = await startSimulator('empty-account', Date.now());
  await simulator.admin('POST', 'clock', { mode: 'real', rate: 1 });
  const [account] = simulator.accounts;
  const [region] = account?.regions ?? [];
  if (account === undefined || region === undefined) throw new Error('the simulator announced no account or no region');
  return { endpoint: simulator.url, accountId: account.id, region, credentials: simulator.credentials, stop: () => simulator.stop() };
}
