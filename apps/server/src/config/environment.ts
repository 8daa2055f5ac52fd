import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { StartupError } from './startup-error.js';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '::1']);

const roles = z
  .string()
  .transform((text) => text.split(',').map((role) => role.trim()))
  .pipe(z.array(z.enum(['api', 'collector'])).min(1));

const variables = z.object({
  WEIR_HOST: z
    .string()
    .default('127.0.0.1')
    .refine((host) => LOOPBACK_NAMES.has(host) || isIP(host) !== 0, 'give an IP address or localhost'),
  WEIR_PORT: z.coerce.number().int().min(0).max(65_535).default(4400),
  WEIR_HOME: z.string().min(1).default('.weir'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'give a URL such as postgresql://user:password@host:5432/weir')
    .optional(),
  WEIR_CONFIG: z.string().min(1).optional(),
  WEIR_ROLES: roles.default(['api', 'collector']),
  WEIR_DEMO: z.enum(['0', '1']).optional(),
  WEIR_ACCESS_TOKEN: z.string().min(24, 'give at least 24 characters').optional(),
  WEIR_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  AWS_ENDPOINT_URL: z.url({ protocol: /^https?$/ }).optional(),
  AWS_REGION: z.string().min(1).optional(),
  AWS_DEFAULT_REGION: z.string().min(1).optional(),
});

/** Where Weir listens, keeps its data and finds AWS, read once from the environment. */
export interface Environment {
  readonly host: string;
  readonly port: number;
  /** Absolute path of the folder for everything Weir keeps. */
  readonly home: string;
  readonly databaseUrl: string | undefined;
  readonly configPath: string | undefined;
  readonly roles: ReadonlySet<'api' | 'collector'>;
  /** `true` or `false` when asked for; undefined: the demo runs when no AWS is configured. */
  readonly demo: boolean | undefined;
  /** An admin's token for scripts. */
  readonly accessToken: string | undefined;
  readonly logLevel: string;
  readonly awsEndpoint: string | undefined;
  readonly awsRegion: string | undefined;
  /** Some source of AWS credentials is named in the environment. */
  readonly hasAwsCredentials: boolean;
}

const CREDENTIAL_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/**
 * @throws {StartupError} naming each variable at fault and how to mend it; values are never repeated, since some are secret.
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new StartupError('The environment is not usable', lines.join('\n'));
  }
  const values = parsed.data;
  const environment: Environment = {
    host: values.WEIR_HOST,
    port: values.WEIR_PORT,
    home: resolve(values.WEIR_HOME),
    databaseUrl: values.DATABASE_URL,
    configPath: values.WEIR_CONFIG,
    roles: new Set(values.WEIR_ROLES),
    demo: values.WEIR_DEMO === undefined ? undefined : values.WEIR_DEMO === '1',
    accessToken: values.WEIR_ACCESS_TOKEN,
    logLevel: values.WEIR_LOG_LEVEL,
    awsEndpoint: values.AWS_ENDPOINT_URL,
    awsRegion: values.AWS_REGION ?? values.AWS_DEFAULT_REGION,
    hasAwsCredentials: CREDENTIAL_VARIABLES.some((name) => given[name] !== undefined),
  };
  return environment;
}
