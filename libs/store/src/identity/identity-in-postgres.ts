import type { EpochMs } from '@weir/contract';
import type { Database } from '../database/database.js';
import { epochMs, instantOf } from '../database/sql.js';
import { storableText } from '../database/storable.js';
import type { IdentityStore, StoredLink, StoredSession, StoredToken, StoredUser, UserChange } from './identity-store.js';

const USER = `u.id, u.name, u.source, u.password_hash AS "passwordHash", u.role, u.accounts, u.disabled, u.failures,
  ${epochMs('u.locked_until')} AS "lockedUntil", ${epochMs('u.created_at')} AS "createdAt", ${epochMs('u.last_sign_in_at')} AS "lastSignInAt"`;
const SESSION = `s.id AS "sessionId", s.device, s.address, s.method, ${epochMs('s.created_at')} AS "begunAt",
  ${epochMs('s.last_seen_at')} AS "lastSeenAt"`;
const TOKEN = `id, kind, name, prefix, role, accounts, ${epochMs('created_at')} AS "createdAt", created_by AS "createdBy",
  ${epochMs('expires_at')} AS "expiresAt", ${epochMs('last_used_at')} AS "lastUsedAt"`;
const LINK = `kind, user_id AS "userId", ${epochMs('expires_at')} AS "expiresAt"`;

type SessionRow = StoredUser & Omit<StoredSession, 'id' | 'user' | 'createdAt'> & { readonly sessionId: string; readonly begunAt: EpochMs };

/** Users, sessions, tokens and links in PostgreSQL. */
export class IdentityInPostgres implements IdentityStore {
  constructor(private readonly database: Database) {}

  async users(): Promise<readonly StoredUser[]> {
    return this.#rows<StoredUser>(`SELECT ${USER} FROM app_user u ORDER BY lower(u.name)`);
  }

  async user(id: string): Promise<StoredUser | null> {
    return this.#first<StoredUser>(`SELECT ${USER} FROM app_user u WHERE u.id = $1`, [id]);
  }

  async userNamed(name: string): Promise<StoredUser | null> {
    return this.#first<StoredUser>(`SELECT ${USER} FROM app_user u WHERE lower(u.name) = lower($1) AND u.source = 'local'`, [
      storableText(name),
    ]);
  }

  async userOfSubject(subject: string): Promise<StoredUser | null> {
    return this.#first<StoredUser>(`SELECT ${USER} FROM app_user u WHERE u.subject = $1`, [storableText(subject)]);
  }

  async addUser(user: StoredUser & { readonly subject: string | null }): Promise<StoredUser | null> {
    return this.#first<StoredUser>(
      `INSERT INTO app_user AS u (id, name, source, subject, password_hash, role, accounts, disabled, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, ${instantOf('$9')}) ON CONFLICT DO NOTHING RETURNING ${USER}`,
      [
        user.id,
        storableText(user.name),
        user.source,
        user.subject === null ? null : storableText(user.subject),
        user.passwordHash,
        user.role,
        scopeOf(user.accounts),
        user.disabled,
        user.createdAt,
      ],
    );
  }

  async changeUser(id: string, change: UserChange): Promise<StoredUser | null> {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    if (given.length === 0) return this.user(id);
    const sets = given.map(([field], index) => SETTERS[field as keyof UserChange](`$${String(index + 2)}`));
    const values = given.map(([field, value]) => (field === 'accounts' ? scopeOf(value as StoredUser['accounts']) : value));
    return this.#first<StoredUser>(`UPDATE app_user u SET ${sets.join(', ')} WHERE u.id = $1 RETURNING ${USER}`, [id, ...values]);
  }

  async countFailure(id: string): Promise<number> {
    const counted = await this.#first<{ failures: number }>(
      'UPDATE app_user SET failures = failures + 1 WHERE id = $1 RETURNING failures',
      [id],
    );
    return counted?.failures ?? 0;
  }

  async addSession(session: Omit<StoredSession, 'user'> & { readonly userId: string; readonly digest: string }): Promise<void> {
    await this.#rows(
      `INSERT INTO signed_in_session (id, digest, user_id, device, address, method, created_at, last_seen_at)
       VALUES ($1, $2, $3, $4, $5, $6, ${instantOf('$7')}, ${instantOf('$8')})`,
      [
        ...[session.id, session.digest, session.userId, storableText(session.device), session.address, session.method],
        ...[session.createdAt, session.lastSeenAt],
      ],
    );
  }

  async session(digest: string): Promise<StoredSession | null> {
    const row = await this.#first<SessionRow>(
      `SELECT ${USER}, ${SESSION} FROM signed_in_session s JOIN app_user u ON u.id = s.user_id WHERE s.digest = $1`,
      [digest],
    );
    return row === null ? null : sessionOf(row);
  }

  async sessions(seenSince: EpochMs, begunSince: EpochMs): Promise<readonly StoredSession[]> {
    const rows = await this.#rows<SessionRow>(
      `SELECT ${USER}, ${SESSION} FROM signed_in_session s JOIN app_user u ON u.id = s.user_id
       WHERE s.last_seen_at > ${instantOf('$1')} AND s.created_at > ${instantOf('$2')} ORDER BY s.last_seen_at DESC, s.id`,
      [seenSince, begunSince],
    );
    return rows.map(sessionOf);
  }

  async forgetSessions(begunBefore: EpochMs): Promise<void> {
    await this.#rows(`DELETE FROM signed_in_session WHERE created_at < ${instantOf('$1')}`, [begunBefore]);
  }

  async seeSession(id: string, at: EpochMs): Promise<void> {
    await this.#rows(`UPDATE signed_in_session SET last_seen_at = ${instantOf('$2')} WHERE id = $1`, [id, at]);
  }

  async endSessions(which: { readonly id: string } | { readonly userId: string; readonly except?: string }): Promise<readonly string[]> {
    const rows =
      'id' in which
        ? await this.#rows<{ id: string }>('DELETE FROM signed_in_session WHERE id = $1 RETURNING id', [which.id])
        : await this.#rows<{ id: string }>(
            'DELETE FROM signed_in_session WHERE user_id = $1 AND id IS DISTINCT FROM $2::uuid RETURNING id',
            [which.userId, which.except ?? null],
          );
    return rows.map(({ id }) => id);
  }

  async addToken(token: StoredToken & { readonly digest: string }): Promise<void> {
    await this.#rows(
      `INSERT INTO access_token (id, kind, name, prefix, digest, role, accounts, created_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, ${instantOf('$9')}, ${instantOf('$10')})`,
      [
        ...[token.id, token.kind, storableText(token.name), token.prefix, token.digest, token.role, scopeOf(token.accounts)],
        ...[storableText(token.createdBy), token.createdAt, token.expiresAt],
      ],
    );
  }

  async token(digest: string): Promise<StoredToken | null> {
    return this.#first<StoredToken>(`SELECT ${TOKEN} FROM access_token WHERE digest = $1`, [digest]);
  }

  async tokens(kind: StoredToken['kind']): Promise<readonly StoredToken[]> {
    return this.#rows<StoredToken>(`SELECT ${TOKEN} FROM access_token WHERE kind = $1 ORDER BY created_at DESC, id`, [kind]);
  }

  async useToken(id: string, at: EpochMs, expiresAt: EpochMs | null): Promise<void> {
    await this.#rows(
      `UPDATE access_token SET last_used_at = ${instantOf('$2')}, expires_at = coalesce(${instantOf('$3')}, expires_at) WHERE id = $1`,
      [id, at, expiresAt],
    );
  }

  async removeToken(kind: StoredToken['kind'], id: string): Promise<StoredToken | null> {
    return this.#first<StoredToken>(`DELETE FROM access_token WHERE kind = $1 AND id = $2 RETURNING ${TOKEN}`, [kind, id]);
  }

  async addLink(digest: string, { kind, userId, expiresAt }: StoredLink): Promise<void> {
    await this.database.transaction(async (client) => {
      await client.query('DELETE FROM one_time_link WHERE user_id IS NOT DISTINCT FROM $1::uuid', [userId]);
      await client.query(`INSERT INTO one_time_link (digest, kind, user_id, expires_at) VALUES ($1, $2, $3, ${instantOf('$4')})`, [
        ...[digest, kind, userId, expiresAt],
      ]);
    });
  }

  async link(digest: string): Promise<StoredLink | null> {
    return this.#first<StoredLink>(`SELECT ${LINK} FROM one_time_link WHERE digest = $1`, [digest]);
  }

  async useLink(digest: string): Promise<StoredLink | null> {
    return this.#first<StoredLink>(`DELETE FROM one_time_link WHERE digest = $1 RETURNING ${LINK}`, [digest]);
  }

  async #rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return (await this.database.pool.query<Row>(text, [...values])).rows;
  }

  async #first<Row extends object>(text: string, values: readonly unknown[]): Promise<Row | null> {
    return (await this.#rows<Row>(text, values))[0] ?? null;
  }
}

const scopeOf = (accounts: StoredUser['accounts']): string | null => (accounts === null ? null : JSON.stringify(accounts));

/** How each field is set to a parameter. */
const SETTERS: Readonly<Record<keyof UserChange, (parameter: string) => string>> = {
  name: (value) => `name = ${value}`,
  passwordHash: (value) => `password_hash = ${value}`,
  role: (value) => `role = ${value}`,
  accounts: (value) => `accounts = ${value}::jsonb`,
  disabled: (value) => `disabled = ${value}`,
  failures: (value) => `failures = ${value}`,
  lockedUntil: (value) => `locked_until = ${instantOf(value)}`,
  lastSignInAt: (value) => `last_sign_in_at = ${instantOf(value)}`,
};

function sessionOf({ sessionId, device, address, method, begunAt, lastSeenAt, ...user }: SessionRow): StoredSession {
  return { id: sessionId, user, device, address, method, createdAt: begunAt, lastSeenAt };
}
