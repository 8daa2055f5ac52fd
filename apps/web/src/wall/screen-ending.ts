import type { Session } from '@weir/contract';
import { timeLeft } from '../format/index.js';

/** From here on a screen says that its days are numbered. */
const TOLD_BEFORE_MS = 7 * 86_400_000;

/**
 * What a screen says in the days before it may show the wall no more; null: nothing. It renews itself while it is used, so that this is told only where
 * that fails.
 */
export function endingWords(session: Pick<Session, 'principal' | 'expiresAt'> | undefined, now: number): string | null {
  if (session?.principal?.kind !== 'kiosk' || session.expiresAt === null) return null;
  const left = session.expiresAt - now;
  return left > TOLD_BEFORE_MS ? null : `this screen ends in ${timeLeft(left / 1000)}: an admin makes a new link under Settings, Users`;
}

/** Why a screen may not show the wall; null: it may, or that is not known yet. */
export function endedWords(session: Session | undefined, ended: boolean): string | null {
  if (session === undefined) return null;
  if (session.principal === null) {
    return session.setupNeeded ? 'Nobody has set up this Weir yet.' : 'Nobody is signed in on it, and it is not set up as a screen.';
  }
  if (!ended) return null;
  return session.principal.kind === 'kiosk'
    ? `The screen ${session.principal.name} was revoked, or not seen for too long.`
    : 'The session on it ended.';
}
