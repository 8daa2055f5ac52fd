import { useEffect, useState } from 'react';
import type { Connection } from '../live/live-client.js';

const MINUTE_MS = 60_000;
const CURSOR_HIDES_AFTER_MS = 3_000;
const RELOAD_HOUR = 4;
const SHIFT_PX = 5;

/** Moves the picture by at most 5 px, one step a minute on a slow path that closes after about a day, so that nothing burns in. */
export function burnInShift(now: number): { readonly x: number; readonly y: number } {
  const minute = Math.floor(now / MINUTE_MS);
  return {
    x: Math.round(Math.sin((minute / 47) * 2 * Math.PI) * SHIFT_PX),
    y: Math.round(Math.sin((minute / 31) * 2 * Math.PI) * SHIFT_PX),
  };
}

/** The next time a page opened at `openedAt` reloads itself: 04:00 by the clock of the screen, epoch milliseconds. */
export function nextReloadAt(openedAt: number): number {
  const next = new Date(openedAt);
  next.setHours(RELOAD_HOUR, 0, 0, 0);
  if (next.getTime() <= openedAt + MINUTE_MS) next.setDate(next.getDate() + 1);
  return next.getTime();
}

/**
 * Whether to load the page anew: each night, and when the server runs another version. Never while the server is out of reach: a reload
 * then would trade the last known state for the browser's own error page.
 */
export function shouldReload(connection: Connection, openedAt: number, now: number): boolean {
  if (connection.phase !== 'open') return false;
  return now >= nextReloadAt(openedAt) || connection.version !== connection.firstVersion;
}

const SPREAD_MS = 20_000;

/** Reloads when due, at a random moment within 20 s, so that a building full of screens does not come back at once. */
export function useReload(connection: Connection, now: () => number): void {
  const [openedAt] = useState(now);
  useEffect(() => {
    let spread: ReturnType<typeof setTimeout> | null = null;
    const timer = setInterval(() => {
      if (spread === null && shouldReload(connection, openedAt, now()))
        spread = setTimeout(() => window.location.reload(), Math.random() * SPREAD_MS);
    }, MINUTE_MS / 4);
    return () => {
      clearInterval(timer);
      if (spread !== null) clearTimeout(spread);
    };
  }, [connection, openedAt, now]);
}

/** True once the pointer has rested for 3 s. */
export function usePointerAtRest(): boolean {
  const [resting, setResting] = useState(false);
  useEffect(() => {
    let timer = setTimeout(() => setResting(true), CURSOR_HIDES_AFTER_MS);
    const moved = () => {
      setResting(false);
      clearTimeout(timer);
      timer = setTimeout(() => setResting(true), CURSOR_HIDES_AFTER_MS);
    };
    window.addEventListener('pointermove', moved, { passive: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pointermove', moved);
    };
  }, []);
  return resting;
}
