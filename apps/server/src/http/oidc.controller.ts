import { Controller, Inject, Req, Res } from '@nestjs/common';
import { routes } from '@weir/contract';
import type { Request, Response } from 'express';
import { cookieOf, cookieOptions, OIDC_COOKIE, SESSION_COOKIE } from '../auth/cookies.js';
import { IdentityService } from '../auth/identity-service.js';
import { type OidcJourney, oidcJourney, OidcRefusal, OidcSignIn } from '../auth/oidc.js';
import { Log } from '../log.js';
import { Endpoint, Input, type InputOf } from './endpoint.js';
import { notFound } from './problem-error.js';
import { originOf } from './session.controller.js';

export const PUBLIC_URL = 'weir:public-url';
export const OIDC_SIGN_IN = 'weir:oidc-sign-in';
const JOURNEY_MS = 10 * 60_000;

/** To the identity provider, and back. */
@Controller()
export class OidcController {
  constructor(
    private readonly identity: IdentityService,
    private readonly log: Log,
    @Inject(OIDC_SIGN_IN) private readonly oidc: OidcSignIn | null,
    /** Where people reach Weir; undefined: where the browser says it did. */
    @Inject(PUBLIC_URL) private readonly publicUrl: string | null,
  ) {}

  @Endpoint(routes.oidcStart)
  async start(
    @Input(routes.oidcStart) { query }: InputOf<typeof routes.oidcStart>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.#guarded(response, async (oidc) => {
      const { url, journey } = await oidc.start(this.#callback(request).href, pathOf(query.to));
      response.cookie(OIDC_COOKIE, Buffer.from(JSON.stringify(journey)).toString('base64url'), cookieOptions(request, JOURNEY_MS));
      return url.href;
    });
  }

  @Endpoint(routes.oidcCallback)
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.#guarded(response, async (oidc) => {
      const journey = journeyOf(cookieOf(request, OIDC_COOKIE));
      response.cookie(OIDC_COOKIE, '', cookieOptions(request, 0));
      const url = this.#callback(request);
      url.search = new URL(request.originalUrl, url).search;
      const user = await oidc.finish(url, journey);
      const { secret, maxAgeMs } = await this.identity.startSession(user, 'oidc', originOf(request));
      response.cookie(SESSION_COOKIE, secret, cookieOptions(request, maxAgeMs));
      return journey?.to ?? '/';
    });
  }

  /** @throws ProblemError 404 without a provider */
  async #guarded(response: Response, work: (oidc: OidcSignIn) => Promise<string>): Promise<void> {
    if (this.oidc === null) throw notFound('Identity provider', 'Set identity.oidc in weir.yaml, or sign in with name and password.');
    try {
      response.redirect(303, await work(this.oidc));
    } catch (error) {
      if (!(error instanceof OidcRefusal)) throw error;
      this.log.warn({ error, problem: error.problem }, 'somebody was not let in by the identity provider');
      response.redirect(303, `/login?problem=${error.problem}`);
    }
  }

  #callback(request: Request): URL {
    return new URL(routes.oidcCallback.path, this.publicUrl ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`);
  }
}

/** A path of Weir itself: whoever makes the link must not send people elsewhere. */
const pathOf = (to: string | undefined): string => {
  const url = to !== undefined && URL.canParse(to, 'http://weir.invalid') ? new URL(to, 'http://weir.invalid') : null;
  return url?.origin === 'http://weir.invalid' ? url.pathname.replace(/^\/+/, '/') + url.search : '/';
};

function journeyOf(cookie: string | undefined): OidcJourney | null {
  try {
    return oidcJourney.parse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString()));
  } catch {
    // A browser that was sent nowhere, or whose cookie was meddled with: the same as none.
    return null;
  }
}
