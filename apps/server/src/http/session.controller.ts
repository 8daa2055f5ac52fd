import { Controller, Req, Res } from '@nestjs/common';
import { routes, type Session, type SessionList, type SetUpSubject } from '@weir/contract';
import type { Request, Response } from 'express';
import { type Caller, callerNow, NOBODY, runAs } from '../auth/caller.js';
import { cookieOptions, KIOSK_COOKIE, SESSION_COOKIE } from '../auth/cookies.js';
import { deviceOf } from '../auth/device-of.js';
import { IdentityService, type NewSession, type Origin } from '../auth/identity-service.js';
import { SignInMethods } from '../auth/sign-in-methods.js';
import { TokenService } from '../auth/token-service.js';
import { Endpoint, Input, type InputOf } from './endpoint.js';
import { ProblemError } from './problem-error.js';

const DAY_MS = 86_400_000;
/** As long as browsers keep a cookie; how long a kiosk may be away, the server says. */
const KIOSK_COOKIE_MS = 400 * DAY_MS;

/** Signing in and out, and what somebody does about their own account. */
@Controller()
export class SessionController {
  constructor(
    private readonly identity: IdentityService,
    private readonly tokens: TokenService,
    private readonly methods: SignInMethods,
  ) {}

  @Endpoint(routes.session)
  session(): Promise<Session> {
    return this.methods.sessionOf(callerNow());
  }

  @Endpoint(routes.signIn)
  async signIn(
    @Input(routes.signIn) { body }: InputOf<typeof routes.signIn>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    return this.#begin(await this.identity.signIn(body, originOf(request)), request, response);
  }

  @Endpoint(routes.signOut)
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Session> {
    const { session } = callerNow();
    if (session !== null) await this.identity.signOut(session.id);
    for (const name of [SESSION_COOKIE, KIOSK_COOKIE]) response.cookie(name, '', cookieOptions(request, 0));
    return this.methods.sessionOf(NOBODY);
  }

  @Endpoint(routes.setUpSubject)
  subject(@Input(routes.setUpSubject) { body }: InputOf<typeof routes.setUpSubject>, @Req() request: Request): Promise<SetUpSubject> {
    return this.identity.setUpSubject(body.token, originOf(request).address);
  }

  @Endpoint(routes.setUp)
  async setUp(
    @Input(routes.setUp) { body }: InputOf<typeof routes.setUp>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    return this.#begin(await this.identity.setUp(body, originOf(request)), request, response);
  }

  @Endpoint(routes.startKiosk)
  async startKiosk(
    @Input(routes.startKiosk) { body }: InputOf<typeof routes.startKiosk>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    const caller = await this.tokens.startKiosk(body.token);
    response.cookie(KIOSK_COOKIE, body.token, cookieOptions(request, KIOSK_COOKIE_MS));
    return this.methods.sessionOf(caller);
  }

  @Endpoint(routes.changeOwnPassword)
  async changePassword(@Input(routes.changeOwnPassword) { body }: InputOf<typeof routes.changeOwnPassword>): Promise<Session> {
    const { user, session } = signedIn();
    await this.identity.changeOwnPassword(user, session, body);
    return this.methods.sessionOf(callerNow());
  }

  @Endpoint(routes.ownSessions)
  ownSessions(): Promise<SessionList> {
    return this.identity.sessions(signedIn().user);
  }

  @Endpoint(routes.revokeOwnSession)
  revokeOwn(@Input(routes.revokeOwnSession) { params }: InputOf<typeof routes.revokeOwnSession>): Promise<SessionList> {
    return this.identity.revokeSession(params.session, signedIn().user);
  }

  #begin({ secret, caller, maxAgeMs }: NewSession, request: Request, response: Response): Promise<Session> {
    response.cookie(SESSION_COOKIE, secret, cookieOptions(request, maxAgeMs));
    return runAs(caller, () => this.methods.sessionOf(caller));
  }
}

export const originOf = (request: Request): Origin => ({
  address: request.ip ?? 'unknown',
  device: deviceOf(request.get('user-agent')),
});

/** @throws ProblemError 403 when it is not a user with a session; the guard lets nobody else come here */
function signedIn(caller: Caller = callerNow()): { readonly user: string; readonly session: string } {
  if (caller.principal?.kind !== 'user' || caller.session === null) throw new ProblemError(403, 'Not allowed', 'Sign in with a browser.');
  return { user: caller.principal.id, session: caller.session.id };
}
