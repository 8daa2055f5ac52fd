import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CSRF_HEADER, type Permission, type Route } from '@weir/contract';
import { permits } from '@weir/domain';
import type { Request, Response } from 'express';
import { ProblemError } from '../http/problem-error.js';
import { AccountSight } from './account-sight.js';
import { type Caller, callerNow } from './caller.js';
import { isSameOrigin } from './same-origin.js';
import { isSame } from './secrets.js';

export const ROUTE = 'weir:route';
const PERMISSION = 'weir:permission';

/** For what is served beside the contract. */
export const Permits = (permission: Permission): MethodDecorator => SetMetadata(PERMISSION, permission);

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lets a request through when its caller may do what its route asks for. What names no permission is for admins. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sight: AccountSight,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const handler = context.getHandler();
    const route = this.reflector.get<Route | undefined>(ROUTE, handler);
    const permission = route?.permission ?? this.reflector.get<Permission | undefined>(PERMISSION, handler) ?? 'administer';
    const request = context.switchToHttp().getRequest<Request>();
    const caller = callerNow();
    refuseOtherSites(request, caller, permission);
    if (!permits(caller.principal, permission)) throw this.#refusal(caller, permission, context.switchToHttp().getResponse<Response>());
    await this.sight.refuseHidden(caller, { ...request.params }, request.query, request.body);
    return true;
  }

  #refusal({ principal }: Caller, permission: Permission, response: Response): ProblemError {
    if (principal === null) {
      response.set('WWW-Authenticate', 'Bearer');
      return new ProblemError(
        401,
        'Not signed in',
        'Sign in at /login, or send Authorization: Bearer with an API token that has not expired.',
      );
    }
    const who = principal.role === null ? 'a kiosk' : `${principal.kind === 'user' ? 'a user' : 'a token'} with the role ${principal.role}`;
    return new ProblemError(403, 'Not allowed', `This needs ${NEEDS[permission]}; you are ${who}. Ask an admin of Weir.`);
  }
}

const NEEDS: Readonly<Record<Permission, string>> = {
  open: 'nothing',
  wall: 'a kiosk or the role viewer',
  view: 'the role viewer',
  self: 'a user who signed in with a browser',
  respond: 'the role responder',
  administer: 'the role admin',
};

/** What changes something must come from a page of Weir: by its origin, and, of who is signed in, by a token no other site can know. */
function refuseOtherSites(request: Request, { by, session }: Caller, permission: Permission): void {
  if (SAFE_METHODS.has(request.method) || by === 'header') return;
  if (!isSameOrigin(request)) throw new ProblemError(403, 'Another site', 'This came from a page of another site; open Weir itself.');
  if (session === null || permission === 'open') return;
  const given = request.get(CSRF_HEADER);
  if (given === undefined || !isSame(given, session.csrfToken))
    throw new ProblemError(403, 'Stale page', `Load the page anew; programs send the csrfToken of /api/v1/session as ${CSRF_HEADER}.`);
}
