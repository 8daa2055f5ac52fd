import type { IncomingMessage } from 'node:http';

/** Programs send no Origin; browsers do on a socket, and with whatever is not a GET. */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
