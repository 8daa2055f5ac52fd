import type { IdentityConfig, Session } from '@weir/contract';
import type { Caller } from './caller.js';
import type { IdentityService } from './identity-service.js';

/** What a browser is told of who it is, and of the ways to sign in. */
export class SignInMethods {
  constructor(
    private readonly identity: IdentityService,
    private readonly config: IdentityConfig,
    private readonly demo: boolean,
  ) {}

  async sessionOf({ principal, session }: Caller): Promise<Session> {
    return {
      principal,
      csrfToken: session?.csrfToken ?? null,
      idleExpiresAt: session?.idleExpiresAt ?? null,
      expiresAt: session?.expiresAt ?? null,
      signIn: { password: this.config.localUsers, oidc: this.config.oidc === undefined ? null : { name: this.config.oidc.name } },
      setupNeeded: await this.identity.setupNeeded(),
      demo: this.demo,
    };
  }
}
