import pino, { type Logger } from 'pino';

/** Paths whose values never reach the log, wherever they are logged from. */
const SECRET_FIELDS = [
  'password',
  'secretAccessKey',
  'sessionToken',
  'accessKeyId',
  'accessToken',
  'externalId',
  'authorization',
  'cookie',
  'databaseUrl',
  'connectionString',
];
const REDACTED = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `*.*.*.${field}`, `*["set-${field}"]`]);

/** The structured log: JSON lines on standard error. A class, so that Nest can inject it. */
export class Log {
  readonly #logger: Logger;

  constructor(level: string, destination: pino.DestinationStream = pino.destination(2)) {
    this.#logger = pino(
      {
        level,
        redact: { paths: REDACTED, censor: '[redacted]' },
        serializers: { error: describeError },
        base: { name: 'weir' },
      },
      destination,
    );
  }

  error(facts: object, message: string): void {
    this.#logger.error(facts, message);
  }
  warn(facts: object, message: string): void {
    this.#logger.warn(facts, message);
  }
  info(facts: object, message: string): void {
    this.#logger.info(facts, message);
  }
  debug(facts: object, message: string): void {
    this.#logger.debug(facts, message);
  }
}

/** Connection strings and signed URLs can appear in messages of other people's errors; their secrets are cut out. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? withoutSecrets(error) : error;
  return { type: error.name, message: withoutSecrets(error.message), stack: error.stack && withoutSecrets(error.stack) };
}

export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/(\w+:\/\/[^\s:/@]+):[^\s@]+@/g, '$1:[redacted]@')
    .replaceAll(/(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s]+/gi, '$1[redacted]')
    .replaceAll(/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '[redacted]');
}
