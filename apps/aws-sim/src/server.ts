import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAdmin } from './admin/admin-endpoint.js';
import type { Simulation } from './simulation.js';
import { answerAws } from './wire/aws-endpoint.js';
import type { WireResponse } from './wire/protocol.js';
import { sendEvents } from './wire/send-events.js';

export interface RunningServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';

/** Serves the world on loopback, never anywhere else: it has no access control. `port` 0: any free one. */
export async function serve(simulation: Simulation, port: number): Promise<RunningServer> {
  let url = '';
  const server = createServer((request, response) => {
    answer(simulation, url, request, response).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      if (!response.headersSent) send(response, { status: 500, headers: {}, body: '' });
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, port);
  url = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  return { url, close: () => close(server) };
}

async function answer(simulation: Simulation, endpoint: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', endpoint);
  if (url.pathname.startsWith('/_sim/')) {
    send(response, await answerAdmin(simulation, request, url));
    return;
  }
  if (request.method !== 'POST' && request.method !== 'GET') {
    send(response, { status: 405, headers: { allow: 'GET, POST' }, body: '' });
    return;
  }
  const answered = await answerAws(simulation, request, url, endpoint);
  if (answered === 'drop') request.socket.destroy();
  else if ('events' in answered) await sendEvents(answered, () => simulation.clock.now(), response);
  else send(response, answered);
}

function send(response: ServerResponse, { status, headers, body }: WireResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
