/** A reader's lag over recent minutes, newest first, milliseconds; null: not known. */
export type RecentLags = readonly (number | null)[];

/**
 * Weir's own reads begin up to seven seconds back and are in the figures of all that poll, so a rise must be more than that. A reader of
 * whom so much is new is falling behind, whatever is concluded of it in the end.
 */
const RISE_MS = 10_000;
/** Minutes that the newest is compared with. */
const COMPARED_MINUTES = 5;
/** Of a reader of whom one minute is known, that much lag says the same. */
const ALONE_MS = 60_000;

/**
 * Whether a reader's lag has just risen: the newest is well above the least of the minutes before. Told with the first minute that shows it, which
 * is before any verdict on the reader.
 */
export function lagRises(newestFirst: RecentLags): boolean {
  const [newest, ...before] = newestFirst.filter((lag) => lag !== null);
  if (newest === undefined) return false;
  if (before.length === 0) return newest >= ALONE_MS;
  return newest - Math.min(...before.slice(0, COMPARED_MINUTES)) >= RISE_MS;
}
