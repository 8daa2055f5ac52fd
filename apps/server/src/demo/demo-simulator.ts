import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { accountConfig, type AccountConfig } from '@weir/contract';
import { z } from 'zod';
import { StartupError } from '../config/startup-error.js';

const PROGRAM = fileURLToPath(new URL('../../../aws-sim/dist/main.js', import.meta.url));
const READY_WITHIN_MS = 20_000;

const readyLine = z.object({
  ready: z.literal(true),
  url: z.url(),
  accounts: z.array(z.object({ id: z.string(), name: z.string(), roleArn: z.string(), externalId: z.string() })).min(1),
  regions: z.array(z.string()).min(1),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

export interface DemoSimulator {
  readonly endpoint: string;
  readonly accounts: readonly AccountConfig[];
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

/**
 * Starts the simulated company as a process of its own, reached over the AWS wire like AWS itself. It ends with this process, however
 * that ends, because it stops when its standard input closes.
 * @throws {StartupError} when it does not become ready in time
 */
export async function startDemoSimulator(log: (line: string) => void): Promise<DemoSimulator> {
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, WEIR_SIM_PORT: '0', WEIR_SIM_PARENT_STDIN: '1', WEIR_SIM_SCENARIO: process.env['WEIR_SIM_SCENARIO'] ?? 'demo' },
  });
  createInterface({ input: child.stderr }).on('line', log);
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  const first = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new StartupError('The demo simulator is not ready', 'It took more than 20 s to start; the machine may be overloaded. Try again.'),
      );
    }, READY_WITHIN_MS);
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve(line);
    });
    void exited.then(() => {
      clearTimeout(timer);
      reject(new StartupError('The demo simulator stopped while starting', 'The lines above say why.'));
    });
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const { url, accounts, regions, credentials } = readyLine.parse(JSON.parse(first));
  return {
    endpoint: url,
    credentials,
    accounts: accounts.map(({ id, name, roleArn, externalId }) =>
      accountConfig.parse({
        id,
        name,
        roleArn,
        externalId,
        regions,
        monthlyCapUsd: 60,
        inspect: { enabled: true },
        redrive: { enabled: true },
      }),
    ),
    stop,
  };
}
