import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import createKinesalite from 'kinesalite';
import { vi } from 'vitest';
import { z } from 'zod';
import { startSimulator } from './simulator-process.js';

/** Something that speaks Kinesis, on a clock that stands still until told. */
export interface KinesisTarget {
  readonly url: string;
  readonly accountId: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Moves its clock to an instant, epoch milliseconds. */
  setNow(at: number): Promise<void>;
  stop(): Promise<void>;
}

/** So long, in real time, kinesalite takes to change a stream. */
const CHANGES_TAKE_MS = 20;

/** A Kinesis by another author, inside this process, its streams in memory. It takes account and region from the environment. */
export async function kinesalite(startAt: number): Promise<KinesisTarget> {
  const kinesis = createKinesalite({
    createStreamMs: CHANGES_TAKE_MS,
    deleteStreamMs: CHANGES_TAKE_MS,
    updateStreamMs: CHANGES_TAKE_MS,
    shardLimit: 1_000,
  });
  let now = startAt;
  const door = new Door(await listen(kinesis), () => now);
  const outer = createServer((request, response) => {
    void door.answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(body);
    });
  });
  const url = await listen(outer);
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now);
  const { AWS_ACCOUNT_ID, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return {
    url,
    accountId: AWS_ACCOUNT_ID || '000000000000',
    region: AWS_REGION || AWS_DEFAULT_REGION || 'us-east-1',
    credentials: { accessKeyId: 'AKIAWEIRTESTS0000000', secretAccessKey: 'for-loopback-only' },
    setNow: async (at) => {
      now = at;
      await setTimeout(0);
    },
    stop: async () => {
      clock.mockRestore();
      for (const server of [outer, kinesis]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server got no port');
  return `http://127.0.0.1:${String(address.port)}`;
}

/**
 * The door to kinesalite. It refuses other services, of which kinesalite may leave a question unanswered, and has reading from an instant
 * begin at the tip where no record has come since: there AWS gives a place, and kinesalite no answer.
 */
class Door {
  readonly #newest = new Map<string, number>();

  constructor(
    private readonly inner: string,
    private readonly now: () => number,
  ) {}

  async answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body: string }> {
    const target = String(request.headers['x-amz-target']);
    const body = await text(request);
    if (!target.startsWith('Kinesis_'))
      return { status: 403, body: JSON.stringify({ __type: 'AccessDeniedException', message: 'only Kinesis' }) };
    const input = kinesisInput.parse(JSON.parse(body));
    const isBeyond = input.ShardIteratorType === 'AT_TIMESTAMP' && 1000 * (input.Timestamp ?? 0) > (this.#newest.get(placeOf(input)) ?? 0);
    const { Timestamp: _, ...rest } = input;
    const asked = isBeyond ? JSON.stringify({ ...rest, ShardIteratorType: 'LATEST' }) : body;
    const headers = Object.fromEntries(FORWARDED.map((name) => [name, String(request.headers[name])]));
    const reply = await fetch(this.inner, { method: 'POST', body: asked, headers });
    const answered = await reply.text();
    if (target.endsWith('.PutRecords') && reply.ok) {
      for (const { ShardId } of putReply.parse(JSON.parse(answered)).Records) {
        this.#newest.set(placeOf({ StreamName: input.StreamName, ShardId }), this.now());
      }
    }
    return { status: reply.status, body: answered };
  }
}

const FORWARDED = ['content-type', 'x-amz-target', 'x-amz-date', 'authorization'];
const kinesisInput = z.looseObject({
  StreamName: z.string().optional(),
  ShardId: z.string().optional(),
  ShardIteratorType: z.string().optional(),
  Timestamp: z.number().optional(),
});
const putReply = z.object({ Records: z.array(z.object({ ShardId: z.string() })) });
const placeOf = ({ StreamName, ShardId }: Partial<z.infer<typeof kinesisInput>>): string => `${String(StreamName)}/${String(ShardId)}`;

/** This project's own simulator, as a process of its own, in an account without anything. */
export async function emptySimulator(startAt: number): Promise<KinesisTarget> {
  const simulator = await startSimulator('empty-account', startAt);
  const [account] = simulator.accounts;
  const region = account?.regions[0];
  if (account === undefined || region === undefined) throw new Error('the simulator announced no account or no region');
  return {
    url: simulator.url,
    accountId: account.id,
    region,
    credentials: simulator.credentials,
    setNow: async (now) => {
      await simulator.admin('POST', 'clock', { mode: 'manual', now });
    },
    stop: () => simulator.stop(),
  };
}
