import { randomUUID } from 'node:crypto';
import type {
  AddedUser,
  AuditActor,
  AuditLogList,
  ChangePassword,
  ChangeUser,
  EpochMs,
  IdentityConfig,
  NewUser,
  OneTimeLink,
  OneTimeLinkKind,
  SessionList,
  SetUpRequest,
  SetUpSubject,
  SignedInSession,
  SignInRequest,
  User,
} from '@weir/contract';
import type { AuditLogQuery, Store, StoredUser } from '@weir/store';
import { notFound, ProblemError } from '../http/problem-error.js';
import type { Authenticator } from './authenticator.js';
import { auditActorOf, type Caller, callerNow } from './caller.js';
import { hashPassword, isPassword } from './passwords.js';
import { digestOf, newSecret } from './secrets.js';
import { LOCKED_MS, MOST_FAILURES, SignInLimits } from './sign-in-limits.js';

const HOUR_MS = 3_600_000;
const LINK_MS: Readonly<Record<OneTimeLinkKind, number>> = {
  'first-run': 24 * HOUR_MS,
  invitation: 7 * 24 * HOUR_MS,
  'password-reset': 24 * HOUR_MS,
};

/** Where a sign-in comes from. */
export interface Origin {
  readonly address: string;
  readonly device: string;
}

export interface IdentityParts {
  readonly store: Pick<Store, 'identity' | 'auditLog'>;
  readonly authenticator: Authenticator;
  readonly config: IdentityConfig;
  /** The demo needs nobody to be set up. */
  readonly demo: boolean;
  readonly now: () => EpochMs;
  /** Told which sessions and tokens ended, so that their sockets are closed. */
  readonly onEnd: (ids: ReadonlySet<string>) => void;
}

/** A cookie to be set: who signed in, and the secret that shows it. */
export interface NewSession {
  readonly secret: string;
  readonly caller: Caller;
  /** How long it may last at most. */
  readonly maxAgeMs: number;
}

/** Users of Weir: how they sign in, who may, and where they are signed in. */
export class IdentityService {
  readonly #limits = new SignInLimits();
  #hasUsers = false;

  constructor(private readonly parts: IdentityParts) {}

  /** Nobody can sign in yet, and somebody should. */
  async setupNeeded(): Promise<boolean> {
    const { config, demo, store } = this.parts;
    if (demo || !config.localUsers) return false;
    this.#hasUsers ||= (await store.identity.users()).length > 0;
    return !this.#hasUsers;
  }

  /** The link for the first admin, in place of any earlier one. null: it is not needed. */
  async firstRunLink(): Promise<OneTimeLink | null> {
    return (await this.setupNeeded()) ? this.#link('first-run', null) : null;
  }

  /** @throws ProblemError 401 for a wrong name or password, 429 after too many */
  async signIn({ name, password }: SignInRequest, from: Origin): Promise<NewSession> {
    const { store, config, now } = this.parts;
    await this.#limitTries(from.address);
    const user = config.localUsers ? await store.identity.userNamed(name) : null;
    const lockedFor = Math.max((user?.lockedUntil ?? 0) - now(), (await this.#limits.lockOf(name)) ?? 0);
    if (lockedFor > 0) throw tooMany(lockedFor);
    if (!(await isPassword(password, user?.passwordHash ?? null)) || user === null || user.disabled) {
      await this.#fail(name, user, from);
      throw new ProblemError(401, 'Wrong name or password', 'Try again, or ask an admin of Weir to reset the password.');
    }
    await this.#limits.forget(name);
    return this.startSession(user, 'password', from);
  }

  /** Signs somebody in whose identity is shown. */
  async startSession(user: StoredUser, method: SignedInSession['method'], from: Origin): Promise<NewSession> {
    const { store, authenticator, now } = this.parts;
    const at = now();
    const secret = newSecret('weir_session');
    await store.identity.forgetSessions(at - this.parts.config.sessionDays * 24 * HOUR_MS);
    const times = { createdAt: at, lastSeenAt: at };
    await store.identity.addSession({ id: randomUUID(), digest: digestOf(secret), userId: user.id, ...from, method, ...times });
    await store.identity.changeUser(user.id, { failures: 0, lockedUntil: null, lastSignInAt: at });
    await this.audit('sign-in', user.name, { method, ...from }, { kind: 'user', id: user.id, name: user.name });
    return { secret, caller: await authenticator.callerOfSession(secret), maxAgeMs: this.parts.config.sessionDays * 24 * HOUR_MS };
  }

  /** @throws ProblemError 404 */
  async setUpSubject(token: string, address: string): Promise<SetUpSubject> {
    await this.#limitTries(address);
    const link = await this.parts.store.identity.link(digestOf(token));
    // A link for the first admin is worth nothing once there is somebody.
    const late = link?.kind === 'first-run' && !(await this.setupNeeded());
    if (link === null || late || link.expiresAt <= this.parts.now()) throw NO_LINK();
    const user = link.userId === null ? null : await this.parts.store.identity.user(link.userId);
    return { kind: link.kind, name: user?.name ?? null, expiresAt: link.expiresAt };
  }

  /** Sets a password by a one-time link, and signs in. @throws ProblemError 404 for a link that works no more, 400 without a name */
  async setUp({ token, name, password }: SetUpRequest, from: Origin): Promise<NewSession> {
    const subject = await this.setUpSubject(token, from.address);
    const { identity } = this.parts.store;
    if (subject.kind === 'first-run' && name === undefined)
      throw new ProblemError(400, 'Invalid body', 'name: is missing; give a text', [{ field: 'name', message: 'is missing; give a text' }]);
    const passwordHash = await hashPassword(password);
    const link = await identity.useLink(digestOf(token));
    if (link === null) throw NO_LINK();
    const change = { passwordHash, failures: 0, lockedUntil: null };
    const user =
      link.userId === null
        ? await identity.addUser({ ...this.#newUser({ name: name ?? '', role: 'admin', accounts: null }), passwordHash, subject: null })
        : await identity.changeUser(link.userId, change);
    if (user === null || user.disabled) throw NO_LINK();
    await this.#limits.forget(user.name);
    await this.audit('set-up', user.name, { kind: link.kind }, { kind: 'user', id: user.id, name: user.name });
    return this.startSession(user, 'password', from);
  }

  /** @throws ProblemError 401 for a wrong current password, 409 for users of the identity provider */
  async changeOwnPassword(userId: string, sessionId: string, { current, next }: ChangePassword): Promise<void> {
    const user = await this.#localUser(userId);
    const lockedFor = (await this.#limits.lockOf(user.name)) ?? 0;
    if (lockedFor > 0) throw tooMany(lockedFor);
    if (!(await isPassword(current, user.passwordHash))) {
      await this.#limits.failed(user.name);
      throw new ProblemError(400, 'Wrong password', 'current: is not your password', [
        { field: 'current', message: 'is not your password' },
      ]);
    }
    await this.parts.store.identity.changeUser(userId, { passwordHash: await hashPassword(next) });
    await this.#end({ userId, except: sessionId });
    await this.audit('password-change', user.name);
  }

  async users(): Promise<User[]> {
    return (await this.parts.store.identity.users()).map((user) => this.#shown(user));
  }

  /** @throws ProblemError 409 when the name is taken */
  async addUser(asked: NewUser): Promise<AddedUser> {
    if (!this.parts.config.localUsers)
      throw new ProblemError(409, 'No local users', 'Users come from the identity provider here; give the role there.');
    const user = await this.parts.store.identity.addUser({ ...this.#newUser(asked), subject: null });
    if (user === null) throw new ProblemError(409, 'Name taken', 'Somebody has this name; give another.');
    await this.audit('user-add', user.name, { role: user.role, accounts: user.accounts });
    return { user: this.#shown(user), link: await this.#link('invitation', user.id) };
  }

  /** It holds at once: role and accounts are read with every request. @throws ProblemError 404, 409 for the last admin */
  async changeUser(id: string, change: ChangeUser): Promise<User> {
    const user = await this.#existing(id);
    const stops = change.disabled === true || (change.role ?? 'admin') !== 'admin';
    if (stops && user.role === 'admin' && !(await this.#otherAdmins(id)))
      throw new ProblemError(409, 'The last admin', 'Make somebody else an admin first, who can sign in.');
    const { disabled, role, accounts } = change;
    const given = {
      ...(disabled !== undefined && { disabled }),
      ...(role !== undefined && { role }),
      ...(accounts !== undefined && { accounts }),
    };
    const changed = await this.parts.store.identity.changeUser(id, given);
    // Sockets were let in with the former role; they come again with the new one.
    if (disabled === true) await this.#end({ userId: id });
    else this.parts.onEnd(new Set([id]));
    await this.audit('user-change', user.name, given);
    return this.#shown(changed ?? user);
  }

  /** @throws ProblemError 404, 409 for users of the identity provider */
  async resetPassword(id: string): Promise<OneTimeLink> {
    const user = await this.#localUser(id);
    await this.parts.store.identity.changeUser(id, { failures: 0, lockedUntil: null });
    await this.#limits.forget(user.name);
    await this.#end({ userId: id });
    await this.audit('password-reset', user.name);
    return this.#link(user.passwordHash === null ? 'invitation' : 'password-reset', id);
  }

  /** @param of whose; null: everybody's */
  async sessions(of: string | null): Promise<SessionList> {
    const { authenticator, store, now, config } = this.parts;
    const found = await store.identity.sessions(now() - config.sessionIdleHours * HOUR_MS, now() - config.sessionDays * 24 * HOUR_MS);
    const current = callerNow().session?.id;
    const shown = found.filter(({ user }) => of === null || user.id === of);
    return {
      items: shown.map(({ user, ...session }) => {
        const { idle, absolute } = authenticator.endsOf(session);
        return { ...session, user: { id: user.id, name: user.name }, current: session.id === current, expiresAt: Math.min(idle, absolute) };
      }),
    };
  }

  /** @param of whose it must be; null: anybody's. @throws ProblemError 404 */
  async revokeSession(id: string, of: string | null): Promise<SessionList> {
    const session = (await this.sessions(of)).items.find((one) => one.id === id);
    if (session === undefined) throw notFound('Session', 'It ended, or never was; load the list anew.');
    await this.#end({ id });
    await this.audit('session-revoke', session.user.name, { device: session.device, address: session.address });
    return this.sessions(of);
  }

  async signOut(sessionId: string): Promise<void> {
    await this.#end({ id: sessionId });
    await this.audit('sign-out', callerNow().principal?.name ?? null);
  }

  /** Newest first. */
  auditLog(query: AuditLogQuery): Promise<AuditLogList> {
    return this.parts.store.auditLog.list(query);
  }

  async audit(
    action: Parameters<Store['auditLog']['append']>[0]['action'],
    subject: string | null,
    detail: Parameters<Store['auditLog']['append']>[0]['detail'] = {},
    actor: AuditActor = auditActorOf(callerNow()),
  ): Promise<void> {
    await this.parts.store.auditLog.append({ at: this.parts.now(), actor, action, subject, detail });
  }

  async #fail(name: string, user: StoredUser | null, from: Origin): Promise<void> {
    const { store, now } = this.parts;
    await this.#limits.failed(name);
    const actor: AuditActor = { kind: 'outside', id: null, name };
    await this.audit('sign-in-failed', name, { ...from }, actor);
    if (user === null || (await store.identity.countFailure(user.id)) < MOST_FAILURES) return;
    await store.identity.changeUser(user.id, { failures: 0, lockedUntil: now() + LOCKED_MS });
    await this.audit('sign-in-locked', user.name, { ...from }, actor);
  }

  async #limitTries(address: string): Promise<void> {
    const wait = await this.#limits.tryFrom(address);
    if (wait !== null) throw tooMany(wait);
  }

  async #end(which: Parameters<Store['identity']['endSessions']>[0]): Promise<void> {
    this.parts.onEnd(new Set(await this.parts.store.identity.endSessions(which)));
  }

  async #link(kind: OneTimeLinkKind, userId: string | null): Promise<OneTimeLink> {
    const secret = newSecret('weir_link');
    const expiresAt = this.parts.now() + LINK_MS[kind];
    await this.parts.store.identity.addLink(digestOf(secret), { kind, userId, expiresAt });
    return { path: `/setup#${secret}`, expiresAt };
  }

  #newUser({ name, role, accounts }: NewUser): StoredUser {
    return {
      ...{ id: randomUUID(), name, source: 'local', role, accounts, passwordHash: null, disabled: false, failures: 0, lockedUntil: null },
      ...{ createdAt: this.parts.now(), lastSignInAt: null },
    };
  }

  async #existing(id: string): Promise<StoredUser> {
    const user = await this.parts.store.identity.user(id);
    if (user === null) throw notFound('User', 'Take the id of a user from /api/v1/users.');
    return user;
  }

  async #localUser(id: string): Promise<StoredUser> {
    const user = await this.#existing(id);
    if (user.source === 'oidc')
      throw new ProblemError(409, 'No password here', 'The identity provider keeps this password; change it there.');
    return user;
  }

  async #otherAdmins(id: string): Promise<boolean> {
    const users = await this.parts.store.identity.users();
    return users.some((user) => user.id !== id && user.role === 'admin' && this.#shown(user).state === 'active');
  }

  #shown({ id, name, source, role, accounts, disabled, passwordHash, lockedUntil, createdAt, lastSignInAt }: StoredUser): User {
    const invited = source === 'local' && passwordHash === null;
    return {
      ...{ id, name, source, role, accounts, createdAt, lastSignInAt },
      state: disabled ? 'disabled' : invited ? 'invited' : 'active',
      lockedUntil: lockedUntil !== null && lockedUntil > this.parts.now() ? lockedUntil : null,
    };
  }
}

const NO_LINK = () =>
  notFound('Link', 'It was used, it expired, or a newer one took its place. Ask an admin, or start Weir again, for another.');

/** @param waitMs milliseconds */
function tooMany(waitMs: number): ProblemError {
  const seconds = Math.ceil(waitMs / 1_000);
  return new ProblemError(
    429,
    'Too many tries',
    `Wait ${String(Math.ceil(seconds / 60))} min, or ask an admin of Weir to reset the password.`,
    undefined,
    undefined,
    seconds,
  );
}
