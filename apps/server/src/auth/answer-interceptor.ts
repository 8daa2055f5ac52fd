import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Route } from '@weir/contract';
import type { Request } from 'express';
import { concatMap, type Observable } from 'rxjs';
import type { z } from 'zod';
import { notFound } from '../http/problem-error.js';
import { AccountSight } from './account-sight.js';
import { ROUTE } from './auth-guard.js';
import { callerNow } from './caller.js';
import { IdentityService } from './identity-service.js';

/** Longer particulars, such as events and templates, stay out of the audit log. */
const LONGEST_DETAIL = 500;

/** What is done with every answer: an action is written into the audit log, and what its reader may not see is taken out. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly sight: AccountSight,
    private readonly identity: IdentityService,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = this.reflector.get<Route | undefined>(ROUTE, context.getHandler());
    if (context.getType() !== 'http' || route === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const accounts = callerNow().principal?.accounts ?? null;
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        if (route.audited !== undefined)
          await this.identity.audit(route.audited, Object.values(request.params).flat()[0] ?? null, detailOf(request.body));
        const narrowed = this.sight.narrow(answer, accounts);
        if (narrowed === undefined && answer !== undefined) throw notFound('What you ask for', 'You see only the accounts you were given.');
        return narrowed;
      }),
    );
  }
}

function detailOf(body: unknown): Record<string, z.core.util.JSONType> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.entries(body).filter(([, value]) => JSON.stringify(value).length <= LONGEST_DETAIL)) as Record<
    string,
    z.core.util.JSONType
  >;
}
