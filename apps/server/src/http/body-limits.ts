import { routes } from '@weir/contract';
import type { IncomingMessage } from 'node:http';
import { json, type RequestHandler } from 'express';
import { invalidFields, ProblemError } from './problem-error.js';
import { repeatedKey } from './repeated-key.js';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

const USUAL_LIMIT_BYTES = 256 * KIBIBYTE;
const LIMITS_BY_PATH: ReadonlyMap<string, number> = new Map([
  // A hundred thousand keys of common length with their loads take about ten megabytes.
  [routes.adviseShards.path, 16 * MEBIBYTE],
  // The largest event or message is a megabyte, and may come as a text within the body.
  [routes.matchEventPattern.path, 2 * MEBIBYTE],
  [routes.matchFilterPolicy.path, 2 * MEBIBYTE],
]);

/** The greatest body that a path takes, bytes. */
export const bodyLimitOf = (path: string): number => LIMITS_BY_PATH.get(path) ?? USUAL_LIMIT_BYTES;

/** `256 kB`, `16 MB`. */
export const bodyLimitText = (path: string): string => {
  const bytes = bodyLimitOf(path);
  return bytes < MEBIBYTE ? `${String(bytes / KIBIBYTE)} kB` : `${String(bytes / MEBIBYTE)} MB`;
};

/** Reads JSON bodies, each path's within its limit. One that says something twice is refused, for only one of the two would count. */
export function jsonBodies(): RequestHandler {
  const refused = new WeakMap<IncomingMessage, ProblemError>();
  const verify = (request: IncomingMessage, _response: unknown, bytes: Buffer, encoding: string): void => {
    const problem = refusalOf(bytes, encoding);
    if (problem !== null) refused.set(request, problem);
  };
  const parsers = new Map([USUAL_LIMIT_BYTES, ...LIMITS_BY_PATH.values()].map((limit) => [limit, json({ limit, verify })]));
  return (request, response, next) => {
    const parse = parsers.get(bodyLimitOf(request.path));
    // What is no JSON at all is the parser's to refuse.
    if (parse === undefined) next();
    else
      parse(request, response, (error?: unknown) => {
        next(error ?? refused.get(request));
      });
  };
}

function refusalOf(bytes: Buffer, encoding: string): ProblemError | null {
  if (encoding.toLowerCase() !== 'utf-8') return new ProblemError(415, 'Unsupported content', 'Send application/json in UTF-8.');
  const field = repeatedKey(bytes.toString('utf8'));
  return field === null ? null : invalidFields('body', [{ field, message: 'is given twice in the same object; keep one' }]);
}
