import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Authenticator } from './authenticator.js';
import { runAs } from './caller.js';

/** Finds out who a request comes from, and lets everything after it run on their behalf. */
export function identify(authenticator: Authenticator): RequestHandler {
  return (request: Request, _response: Response, next: NextFunction) => {
    authenticator.callerOf(request).then((caller) => {
      runAs(caller, next);
    }, next);
  };
}
