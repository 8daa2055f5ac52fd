/** What kept the embedded Postgres from starting. The message says what to do about it and never holds a secret. */
export type PostgresProblem =
  'in-use' | 'not-writable' | 'no-space' | 'unsupported-platform' | 'no-account' | 'unreadable-data' | 'password-missing' | 'failed';

/** The embedded Postgres cannot run. `problem` is stable, `message` is for people. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError';
  readonly problem: PostgresProblem;

  constructor(problem: PostgresProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** The code of a failed system call, such as `ENOENT`; undefined for other errors. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Names what a failed write to `place` means. Errors with other causes come back as they are. */
export function explainWriteFailure(place: string, error: unknown): unknown {
  switch (systemCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new PostgresError('not-writable', `Cannot write to ${place}. Give Weir a writable WEIR_HOME, or set DATABASE_URL.`, {
        cause: error,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new PostgresError('no-space', `The disk that holds ${place} is full. Free some space, or move WEIR_HOME.`, { cause: error });
    default:
      return error;
  }
}
