import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { PostgresError, systemCode } from './postgres-error.js';

/** Whom Postgres runs as. It refuses to run as root, so root hands it to somebody without privileges. */
export interface PostgresAccount {
  readonly uid: number;
  readonly gid: number;
}

const ACCOUNT_NAME = 'postgres';

/**
 * The account for Postgres, or null when it runs as the caller. For root: whoever owns the existing data, else the account
 * `postgres`, created when missing.
 * @throws PostgresError `no-account` when root cannot create it; `unreadable-data` when the data belong to somebody else
 */
export function accountFor(dataFolder: string): PostgresAccount | null {
  const caller = process.getuid?.();
  const owner = ownerOf(dataFolder);
  if (caller !== 0) {
    if (owner && owner.uid !== caller) {
      throw new PostgresError(
        'unreadable-data',
        `The database in ${dataFolder} belongs to another account, most likely because Weir was first run as root. Run it as root again, or hand the folder over with chown -R.`,
      );
    }
    return null;
  }
  if (owner && owner.uid !== 0) return owner;
  return findAccount() ?? createAccount();
}

/** Whether an account may enter a folder, judged by the permission bits of the folder and of everything above it. */
export function canReach(account: PostgresAccount | null, folder: string): boolean {
  if (!account) return true;
  const resolved = path.resolve(folder);
  const parent = path.dirname(resolved);
  return (resolved === parent || canReach(account, parent)) && canEnter(account, resolved);
}

function canEnter(account: PostgresAccount, folder: string): boolean {
  try {
    const { uid, gid, mode } = statSync(folder);
    if (uid === account.uid) return (mode & 0o100) !== 0;
    if (gid === account.gid) return (mode & 0o010) !== 0;
    return (mode & 0o001) !== 0;
  } catch (error) {
    // What does not exist yet is created with permissions that fit.
    if (systemCode(error) === 'ENOENT') return true;
    throw error;
  }
}

function ownerOf(folder: string): PostgresAccount | undefined {
  try {
    const { uid, gid } = statSync(folder);
    return { uid, gid };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    if (systemCode(error) === 'EACCES') {
      throw new PostgresError('unreadable-data', `The database folder ${folder} cannot be read by this account.`, { cause: error });
    }
    throw error;
  }
}

function findAccount(): PostgresAccount | undefined {
  try {
    const ask = (flag: string) =>
      Number(execFileSync('id', [flag, ACCOUNT_NAME], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch (error) {
    // `id` exits with 1 for an unknown account.
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined;
    throw error;
  }
}

function createAccount(): PostgresAccount {
  // The tools of most distributions, then those of BusyBox.
  const attempts: readonly (readonly [string, readonly string[]])[] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', ACCOUNT_NAME]],
    ['adduser', ['-S', '-D', '-H', '-s', '/bin/false', ACCOUNT_NAME]],
  ];
  const causes: unknown[] = [];
  for (const [tool, args] of attempts) {
    try {
      execFileSync(tool, args, { stdio: 'ignore' });
      const account = findAccount();
      if (account) return account;
    } catch (error) {
      causes.push(error);
    }
  }
  throw new PostgresError(
    'no-account',
    `Postgres does not run as root, and the account "${ACCOUNT_NAME}" could not be created. Create it, run Weir as an ordinary user, or set DATABASE_URL.`,
    { cause: new AggregateError(causes) },
  );
}
