import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ProblemError, problemDocument } from './problem-error.js';

/**
 * Answers only to names of this machine. Without it, a site a viewer has open could point its own name at loopback and read the estate
 * as its own (DNS rebinding). Only for Weirs that anyone on this machine may read; beyond loopback the access token protects.
 */
export function onlyLoopbackNames(): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (isLoopbackName(request.headers.host)) {
      next();
      return;
    }
    const problem = new ProblemError(
      421,
      'Unknown host',
      'Open Weir as http://localhost or http://127.0.0.1 with its port, or set WEIR_ACCESS_TOKEN to use other names.',
    );
    response
      .status(421)
      .type('application/problem+json')
      .send(JSON.stringify(problemDocument(problem, request.path)));
  };
}

export function isLoopbackName(host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
