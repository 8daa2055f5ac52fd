import { randomUUID } from 'node:crypto';
import { accountScope, type IdentityConfig, type OidcConfig, type OidcProblem, type Role } from '@weir/contract';
import type { SecretReader } from '@weir/notify';
import type { Store, StoredUser } from '@weir/store';
import * as oidc from 'openid-client';
import { z } from 'zod';
import type { Log } from '../log.js';

/** What a browser keeps while its person is at the identity provider. */
export const oidcJourney = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string() });
export type OidcJourney = z.infer<typeof oidcJourney>;

export interface OidcParts {
  readonly config: NonNullable<IdentityConfig['oidc']>;
  readonly readSecret: SecretReader;
  readonly identity: Pick<Store['identity'], 'userOfSubject' | 'addUser' | 'changeUser'>;
  readonly log: Log;
  readonly now: () => number;
}

/** Why somebody was not let in; told to them as /login?problem=…, and to the log with the particulars. */
export class OidcRefusal extends Error {
  constructor(
    readonly problem: OidcProblem,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.name = 'OidcRefusal';
  }
}

const ROLES: readonly Role[] = ['admin', 'responder', 'viewer'];

/** Signing in at an identity provider: OpenID Connect by the authorization code flow, with PKCE, state and nonce. */
export class OidcSignIn {
  #provider: Promise<oidc.Configuration> | undefined;

  constructor(private readonly parts: OidcParts) {}

  /** @throws OidcRefusal `oidc-unavailable` */
  async start(redirectUri: string, to: string): Promise<{ readonly url: URL; readonly journey: OidcJourney }> {
    const provider = await this.#discovered();
    const journey = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier(), to };
    const url = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: redirectUri,
      scope: this.parts.config.scopes.join(' '),
      state: journey.state,
      nonce: journey.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(journey.verifier),
      code_challenge_method: 'S256',
    });
    return { url, journey };
  }

  /** Whom the provider says it is, added or brought up to date. @throws OidcRefusal */
  async finish(callback: URL, journey: OidcJourney | null): Promise<StoredUser> {
    if (journey === null || callback.searchParams.get('state') !== journey.state)
      throw new OidcRefusal('oidc-state', 'the answer belongs to no sign-in of this browser');
    const claims = await this.#claims(callback, journey);
    const role = roleOf(claims[this.parts.config.roleClaim], this.parts.config.roles);
    if (role === null)
      throw new OidcRefusal('oidc-no-role', `the claim ${this.parts.config.roleClaim} of ${String(claims['sub'])} gives no role`);
    return this.#userOf(claims, role);
  }

  async #claims(callback: URL, { state, nonce, verifier }: OidcJourney): Promise<Readonly<Record<string, unknown>>> {
    const provider = await this.#discovered();
    try {
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
      const tokens = await oidc.authorizationCodeGrant(provider, callback, checks);
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('the answer has no ID token');
      const more =
        provider.serverMetadata().userinfo_endpoint === undefined
          ? {}
          : await oidc.fetchUserInfo(provider, tokens.access_token, claims.sub);
      return { ...claims, ...more };
    } catch (error) {
      if (error instanceof oidc.AuthorizationResponseError)
        throw new OidcRefusal('oidc-refused', `the provider answered ${error.error}`, { cause: error });
      throw new OidcRefusal('oidc-unavailable', 'the provider did not confirm the sign-in', { cause: error });
    }
  }

  async #userOf(claims: Readonly<Record<string, unknown>>, role: Role): Promise<StoredUser> {
    const { config, identity, now } = this.parts;
    const subject = `${config.issuer} ${String(claims['sub'])}`;
    const given = claims[config.nameClaim];
    const name = typeof given === 'string' && given.trim() !== '' ? given.trim().slice(0, 120) : String(claims['sub']);
    const scope = config.accountsClaim === undefined ? undefined : accountScope.safeParse(claims[config.accountsClaim]).data;
    const known = await identity.userOfSubject(subject);
    if (known?.disabled === true) throw new OidcRefusal('oidc-disabled', `${known.name} is switched off`);
    if (known !== null) return (await identity.changeUser(known.id, { role, ...(scope !== undefined && { accounts: scope }) })) ?? known;
    const user = {
      ...{ id: randomUUID(), source: 'oidc' as const, subject, role, accounts: scope ?? null, passwordHash: null, disabled: false },
      ...{ failures: 0, lockedUntil: null, createdAt: now(), lastSignInAt: null },
    };
    // A local user of that name is somebody else, as far as anybody knows.
    const added = (await identity.addUser({ ...user, name })) ?? (await identity.addUser({ ...user, name: `${name} (${config.name})` }));
    if (added === null) throw new OidcRefusal('oidc-unavailable', `two users of ${config.name} are called ${name}`);
    return added;
  }

  /** Read once; after a failure anew with the next try. @throws OidcRefusal */
  async #discovered(): Promise<oidc.Configuration> {
    this.#provider ??= this.#discover();
    try {
      return await this.#provider;
    } catch (error) {
      this.#provider = undefined;
      throw new OidcRefusal('oidc-unavailable', `the settings of ${this.parts.config.issuer} could not be read`, { cause: error });
    }
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.parts.config;
    const secret = clientSecret === undefined ? undefined : await this.parts.readSecret(clientSecret);
    const authentication = secret === undefined ? oidc.None() : oidc.ClientSecretBasic(secret);
    // For a provider on this machine or within a private network; the issuer of weir.yaml says whether there is TLS.
    // oxlint-disable-next-line typescript/no-deprecated -- the library marks it so that nobody uses it without a thought
    const insecure = new URL(issuer).protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {};
    return oidc.discovery(new URL(issuer), clientId, undefined, authentication, { ...insecure, timeout: 10 });
  }
}

/** The highest role that any of somebody's values gives. */
function roleOf(claim: unknown, roles: OidcConfig['roles']): Role | null {
  const values = new Set(Array.isArray(claim) ? claim : [claim]);
  return ROLES.find((role) => roles[role]?.some((value) => values.has(value)) === true) ?? null;
}
