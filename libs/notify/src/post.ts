import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ChannelError, failedForNow, refused } from './channel-error.js';
import { onlyThese, resolveHost, type Resolver } from './resolve-host.js';

/** From the look-up of the name to the last byte of the answer. */
const WITHIN_MS = 10_000;
/** Answers are a few words; nobody gets to fill the memory. */
const MOST_BYTES = 64 * 1024;
/** A receiver that asks for more than a day asks for never. */
const LONGEST_RETRY_AFTER_SECONDS = 86_400;

export interface PostOptions {
  readonly allowPrivate: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly withinMs?: number;
  readonly resolver?: Resolver;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Posts JSON to somebody else's address. Redirects are never followed: each would have to be trusted anew.
 * @returns the answer, when its status is 2xx
 * @throws {ChannelError} retryable when it may come right by itself: no connection, no answer in time, 408, 425, 429 or 5xx
 */
export async function post(url: string, body: string, options: PostOptions): Promise<Answer> {
  const target = urlOf(url);
  const signal = AbortSignal.timeout(options.withinMs ?? WITHIN_MS);
  try {
    const addresses = await Promise.race([resolveHost(target.hostname, options.allowPrivate, options.resolver), ended(signal)]);
    const response = await answerTo(target, body, { ...options, addresses, signal });
    const text = await readBounded(response);
    return judge(target.host, response, text);
  } catch (error) {
    if (error instanceof ChannelError) throw error;
    if (signal.aborted)
      throw failedForNow(`${target.host} did not answer within ${String((options.withinMs ?? WITHIN_MS) / 1000)} s`, null, error);
    throw failedForNow(`${target.host} could not be reached (${codeOf(error)})`, null, error);
  }
}

function urlOf(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : null;
  // The address may be the secret: it is not repeated.
  if (target === null || !/^https?:$/.test(target.protocol)) throw refused('the address of the channel is no http or https URL');
  if (target.username !== '' || target.password !== '')
    throw refused('the address of the channel has a user or password in it; leave them out');
  return target;
}

interface Sending extends PostOptions {
  readonly addresses: Awaited<ReturnType<typeof resolveHost>>;
  readonly signal: AbortSignal;
}

function answerTo(target: URL, body: string, { addresses, signal, headers = {} }: Sending): Promise<IncomingMessage> {
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing: ClientRequest = send(
      target,
      {
        method: 'POST',
        agent: false,
        lookup: onlyThese(addresses),
        signal,
        headers: { 'content-type': 'application/json', 'user-agent': 'weir', 'content-length': Buffer.byteLength(body), ...headers },
      },
      resolve,
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function readBounded(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) {
      response.destroy();
      break;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function judge(host: string, { statusCode: status = 0, headers }: IncomingMessage, body: string): Answer {
  if (status >= 200 && status < 300) return { status, body };
  if (status >= 300 && status < 400)
    throw refused(`${host} redirects (${String(status)}); Weir follows none: give the address it leads to`);
  const said = `${host} answered ${String(status)}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) throw failedForNow(said, secondsOf(headers['retry-after']));
  throw refused(`${said}: check the address and the secret of the channel`);
}

/** @returns seconds, also of a date; null: nothing usable was said */
export function secondsOf(retryAfter: string | undefined, now: number = Date.now()): number | null {
  if (retryAfter === undefined) return null;
  const seconds = /^\d{1,9}$/.test(retryAfter.trim()) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - now) / 1000);
  return Number.isFinite(seconds) ? Math.min(LONGEST_RETRY_AFTER_SECONDS, Math.max(0, seconds)) : null;
}

const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('out of time'));
    });
  });

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'connection failed';
