import { ProblemError } from './problem-error.js';

/** A cursor is opaque to callers. The list is ordered by what is worst now, so a page says where it ended, not what it ended with. */
export const encodeCursor = (offset: number): string => Buffer.from(`o:${String(offset)}`).toString('base64url');

export function decodeCursor(cursor: string): number {
  const match = /^o:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match) {
    throw new ProblemError(400, 'Invalid query', 'cursor: pass on the nextCursor of the page before, or leave it out', [
      { field: 'cursor', message: 'pass on the nextCursor of the page before, or leave it out' },
    ]);
  }
  return Number(match[1]);
}
