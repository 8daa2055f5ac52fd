import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { accountConfig, type AccountConfig } from '@weir/contract';
import { z } from 'zod';

const PROGRAM = fileURLToPath(new URL('../../../aws-sim/dist/main.js', import.meta.url));

const readyLine = z.object({
  url: z.string(),
  accounts: z.array(z.object({ id: z.string(), name: z.string(), roleArn: z.string(), externalId: z.string() })),
  regions: z.array(z.string()),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

/** The simulator as a process of its own, on a clock that stands still until told. */
export interface SimulatorProcess {
  readonly url: string;
  readonly accounts: readonly AccountConfig[];
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Calls the admin endpoint; fails with its answer unless it is a success. */
  admin(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** Enough past for who looks at none: it is simulated first, and a week of it takes many seconds. */
export const SHORT_HISTORY_DAYS = 0.25;

/** @param historyDays how long the company has been there before `startAt` */
export async function startSimulator(
  scenario: string,
  startAt: number,
  historyDays = SHORT_HISTORY_DAYS,
  seed = 1,
): Promise<SimulatorProcess> {
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      WEIR_SIM_PORT: '0',
      WEIR_SIM_SCENARIO: scenario,
      WEIR_SIM_SEED: String(seed),
      WEIR_SIM_HISTORY_DAYS: String(historyDays),
      WEIR_SIM_CLOCK: `manual:${String(startAt)}`,
      WEIR_SIM_PARENT_STDIN: '1',
    },
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void exited.then(() => {
      reject(new Error('the simulator stopped while starting; is apps/aws-sim built?'));
    });
  });
  const { url, accounts, regions, credentials } = readyLine.parse(JSON.parse(line));
  return {
    url,
    credentials,
    accounts: accounts.map(({ id, name, roleArn, externalId }) => accountConfig.parse({ id, name, roleArn, externalId, regions })),
    admin: async (method, path, body) => {
      const response = await fetch(`${url}/_sim/${path}`, {
        method,
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
      const answer: unknown = text === '' ? null : JSON.parse(text);
      return answer;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
