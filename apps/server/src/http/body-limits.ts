import { routes } from '@weir/contract';
import { json, type RequestHandler } from 'express';

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

/** Reads JSON bodies, each path's within its limit. */
export function jsonBodies(): RequestHandler {
  const parsers = new Map([USUAL_LIMIT_BYTES, ...LIMITS_BY_PATH.values()].map((limit) => [limit, json({ limit })]));
  return (request, response, next) => {
    const parse = parsers.get(bodyLimitOf(request.path));
    if (parse === undefined) next();
    else parse(request, response, next);
  };
}
