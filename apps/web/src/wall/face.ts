import { resourceKind, type Estate, type WallAnswer } from '@weir/contract';
import { ageSeconds, brokenIn, darkIn, lateIn, lateWords } from '../format/index.js';
import { collectorDownSince, isStale, isStillLooking, newestReadingAt, readClock } from '../live/freshness.js';
import { gapsOf } from '../listing/listing-gaps.js';
import type { Connection } from '../live/live-client.js';

/** Which of its faces the wall shows. Only `fine` may look calm, and only when everything is seen and nothing is wrong. */
export type Face =
  | { readonly face: 'connecting'; readonly forSeconds: number }
  | { readonly face: 'starting' }
  | { readonly face: 'empty' }
  /** Nothing Weir shows is the present. `since`: the newest thing known, epoch milliseconds; null when nothing ever was. */
  | { readonly face: 'lost'; readonly why: 'silent' | 'collector' | 'stale' | 'denied'; readonly since: number | null }
  | { readonly face: 'broken'; readonly broken: number; readonly late: number; readonly dark: number }
  /** Nothing is broken or late, and yet something passes nothing on: it was switched off while events came. */
  | { readonly face: 'undelivered'; readonly undelivered: number; readonly dark: number }
  /** Nothing known is wrong, but not everything is known. */
  | { readonly face: 'unsure'; readonly dark: number; readonly listed: 'wholly' | 'partly' }
  | { readonly face: 'fine' };

/** The server says something every 10 s. Silent this long, the wall is lost. */
export const LOST_AFTER_SECONDS = 30;
/** From here on the scope line says that it reconnects. */
export const RECONNECTING_AFTER_SECONDS = 10;

export interface WallKnowledge {
  /** The server's clock, epoch milliseconds. */
  readonly now: number;
  /** When this page opened, on the same clock. */
  readonly openedAt: number;
  readonly connection: Pick<Connection, 'lastHeardAt'>;
  readonly estate: Estate | null;
  readonly answer: WallAnswer | null;
  /** How many pass nothing on, those switched off while events came among them. */
  readonly undelivered: number;
}

export function faceOf({ now, openedAt, connection, estate, answer, undelivered }: WallKnowledge): Face {
  if (estate === null || answer === null) return { face: 'connecting', forSeconds: ageSeconds(openedAt, now) };
  const lost = lostBecause(now, connection, estate);
  if (lost !== null) return lost;
  const listed = gapsOf(estate, resourceKind.options).length === 0 ? 'wholly' : 'partly';
  if (answer.total === 0 && (isStillLooking(estate) || listed === 'wholly')) return { face: isStillLooking(estate) ? 'starting' : 'empty' };
  const broken = brokenIn(answer.counts);
  const late = lateIn(answer.counts);
  const dark = darkIn(answer.counts);
  if (broken + late > 0) return { face: 'broken', broken, late, dark };
  if (undelivered > 0) return { face: 'undelivered', undelivered, dark };
  return dark > 0 || listed === 'partly' ? { face: 'unsure', dark, listed } : { face: 'fine' };
}

function lostBecause(now: number, connection: WallKnowledge['connection'], estate: Estate): Face | null {
  const newest = newestReadingAt(estate);
  if (connection.lastHeardAt === null || ageSeconds(connection.lastHeardAt, now) > LOST_AFTER_SECONDS) {
    return { face: 'lost', why: 'silent', since: newest ?? connection.lastHeardAt };
  }
  const downSince = collectorDownSince(estate, now);
  if (downSince !== null) return { face: 'lost', why: 'collector', since: newest ?? downSince };
  if (estate.scopes.length === 0) return null;
  const readable = estate.scopes.filter((scope) => scope.live.state !== 'denied');
  if (readable.length === 0) return { face: 'lost', why: 'denied', since: newest };
  // A collector that has only just started has no readings yet: that is a start, not a loss.
  if (newest === null && isStillLooking(estate)) return null;
  return readable.every((scope) => isStale(readClock(scope.live, now))) ? { face: 'lost', why: 'stale', since: newest } : null;
}

/** The last known answer in words, for the face that has no present: `3 broken`. */
export function answerInWords({ counts }: WallAnswer, undelivered: number): string {
  const broken = brokenIn(counts);
  if (broken > 0) return `${broken} broken`;
  if (lateIn(counts) > 0) return lateWords(counts);
  if (undelivered > 0) return `${undelivered} not delivering`;
  const dark = darkIn(counts);
  return dark > 0 ? `${dark} unknown` : 'all fine';
}
