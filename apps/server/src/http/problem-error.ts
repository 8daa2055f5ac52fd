import type { Problem } from '@weir/contract';
import type { z } from 'zod';

/** A failure to be answered as an RFC 9457 problem document. `detail` says what to do. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors?: Problem['errors'],
    readonly conflict?: Problem['conflict'],
    /** When to try again, in seconds: sent as Retry-After. */
    readonly retryAfterSeconds?: number,
  ) {
    super(`${title}: ${detail}`);
    this.name = 'ProblemError';
  }
}

export const notFound = (what: string, fix: string): ProblemError => new ProblemError(404, `${what} not found`, fix);

/** A body of many like entries is faulty in all of them alike; the first few show what is meant. */
const MOST_FAULTS_TOLD = 20;

/** The faults of a parsed input as field and message; `place` is `query`, `path`, `body` or `view`. */
export function invalidInput(place: string, error: z.ZodError): ProblemError {
  const errors = error.issues.flatMap((issue) => {
    const at = issue.path.map(String);
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: [...at, key].join('.'), message: `unknown ${place} field; leave it out` }))
      : [{ field: at.join('.') || place, message: wordsOf(issue) }];
  });
  return invalidFields(place, errors);
}

const RECEIVED = /^Invalid input: expected (.+), received (.+)$/;

/** A schema's own words, or, where it has none, whether the field is missing and what to give. */
function wordsOf({ message }: z.core.$ZodIssue): string {
  const [, expected, received] = RECEIVED.exec(message) ?? [];
  if (expected === undefined || received === undefined) return message;
  const wanted = WORDS_OF_TYPE[expected] ?? expected;
  return received === 'undefined' ? `is missing; give ${wanted}` : `must be ${wanted}, not ${WORDS_OF_TYPE[received] ?? received}`;
}

const WORDS_OF_TYPE: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a JSON object',
  record: 'a JSON object',
  array: 'a JSON list',
};

/** The same for faults that were found in other ways than by a schema. */
export function invalidFields(place: string, errors: NonNullable<Problem['errors']>): ProblemError {
  const told = errors.slice(0, MOST_FAULTS_TOLD);
  const fields = told.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new ProblemError(400, `Invalid ${place}`, fields, told);
}

export function problemDocument(error: ProblemError, instance: string): Problem {
  return {
    type: 'about:blank',
    title: error.title,
    status: error.status,
    detail: error.detail,
    instance,
    ...(error.errors && { errors: error.errors }),
    ...(error.conflict && { conflict: error.conflict }),
  };
}
