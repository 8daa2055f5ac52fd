import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as AWS would see it. */
export interface AskedAws {
  /** `ListQueues`, `GetMetricData`, `AssumeRole`… */
  readonly operation: string;
  /** The JSON body, the form of a query request, or the query of a REST request. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly drop?: 'before-reply' | 'within-body';
  /** Keeps the caller waiting until this is aborted. */
  readonly holdUntil?: AbortSignal;
  /** An event stream, piece by piece, in place of a body. `hold`: nothing more comes, and the connection stays open. */
  readonly pushes?: readonly (Uint8Array | 'hold' | 'drop')[];
}

export interface ScriptedAws {
  readonly endpoint: string;
  readonly asked: readonly AskedAws[];
  /** Event streams on which the caller hung up. */
  readonly hungUp: () => number;
  stop(): Promise<void>;
}

/** An endpoint that answers exactly what a test wants, over real HTTP to the real SDK: for replies no emulator gives. */
export async function startScriptedAws(answer: (asked: AskedAws, earlier: number) => Reply): Promise<ScriptedAws> {
  const asked: AskedAws[] = [];
  let hungUp = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const understood = understand(request, Buffer.concat(chunks).toString('utf8'));
      const earlier = asked.filter((other) => other.operation === understood.operation).length;
      asked.push(understood);
      const reply = answer(understood, earlier);
      if (reply.pushes)
        void push(response, reply).then((isHungUp) => {
          if (isHungUp) hungUp += 1;
        });
      else if (reply.holdUntil?.aborted === false)
        reply.holdUntil.addEventListener('abort', () => {
          send(response, reply);
        });
      else send(response, reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    asked,
    hungUp: () => hungUp,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An error as AWS JSON 1.0 services give it. */
export const awsErrorReply = (code: string, message: string, status = 400): Reply => ({
  status,
  body: { __type: `com.amazonaws.test#${code}`, message },
});

/** What services that speak REST call by method and path; named parts of the path are input. */
const REST_OPERATIONS: readonly (readonly [RegExp, string])[] = [
  [/^GET \/2015-03-31\/event-source-mappings$/, 'ListEventSourceMappings'],
  [/^GET \/2015-03-31\/functions$/, 'ListFunctions'],
  [/^GET \/v1\/pipes$/, 'ListPipes'],
  [/^GET \/v1\/pipes\/(?<Name>[^/]+)$/, 'DescribePipe'],
  [/^GET \/schedule-groups$/, 'ListScheduleGroups'],
  [/^GET \/schedules$/, 'ListSchedules'],
];

function understand(request: IncomingMessage, body: string): AskedAws {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    return { operation: target.split('.').at(-1) ?? '', input: JSON.parse(body) as Record<string, unknown>, headers: request.headers };
  }
  const url = new URL(request.url ?? '/', 'http://aws');
  const asked = `${request.method ?? ''} ${url.pathname.replace(/\/$/, '')}`;
  for (const [pattern, operation] of REST_OPERATIONS) {
    const match = pattern.exec(asked);
    if (match !== null) return { operation, input: { ...Object.fromEntries(url.searchParams), ...match.groups }, headers: request.headers };
  }
  const form = Object.fromEntries(new URLSearchParams(body));
  return { operation: form['Action'] ?? '', input: form, headers: request.headers };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply.drop === 'before-reply') {
    response.destroy();
    return;
  }
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
  const cut = reply.drop === 'within-body';
  response.writeHead(reply.status ?? 200, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': String(Buffer.byteLength(text) + (cut ? 10 : 0)),
    ...reply.headers,
  });
  if (!cut) {
    response.end(text);
    return;
  }
  response.write(text, () => response.destroy());
}

/** @returns whether the caller left before the end */
async function push(response: ServerResponse, { pushes = [], headers }: Reply): Promise<boolean> {
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream', ...headers });
  for (const piece of pushes) {
    if (response.destroyed) return true;
    if (piece === 'hold') {
      await new Promise((resolve) => response.once('close', resolve));
      return true;
    }
    if (piece === 'drop') {
      response.destroy();
      return false;
    }
    await new Promise((resolve) => response.write(piece, resolve));
  }
  response.end();
  return false;
}
