import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** `hang`: never answers. `flood`: answers without end. `drip`: a byte now and then. `cut`: closes the connection. */
  | 'hang'
  | 'flood'
  | 'drip'
  | 'cut';

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
}

const DRIP_MS = 50;

/** Somebody else's HTTP server on loopback, for one test. Replies in turn, the last one from then on. */
export async function startReceiver(...replies: readonly Reply[]): Promise<Receiver> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      const reply = replies[Math.min(received.length, replies.length) - 1] ?? { status: 200 };
      if (reply === 'hang') return;
      if (reply === 'cut') {
        response.destroy();
      } else if (reply === 'drip') {
        const timer = setInterval(() => response.write('.'), DRIP_MS);
        response.on('close', () => {
          clearInterval(timer);
        });
      } else if (reply === 'flood') {
        const more = () => {
          while (response.write(Buffer.alloc(16_384, 'x')));
        };
        response.on('drain', more);
        more();
      } else {
        response.writeHead(reply.status, reply.headers).end(reply.body);
      }
    });
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, port, received };
}
