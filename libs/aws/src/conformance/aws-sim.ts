import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../../apps/aws-sim/dist/main.js', import.meta.url));
/** Simulating a week takes a while on a busy machine. */
export const PAST_TAKES_MS = 240_000;
const READY_WITHIN_MS = 30_000;

/** The line the simulator prints once it listens. */
interface Announcement {
  readonly url: string;
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly roleArn: string; readonly externalId: string }[];
  readonly regions: readonly string[];
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A settled minute as it was, before any statistic. */
export interface Samples {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

export interface Truth {
  /** Minutes that start before this are final. Epoch milliseconds. */
  readonly settledUntil: number;
  readonly held: { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  /** By the name CloudWatch gives the metric: `[minute start, samples]` of each minute that was emitted. */
  readonly metrics: Readonly<Record<string, readonly (readonly [number, Samples])[]>>;
}

export interface Fault {
  readonly match?: {
    readonly accountId?: string;
    readonly region?: string;
    readonly service?: 'sqs' | 'monitoring' | 'sts' | 'kinesis' | 'lambda' | 'firehose' | 'sns' | 'logs' | 'events' | 'pipes' | 'scheduler';
    readonly api?: string;
  };
  readonly effect: { readonly kind: string } & Readonly<Record<string, string | number>>;
}

/** A running simulator with its admin endpoint. */
export interface AwsSim extends Announcement {
  /** Replaces the faults in force. */
  befall(...faults: readonly Fault[]): Promise<void>;
  /** Moves a standing clock. Returns the new instant, epoch milliseconds. */
  advance(ms: number): Promise<number>;
  truth(of: {
    readonly account: string;
    readonly region: string;
    readonly queue: string;
    readonly from: number;
    readonly to: number;
  }): Promise<Truth>;
  stop(): Promise<void>;
}

/**
 * @param options.clock `real`, or the epoch milliseconds at which it stands until told
 * @param options.historyDays how long everything has been there: simulating a week of it takes many seconds
 */
export async function startAwsSim(options: {
  readonly scenario: string;
  readonly clock: 'real' | number;
  readonly historyDays?: number;
}): Promise<AwsSim> {
  if (!existsSync(PROGRAM)) throw new Error('apps/aws-sim is not built; npm test builds it, or run the type-checker in build mode');
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      WEIR_SIM_PORT: '0',
      WEIR_SIM_SCENARIO: options.scenario,
      WEIR_SIM_CLOCK: options.clock === 'real' ? 'real' : `manual:${options.clock}`,
      WEIR_SIM_PARENT_STDIN: '1',
      WEIR_SIM_HISTORY_DAYS: String(options.historyDays ?? 0.25),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const announced = await announcementOf(child);
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${announced.url}/_sim/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(PAST_TAKES_MS),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`the simulator refused ${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    ...announced,
    befall: async (...faults) => {
      await ask('POST', 'faults', { faults });
    },
    advance: async (ms) => ((await ask('POST', 'clock', { advanceMs: ms })) as { readonly now: number }).now,
    truth: async ({ account, region, queue, from, to }) => {
      const query = new URLSearchParams({ account, region, queue, from: String(from), to: String(to) });
      return (await ask('GET', `truth?${query.toString()}`)) as Truth;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function announcementOf(child: ChildProcess): Promise<Announcement> {
  if (child.stdout === null) throw new Error('the simulator has no output to read');
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(READY_WITHIN_MS);
  const [first] = (await Promise.race([
    once(lines, 'line', { signal }),
    once(child, 'exit', { signal }).then(([code]: unknown[]) => {
      throw new Error(`the simulator ended with ${String(code)} before it was ready`);
    }),
  ])) as [string];
  return JSON.parse(first) as Announcement;
}
