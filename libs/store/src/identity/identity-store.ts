import type {
  AccountScope,
  AuditActor,
  AuditedAction,
  AuditLogEntry,
  AuditLogList,
  EpochMs,
  OneTimeLinkKind,
  Role,
  SignedInSession,
} from '@weir/contract';

/** Somebody who may sign in, as the store keeps them. */
export interface StoredUser {
  readonly id: string;
  readonly name: string;
  readonly source: 'local' | 'oidc';
  /** argon2id; null: none was chosen yet. */
  readonly passwordHash: string | null;
  readonly role: Role;
  readonly accounts: AccountScope;
  readonly disabled: boolean;
  /** Wrong passwords since the last right one. */
  readonly failures: number;
  readonly lockedUntil: EpochMs | null;
  readonly createdAt: EpochMs;
  readonly lastSignInAt: EpochMs | null;
}

export interface StoredSession {
  readonly id: string;
  readonly user: StoredUser;
  readonly device: string;
  readonly address: string;
  readonly method: SignedInSession['method'];
  readonly createdAt: EpochMs;
  readonly lastSeenAt: EpochMs;
}

/** A token of a script or of a screen. Its secret is known to its holder alone. */
export interface StoredToken {
  readonly id: string;
  readonly kind: 'api-token' | 'kiosk';
  readonly name: string;
  readonly prefix: string;
  /** null: a kiosk. */
  readonly role: Role | null;
  readonly accounts: AccountScope;
  readonly createdAt: EpochMs;
  readonly createdBy: string;
  readonly expiresAt: EpochMs | null;
  readonly lastUsedAt: EpochMs | null;
}

export interface StoredLink {
  readonly kind: OneTimeLinkKind;
  readonly userId: string | null;
  readonly expiresAt: EpochMs;
}

export type UserChange = Partial<Omit<StoredUser, 'id' | 'source' | 'createdAt'>>;

/** Who may sign in, and with what. Of cookies, tokens and links it holds digests only. */
export interface IdentityStore {
  users(): Promise<readonly StoredUser[]>;
  user(id: string): Promise<StoredUser | null>;
  /** Of a local user, whatever the case of its letters. */
  userNamed(name: string): Promise<StoredUser | null>;
  /** null: the name is taken. */
  addUser(user: StoredUser & { readonly subject: string | null }): Promise<StoredUser | null>;
  userOfSubject(subject: string): Promise<StoredUser | null>;
  /** What is left out stays. null: there is none of that id. */
  changeUser(id: string, change: UserChange): Promise<StoredUser | null>;
  /** Counts a wrong password, in one statement, so that tries at the same time all count. @returns how many in a row */
  countFailure(id: string): Promise<number>;

  addSession(session: Omit<StoredSession, 'user'> & { readonly userId: string; readonly digest: string }): Promise<void>;
  /** Whatever its age: the caller knows when sessions end. */
  session(digest: string): Promise<StoredSession | null>;
  /** Those that were seen and begun after these moments, last seen first. */
  sessions(seenSince: EpochMs, begunSince: EpochMs): Promise<readonly StoredSession[]>;
  /** Forgets those that were begun before this moment. */
  forgetSessions(begunBefore: EpochMs): Promise<void>;
  seeSession(id: string, at: EpochMs): Promise<void>;
  /** @returns the ids of the sessions that ended */
  endSessions(which: { readonly id: string } | { readonly userId: string; readonly except?: string }): Promise<readonly string[]>;

  addToken(token: StoredToken & { readonly digest: string }): Promise<void>;
  token(digest: string): Promise<StoredToken | null>;
  tokens(kind: StoredToken['kind']): Promise<readonly StoredToken[]>;
  /** `expiresAt`: moves its end. */
  useToken(id: string, at: EpochMs, expiresAt: EpochMs | null): Promise<void>;
  /** null: there is none. */
  removeToken(kind: StoredToken['kind'], id: string): Promise<StoredToken | null>;

  /** Replaces earlier links for the same user, or for nobody. */
  addLink(digest: string, link: StoredLink): Promise<void>;
  link(digest: string): Promise<StoredLink | null>;
  /** Takes a link away; of callers at the same time one gets it. */
  useLink(digest: string): Promise<StoredLink | null>;
}

export interface AuditLogQuery {
  readonly actor?: string | undefined;
  readonly action?: readonly AuditedAction[] | undefined;
  readonly subject?: string | undefined;
  readonly from?: EpochMs | undefined;
  /** Exclusive. */
  readonly to?: EpochMs | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Who did what and when. Entries are only ever added; the database refuses anything else. */
export interface AuditLogStore {
  append(entry: Omit<AuditLogEntry, 'id'> & { readonly actor: AuditActor }): Promise<void>;
  /** Newest first. */
  list(query: AuditLogQuery): Promise<AuditLogList>;
}
