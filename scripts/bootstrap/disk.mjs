import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure, systemCode } from './failure.mjs';

/** What an installation needs: packages, npm's cache of them and the build. */
export const INSTALL_BYTES = 1.5e9;
/** What a run needs before PostgreSQL can promise to keep writing. */
export const RUN_BYTES = 300e6;

/**
 * @param {string} folder an existing folder
 * @param {number} neededBytes
 * @param {(folder: string) => number} [freeBytes]
 * @throws {Failure} when the disk has less room than that
 */
export function requireSpace(folder, neededBytes, freeBytes = freeBytesOf) {
  const free = freeBytes(folder);
  if (free >= neededBytes) return;
  throw new Failure(
    `There is not enough disk space: ${megabytes(free)} free where ${folder} lies, ${megabytes(neededBytes)} needed.`,
    'Free some space, or set WEIR_HOME to a folder on a larger disk if this is about the data.',
  );
}

/**
 * Creates the folder when it is missing and proves, by writing, that files can be created in it: permission bits say little
 * about read-only file systems and nothing to root.
 *
 * @param {string} folder
 * @throws {Failure} when it cannot be written to
 */
export function requireWritable(folder) {
  const probe = path.join(folder, `.probe-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw writeFailure(folder, error);
  }
}

/**
 * @param {string} folder
 * @param {unknown} error what a write there threw
 * @returns {unknown} a failure that can be acted on, or the error itself when it is something else
 */
export function writeFailure(folder, error) {
  switch (systemCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Failure(
        `Weir may not write to ${folder}.`,
        'Give this account write access to it, or set WEIR_HOME to a folder of its own if this is about the data.',
        { cause: error },
      );
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOENT':
      return new Failure(
        `${folder} cannot be a folder: a file or nothing usable is in its place.`,
        'Move what is there, or set WEIR_HOME to another folder.',
        {
          cause: error,
        },
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure(`There is no disk space left where ${folder} lies.`, 'Free some space, then run the same command again.', {
        cause: error,
      });
    default:
      return error;
  }
}

/** @param {string} folder */
function freeBytesOf(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.floor(bytes / 1e6)} MB`;
}
