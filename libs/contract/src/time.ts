import { z } from 'zod';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

const GIVE_INSTANT = 'give epoch milliseconds or ISO 8601 with a zone, between 1970 and 2100, such as 2026-11-24T14:32:00Z';
const MIN_INSTANT = 0;
const MAX_INSTANT = Date.UTC(2100, 0, 1);

/**
 * An instant on the wire: epoch milliseconds or ISO 8601 with a zone, given as `1794000000000`, `"1794000000000"` or
 * `"2026-11-24T14:32:00Z"`. Parsed to epoch milliseconds.
 */
export const instant = z.union([z.number(), z.string()], GIVE_INSTANT).transform((value, context): EpochMs => {
  const text = String(value).trim();
  const parsed = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : parseIso(text);
  if (!Number.isFinite(parsed) || parsed < MIN_INSTANT || parsed > MAX_INSTANT) {
    context.addIssue({
      code: 'custom',
      message: GIVE_INSTANT,
    });
    return z.NEVER;
  }
  return Math.floor(parsed);
});

function parseIso(text: string): number {
  const hasZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  return hasZone ? Date.parse(text) : Number.NaN;
}
