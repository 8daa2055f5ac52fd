import type { IncomingMessage } from 'node:http';
import type { CookieOptions, Request } from 'express';

export const SESSION_COOKIE = 'weir_session';
export const KIOSK_COOKIE = 'weir_kiosk';
export const OIDC_COOKIE = 'weir_oidc';

/** undefined: the browser sent none of that name. */
export function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.split('=', 2);
    if (key?.trim() === name && value !== undefined) return value.trim();
  }
  return undefined;
}

/** Out of reach of scripts, not sent along by other sites, and over TLS alone where the page came over TLS. */
export const cookieOptions = (request: Request, maxAgeMs: number): CookieOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  secure: request.secure,
  path: '/',
  maxAge: maxAgeMs,
});
