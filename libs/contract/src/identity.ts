import { z } from 'zod';
import { role } from './permission.js';

/** Accounts somebody may see, by number; null: all of them. */
export const accountScope = z
  .array(z.string().regex(/^\d{12}$/, 'an AWS account id is 12 digits'))
  .min(1, 'give one account at least, or null for all')
  .max(500)
  .nullable();
export type AccountScope = z.infer<typeof accountScope>;

/** Who makes a request. A kiosk has no role: it sees the wall and nothing else. */
export const principal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), id: z.uuid(), name: z.string(), role, accounts: accountScope }),
  z.object({ kind: z.literal('api-token'), id: z.uuid(), name: z.string(), role, accounts: accountScope }),
  z.object({ kind: z.literal('kiosk'), id: z.uuid(), name: z.string(), role: z.null(), accounts: accountScope }),
  /** Whoever opens the demo on this machine. */
  z.object({ kind: z.literal('demo-admin'), id: z.null(), name: z.string(), role, accounts: z.null() }),
  /** Whoever holds WEIR_ACCESS_TOKEN. */
  z.object({ kind: z.literal('access-token'), id: z.null(), name: z.string(), role, accounts: z.null() }),
]);
export type Principal = z.infer<typeof principal>;

/** With every request but GET of a browser that is signed in: the session's `csrfToken`. Callers with a token need none. */
export const CSRF_HEADER = 'x-weir-csrf';

/** Who is asking, and how to sign in. */
export const session = z.object({
  /** null: nobody is signed in. */
  principal: principal.nullable(),
  /** To be sent in the header `x-weir-csrf`; null: not signed in by a cookie. */
  csrfToken: z.string().nullable(),
  /** The end of this session when it is used no more, and its end in any case, epoch milliseconds; null: it has none. */
  idleExpiresAt: z.number().nullable(),
  expiresAt: z.number().nullable(),
  signIn: z.object({
    /** With a name and a password. */
    password: z.boolean(),
    /** At an identity provider, by going to /api/v1/oidc/start; `name` is for the button. */
    oidc: z.object({ name: z.string() }).nullable(),
  }),
  /** Nobody can sign in yet: open the one-time link that Weir printed to its log. */
  setupNeeded: z.boolean(),
  /** The demo: who opens it on this machine is its admin without signing in. */
  demo: z.boolean(),
});
export type Session = z.infer<typeof session>;

export const PASSWORD_MIN = 12;
/** In characters. Longer ones would only let a caller make the server work. */
export const PASSWORD_MAX = 200;

const newPassword = z
  .string()
  .min(PASSWORD_MIN, `give ${PASSWORD_MIN} characters at least; a few words do well`)
  .max(PASSWORD_MAX, `give ${PASSWORD_MAX} characters at most`);
const givenPassword = z.string().min(1, 'give the password').max(PASSWORD_MAX, `has ${PASSWORD_MAX} characters at most`);
const secret = z.string().min(16, 'take it whole').max(200, 'take it alone');
/** How others see somebody: on incidents, in the audit log. An e-mail address will do. */
export const userName = z.string().trim().min(1, 'give a name').max(120);
const label = z.string().trim().min(1, 'say what it is for').max(120);

export const signInRequest = z.strictObject({ name: userName, password: givenPassword });
export type SignInRequest = z.infer<typeof signInRequest>;

/** What a one-time link is for: the first admin, somebody who was added, or somebody who forgot their password. */
export const oneTimeLinkKind = z.enum(['first-run', 'invitation', 'password-reset']);
export type OneTimeLinkKind = z.infer<typeof oneTimeLinkKind>;

/** A link that works once. Its path is `/setup#…`; the part after # is the token, which no server on the way sees. */
export const oneTimeLink = z.object({ path: z.string(), expiresAt: z.number() });
export type OneTimeLink = z.infer<typeof oneTimeLink>;

export const setUpQuestion = z.strictObject({ token: secret });
export const setUpSubject = z.object({
  kind: oneTimeLinkKind,
  /** Whose password will be set; null: whoever holds the link chooses their name. */
  name: z.string().nullable(),
  expiresAt: z.number(),
});
export type SetUpSubject = z.infer<typeof setUpSubject>;
/** `name` for the first admin, who has none yet; it is left out for everybody else. */
export const setUpRequest = z.strictObject({ token: secret, name: userName.optional(), password: newPassword });
export type SetUpRequest = z.infer<typeof setUpRequest>;

export const changePassword = z.strictObject({ current: givenPassword, next: newPassword });
export type ChangePassword = z.infer<typeof changePassword>;

export const startKiosk = z.strictObject({ token: secret });

/** Why signing in at the identity provider came to nothing: `/login?problem=…`. The particulars are in the log of the server. */
export const oidcProblem = z.enum([
  /** The answer belongs to no sign-in of this browser, or to one of more than ten minutes ago. */
  'oidc-state',
  /** The provider could not be reached, or does not keep to the protocol. */
  'oidc-unavailable',
  /** The provider refused, or the person gave up. */
  'oidc-refused',
  /** What the provider says of this person gives no role. */
  'oidc-no-role',
  /** The person was switched off here. */
  'oidc-disabled',
]);
export type OidcProblem = z.infer<typeof oidcProblem>;

export const user = z.object({
  id: z.uuid(),
  name: z.string(),
  /** `oidc`: signs in at the identity provider, which also says the role. */
  source: z.enum(['local', 'oidc']),
  role,
  accounts: accountScope,
  state: z.enum(['invited', 'active', 'disabled']),
  /** Too many wrong passwords; null: not locked. It ends by itself, or with a password reset. */
  lockedUntil: z.number().nullable(),
  createdAt: z.number(),
  lastSignInAt: z.number().nullable(),
});
export type User = z.infer<typeof user>;
export const userList = z.object({ items: z.array(user) });
export type UserList = z.infer<typeof userList>;

export const newUser = z.strictObject({ name: userName, role, accounts: accountScope.default(null) });
export type NewUser = z.infer<typeof newUser>;
/** `link` is shown once: hand it to the person. */
export const addedUser = z.object({ user, link: oneTimeLink });
export type AddedUser = z.infer<typeof addedUser>;
/** What is left out stays. The last admin who can sign in stays one. */
export const changeUser = z.strictObject({ role: role.optional(), accounts: accountScope.optional(), disabled: z.boolean().optional() });
export type ChangeUser = z.infer<typeof changeUser>;

export const signedInSession = z.object({
  id: z.uuid(),
  user: z.object({ id: z.uuid(), name: z.string() }),
  /** The one this request was made with. */
  current: z.boolean(),
  /** Browser and system in words, as the browser says: “Firefox on Linux”. */
  device: z.string(),
  address: z.string(),
  method: z.enum(['password', 'oidc']),
  createdAt: z.number(),
  lastSeenAt: z.number(),
  /** The earlier of both ends. */
  expiresAt: z.number(),
});
export type SignedInSession = z.infer<typeof signedInSession>;
export const sessionList = z.object({ items: z.array(signedInSession) });
export type SessionList = z.infer<typeof sessionList>;

export const apiToken = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Its first characters, by which people recognise it. */
  prefix: z.string(),
  role,
  accounts: accountScope,
  createdAt: z.number(),
  createdBy: z.string(),
  /** null: none. */
  expiresAt: z.number().nullable(),
  lastUsedAt: z.number().nullable(),
});
export type ApiToken = z.infer<typeof apiToken>;
export const apiTokenList = z.object({ items: z.array(apiToken) });
export type ApiTokenList = z.infer<typeof apiTokenList>;
export const newApiToken = z.strictObject({
  name: label,
  role,
  accounts: accountScope.default(null),
  /** Days from now; null: it does not expire. */
  expiresInDays: z.number().int().min(1).max(3650).nullable().default(90),
});
export type NewApiToken = z.infer<typeof newApiToken>;
/** `secret` is shown once. */
export const addedApiToken = z.object({ token: apiToken, secret: z.string() });
export type AddedApiToken = z.infer<typeof addedApiToken>;

/** A kiosk that was not seen for so long has to be set up anew. */
export const KIOSK_DAYS = 90;

export const kiosk = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  accounts: accountScope,
  createdAt: z.number(),
  createdBy: z.string(),
  /** Moves on by itself while the kiosk is in use. */
  expiresAt: z.number(),
  lastSeenAt: z.number().nullable(),
});
export type Kiosk = z.infer<typeof kiosk>;
export const kioskList = z.object({ items: z.array(kiosk) });
export type KioskList = z.infer<typeof kioskList>;
export const newKiosk = z.strictObject({ name: label, accounts: accountScope.default(null) });
export type NewKiosk = z.infer<typeof newKiosk>;
/** `path` is `/kiosk#…`, to be opened once on the screen; the part after # is the token for `startKiosk`. It is shown once. */
export const addedKiosk = z.object({ kiosk, path: z.string() });
export type AddedKiosk = z.infer<typeof addedKiosk>;
