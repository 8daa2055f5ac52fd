import type { IncomingMessage } from 'node:http';
import { type EpochMs, type IdentityConfig, KIOSK_DAYS, type Principal } from '@weir/contract';
import type { IdentityStore, StoredSession, StoredToken } from '@weir/store';
import { type Caller, NOBODY } from './caller.js';
import { cookieOf, KIOSK_COOKIE, SESSION_COOKIE } from './cookies.js';
import { csrfTokenOf, digestOf, isSame } from './secrets.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** That somebody is here is written down no more often. */
const SEEN_EVERY_MS = 60_000;
export const KIOSK_MS = KIOSK_DAYS * DAY_MS;

export interface AuthenticatorParts {
  readonly identity: IdentityStore;
  readonly config: IdentityConfig;
  /** WEIR_ACCESS_TOKEN: an admin’s token that stands in the environment. */
  readonly accessToken: string | undefined;
  /** The demo on loopback: who reaches it is its admin. */
  readonly demoAdmin: boolean;
  readonly now: () => EpochMs;
}

const DEMO_ADMIN: Caller = {
  principal: { kind: 'demo-admin', id: null, name: 'demo admin', role: 'admin', accounts: null },
  by: 'loopback',
  session: null,
};
const ACCESS_TOKEN: Caller = {
  principal: { kind: 'access-token', id: null, name: 'access token', role: 'admin', accounts: null },
  by: 'header',
  session: null,
};

/** Says who a request comes from. A token in its header counts alone; then cookies; then, in the demo, whoever it is. */
export class Authenticator {
  constructor(private readonly parts: AuthenticatorParts) {}

  async callerOf(request: IncomingMessage): Promise<Caller> {
    const given = tokenIn(request.headers.authorization);
    if (given !== null) return this.#byToken(given);
    const cookie = cookieOf(request, SESSION_COOKIE);
    const session = cookie === undefined ? null : await this.#bySession(cookie);
    if (session !== null) return session;
    const kiosk = cookieOf(request, KIOSK_COOKIE);
    const screen = kiosk === undefined ? null : await this.#token(kiosk);
    if (screen?.kind === 'kiosk') return { principal: principalOf(screen), by: 'kiosk-cookie', session: null };
    return this.parts.demoAdmin ? DEMO_ADMIN : NOBODY;
  }

  /** Who signed in just now, by the secret of the cookie they will send. */
  async callerOfSession(secret: string): Promise<Caller> {
    return (await this.#bySession(secret)) ?? NOBODY;
  }

  /** When sessions end that were last seen and begun at these moments. */
  endsOf({ lastSeenAt, createdAt }: Pick<StoredSession, 'lastSeenAt' | 'createdAt'>): { idle: EpochMs; absolute: EpochMs } {
    const { sessionIdleHours, sessionDays } = this.parts.config;
    return { idle: lastSeenAt + sessionIdleHours * HOUR_MS, absolute: createdAt + sessionDays * DAY_MS };
  }

  async #byToken(secret: string): Promise<Caller> {
    const { accessToken } = this.parts;
    if (accessToken !== undefined && isSame(secret, accessToken)) return ACCESS_TOKEN;
    const token = await this.#token(secret);
    return token === null ? NOBODY : { principal: principalOf(token), by: 'header', session: null };
  }

  async #token(secret: string): Promise<StoredToken | null> {
    const { identity, now } = this.parts;
    const token = await identity.token(digestOf(secret));
    const at = now();
    if (token === null || (token.expiresAt !== null && token.expiresAt <= at)) return null;
    if (at - (token.lastUsedAt ?? 0) >= SEEN_EVERY_MS) await identity.useToken(token.id, at, token.kind === 'kiosk' ? at + KIOSK_MS : null);
    return token;
  }

  async #bySession(cookie: string): Promise<Caller | null> {
    const { identity, now } = this.parts;
    const session = await identity.session(digestOf(cookie));
    if (session === null || session.user.disabled) return null;
    const at = now();
    const { idle, absolute } = this.endsOf(session);
    if (at >= idle || at >= absolute) return null;
    if (at - session.lastSeenAt >= SEEN_EVERY_MS) await identity.seeSession(session.id, at);
    const { id, name, role, accounts } = session.user;
    return {
      principal: { kind: 'user', id, name, role, accounts },
      by: 'session-cookie',
      session: { id: session.id, csrfToken: csrfTokenOf(cookie), idleExpiresAt: idle, expiresAt: absolute },
    };
  }
}

/** As a bearer token, or as the password of basic authentication, which is what some programs can send. */
function tokenIn(header: string | undefined): string | null {
  const [scheme, value] = (header ?? '').split(' ', 2);
  if (value === undefined) return null;
  return scheme?.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString().split(':').slice(1).join(':') : value;
}

export function principalOf({ id, kind, name, role, accounts }: StoredToken): Principal {
  return role === null || kind === 'kiosk' ? { kind: 'kiosk', id, name, role: null, accounts } : { kind, id, name, role, accounts };
}
