import { chmodSync, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { explainWriteFailure, PostgresError } from './postgres-error.js';

const LEAST_FREE_BYTES = 200 * 1024 * 1024;

/** Creates a folder, and everything above it, with exactly this mode. An existing one keeps its own. */
export function makeFolder(folder: string, mode: number): void {
  try {
    if (existsSync(folder)) return;
    mkdirSync(folder, { recursive: true, mode });
    chmodSync(folder, mode);
  } catch (error) {
    throw explainWriteFailure(folder, error);
  }
}

/** @throws PostgresError `no-space` when too little is free for Postgres to work */
export function requireSpace(folder: string, leastFreeBytes = LEAST_FREE_BYTES): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < leastFreeBytes) {
    const mebibytes = (bytes: number) => Math.floor(bytes / 1024 / 1024);
    throw new PostgresError(
      'no-space',
      `Only ${mebibytes(free)} MiB are free on the disk that holds ${folder}; Postgres needs ${mebibytes(leastFreeBytes)} MiB. Free some space, or move WEIR_HOME.`,
    );
  }
}
