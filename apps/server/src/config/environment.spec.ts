import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.js';
import { StartupError } from './startup-error.js';

const failure = (env: NodeJS.ProcessEnv): StartupError => {
  try {
    readEnvironment(env);
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('readEnvironment', () => {
  it('listens on loopback, keeps its data in .weir and takes both roles when nothing is set', () => {
    expect(readEnvironment({})).toMatchObject({
      host: '127.0.0.1',
      port: 4400,
      roles: new Set(['api', 'collector']),
      demo: undefined,
      hasAwsCredentials: false,
    });
  });

  it('takes an empty variable as one that is not set', () => {
    expect(readEnvironment({ WEIR_PORT: '', AWS_ENDPOINT_URL: '', AWS_PROFILE: '' })).toMatchObject({
      port: 4400,
      awsEndpoint: undefined,
      hasAwsCredentials: false,
    });
  });

  it.each([
    [{ WEIR_PORT: '99999' }, 'WEIR_PORT'],
    [{ WEIR_PORT: 'http' }, 'WEIR_PORT'],
    [{ WEIR_ROLES: 'api,cook' }, 'WEIR_ROLES'],
    [{ WEIR_HOST: 'weir.example' }, 'WEIR_HOST'],
    [{ DATABASE_URL: 'mysql://root:hunter2@db/weir' }, 'DATABASE_URL'],
    [{ AWS_ENDPOINT_URL: 'ftp://localhost' }, 'AWS_ENDPOINT_URL'],
    [{ WEIR_ACCESS_TOKEN: 'short' }, 'WEIR_ACCESS_TOKEN'],
  ])('names the variable at fault: %j', (env, name) => {
    expect(failure(env).fix).toContain(name);
  });

  it('never repeats a secret', () => {
    expect(failure({ DATABASE_URL: 'mysql://root:hunter2@db/weir' }).message).not.toContain('hunter2');
    expect(failure({ WEIR_ACCESS_TOKEN: 'tooshort' }).message).not.toContain('tooshort');
  });
});
