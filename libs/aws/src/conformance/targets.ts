import { buildApp } from 'fauxqs';

/** Something that speaks SQS, started for the tests. */
export interface Target {
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  stop(): Promise<void>;
}

/** An SQS by another author, inside this process. */
export async function startFauxqs(): Promise<Target> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    endpoint,
    accountId: '000000000000',
    region: 'eu-west-1',
    stop: async () => {
      await app.close();
    },
  };
}
