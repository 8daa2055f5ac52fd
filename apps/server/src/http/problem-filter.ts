import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TooManyPoints } from '@weir/store';
import { Log } from '../log.js';
import { bodyLimitText } from './body-limits.js';
import { ProblemError, problemDocument } from './problem-error.js';

/** Answers every failure as a problem document. What is not the caller's fault is logged, and its cause kept from the caller. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const error = this.#asProblem(thrown, request);
    if (response.headersSent) {
      response.end();
      return;
    }
    if (error.retryAfterSeconds !== undefined) response.set('Retry-After', String(error.retryAfterSeconds));
    response
      .status(error.status)
      .type('application/problem+json')
      .send(JSON.stringify(problemDocument(error, request.path)));
  }

  #asProblem(thrown: unknown, request: Request): ProblemError {
    if (thrown instanceof ProblemError) return thrown;
    if (thrown instanceof TooManyPoints) {
      return new ProblemError(
        400,
        'Invalid query',
        `step: ${String(thrown.points)} points are too many; use a step of at least ${String(thrown.smallestStepSeconds)} seconds`,
        [{ field: 'step', message: `use at least ${String(thrown.smallestStepSeconds)} seconds for this range` }],
      );
    }
    const client = clientFault(thrown, request.path);
    if (client) return client;
    this.log.error({ error: thrown, path: request.path }, 'request failed');
    return new ProblemError(
      500,
      'Weir failed to answer',
      'The cause is in the server log. Try again; if it stays, report it with the time of this request.',
    );
  }
}

/** What express and its body parser refuse carries a 4xx status; its message is rewritten, since it may repeat the input. */
function clientFault(thrown: unknown, path: string): ProblemError | null {
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusOf(thrown);
  switch (status) {
    case 400:
      return new ProblemError(400, 'Malformed request', 'The request could not be read: give well-formed JSON and a well-formed URL.');
    case 404:
      return new ProblemError(404, 'No such path', 'See /api/docs for the paths there are.');
    case 413:
      return new ProblemError(413, 'Body too large', `Bodies are limited to ${bodyLimitText(path)} here.`);
    case 415:
      return new ProblemError(415, 'Unsupported content', 'Send application/json in UTF-8, uncompressed or gzipped.');
    case 429:
      return new ProblemError(429, 'Too many requests', 'Slow down; the Retry-After header says when to try again.');
    default:
      return status !== undefined && status >= 400 && status < 500
        ? new ProblemError(status, 'Request refused', 'Check the method, path and headers against /api/docs.')
        : null;
  }
}

function statusOf(thrown: unknown): number | undefined {
  return thrown instanceof Error && 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : undefined;
}
