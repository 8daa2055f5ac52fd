import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ProblemError, problemDocument } from './problem-error.js';

/** Probes of orchestrators carry no credentials, and learn from these no more than whether Weir is well. */
const OPEN_PATHS = new Set(['/api/health/live', '/api/health/ready']);

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether a request carries the token: as a bearer token, or as the password a browser asks for. */
export function carriesToken(request: IncomingMessage, token: string): boolean {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ', 2);
  if (value === undefined) return false;
  const given = scheme?.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString().split(':').slice(1).join(':') : value;
  return timingSafeEqual(digest(given), digest(token));
}

/** Refuses everything but the health probes without the access token. */
export function requireToken(token: string): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (OPEN_PATHS.has(request.path) || carriesToken(request, token)) {
      next();
      return;
    }
    const problem = new ProblemError(
      401,
      'Not signed in',
      'Send Authorization: Bearer with the access token; in a browser, give it as the password.',
    );
    response
      .status(401)
      .set('WWW-Authenticate', 'Basic realm="Weir", charset="UTF-8"')
      .type('application/problem+json')
      .send(JSON.stringify(problemDocument(problem, request.path)));
  };
}
