import { randomUUID } from 'node:crypto';
import type { AddedApiToken, AddedKiosk, ApiToken, ApiTokenList, EpochMs, Kiosk, KioskList, NewApiToken, NewKiosk } from '@weir/contract';
import type { Store, StoredToken } from '@weir/store';
import { notFound } from '../http/problem-error.js';
import { KIOSK_MS, principalOf } from './authenticator.js';
import { actorName, auditActorOf, type Caller } from './caller.js';
import type { IdentityService } from './identity-service.js';
import { digestOf, newSecret, prefixOf } from './secrets.js';

const DAY_MS = 86_400_000;

/** Tokens of scripts and of screens. */
export class TokenService {
  constructor(
    private readonly store: Pick<Store, 'identity'>,
    private readonly identity: IdentityService,
    private readonly now: () => EpochMs,
    /** Told which tokens ended, so that their sockets are closed. */
    private readonly onEnd: (ids: ReadonlySet<string>) => void,
  ) {}

  async apiTokens(): Promise<ApiTokenList> {
    return { items: (await this.store.identity.tokens('api-token')).map(apiTokenOf) };
  }

  async addApiToken({ name, role, accounts, expiresInDays }: NewApiToken): Promise<AddedApiToken> {
    const expiresAt = expiresInDays === null ? null : this.now() + expiresInDays * DAY_MS;
    const { token, secret } = await this.#add({ kind: 'api-token', name, role, accounts, expiresAt });
    await this.identity.audit('api-token-add', name, { role, accounts, expiresAt });
    return { token: apiTokenOf(token), secret };
  }

  /** @throws ProblemError 404 */
  async revokeApiToken(id: string): Promise<ApiTokenList> {
    await this.#remove('api-token', id);
    return this.apiTokens();
  }

  async kiosks(): Promise<KioskList> {
    return { items: (await this.store.identity.tokens('kiosk')).map(kioskOf) };
  }

  async addKiosk({ name, accounts }: NewKiosk): Promise<AddedKiosk> {
    const { token, secret } = await this.#add({ kind: 'kiosk', name, role: null, accounts, expiresAt: this.now() + KIOSK_MS });
    await this.identity.audit('kiosk-add', name, { accounts });
    return { kiosk: kioskOf(token), path: `/kiosk#${secret}` };
  }

  /** @throws ProblemError 404 */
  async revokeKiosk(id: string): Promise<KioskList> {
    await this.#remove('kiosk', id);
    return this.kiosks();
  }

  /** The screen whose token this is. @throws ProblemError 404 */
  async startKiosk(secret: string): Promise<Caller> {
    const token = await this.store.identity.token(digestOf(secret));
    if (token?.kind !== 'kiosk' || (token.expiresAt ?? 0) <= this.now())
      throw notFound('Kiosk', 'It was revoked, or not used for too long; an admin makes a new link at /settings/users.');
    const caller: Caller = { principal: principalOf(token), by: 'kiosk-cookie', session: null };
    await this.identity.audit('kiosk-start', token.name, {}, auditActorOf(caller));
    return caller;
  }

  async #add(
    asked: Pick<StoredToken, 'kind' | 'name' | 'role' | 'accounts' | 'expiresAt'>,
  ): Promise<{ token: StoredToken; secret: string }> {
    const secret = newSecret(asked.kind === 'kiosk' ? 'weir_kiosk' : 'weir_api');
    const made = { createdAt: this.now(), createdBy: actorName(), lastUsedAt: null };
    const token: StoredToken = { ...asked, ...made, id: randomUUID(), prefix: prefixOf(secret) };
    await this.store.identity.addToken({ ...token, digest: digestOf(secret) });
    return { token, secret };
  }

  async #remove(kind: StoredToken['kind'], id: string): Promise<void> {
    const removed = await this.store.identity.removeToken(kind, id);
    if (removed === null) throw notFound('Token', 'It was revoked, or never was; load the list anew.');
    this.onEnd(new Set([id]));
    await this.identity.audit(kind === 'kiosk' ? 'kiosk-revoke' : 'api-token-revoke', removed.name);
  }
}

const apiTokenOf = ({ id, name, prefix, role, accounts, createdAt, createdBy, expiresAt, lastUsedAt }: StoredToken): ApiToken => ({
  ...{ id, name, prefix, role: role ?? 'viewer', accounts, createdAt, createdBy, expiresAt, lastUsedAt },
});

const kioskOf = ({ id, name, prefix, accounts, createdAt, createdBy, expiresAt, lastUsedAt }: StoredToken): Kiosk => ({
  ...{ id, name, prefix, accounts, createdAt, createdBy, expiresAt: expiresAt ?? createdAt + KIOSK_MS, lastSeenAt: lastUsedAt },
});
