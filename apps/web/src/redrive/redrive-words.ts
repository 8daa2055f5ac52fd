import type { RedriveDetail, RedriveState, VerdictState } from '@weir/contract';
import { groupDigits, shortNumber } from '../format/index.js';

export const STATE_WORDS: Readonly<Record<RedriveState, { readonly word: string; readonly glyph: VerdictState }>> = {
  checking: { word: 'checking', glyph: 'unknown' },
  canary: { word: 'canary is sent', glyph: 'slow' },
  watching: { word: 'canary is watched', glyph: 'slow' },
  confirming: { word: 'waits for you', glyph: 'stalled' },
  ramping: { word: 'ramping up', glyph: 'slow' },
  running: { word: 'running', glyph: 'ok' },
  stopping: { word: 'stopping', glyph: 'stalled' },
  paused: { word: 'paused', glyph: 'stalled' },
  done: { word: 'done', glyph: 'ok' },
  cancelled: { word: 'cancelled', glyph: 'idle' },
  aborted: { word: 'stopped by itself', glyph: 'poisoned' },
  failed: { word: 'failed', glyph: 'failing' },
};

export const ENDED: readonly RedriveState[] = ['done', 'cancelled', 'aborted', 'failed'];

/** The four stops of a guarded redrive, each with what it does or did. */
export interface Stop {
  readonly name: string;
  readonly text: string;
  readonly state: 'done' | 'now' | 'ahead' | 'stopped';
}

const ORDER: readonly RedriveState[] = ['checking', 'canary', 'watching', 'confirming', 'ramping', 'running', 'done'];

type Going = Pick<RedriveDetail, 'state' | 'stoppingInto' | 'plan' | 'counts' | 'checks' | 'rate'>;

/** @param reached the furthest state that it was in, for one that no longer goes on */
export function stopsOf({ state, plan, counts, checks, rate }: Going, reached: RedriveState = state): readonly Stop[] {
  const at = ORDER.indexOf(reached);
  const isOver = state === 'aborted' || state === 'failed' || state === 'cancelled' || state === 'stopping';
  const stop = (name: string, text: string, from: RedriveState, until: RedriveState): Stop => {
    const [first, last] = [ORDER.indexOf(from), ORDER.indexOf(until)];
    if (at > last || reached === 'done') return { name, text, state: 'done' };
    if (at < first) return { name, text, state: 'ahead' };
    return { name, text, state: isOver ? 'stopped' : 'now' };
  };
  const passed = checks.filter(({ state: each }) => each === 'pass').length;
  const canary = plan?.canary.size ?? 0;
  return [
    stop('Checks', `${groupDigits(passed)} of ${groupDigits(checks.length)}`, 'checking', 'checking'),
    stop(
      canary === 0 ? 'No canary' : `Canary ${groupDigits(canary)}`,
      at <= ORDER.indexOf('canary') ? `${groupDigits(Math.min(counts.moved + counts.sent, canary))} sent` : 'watched',
      'canary',
      'confirming',
    ),
    stop(`Ramp to ${shortNumber(rate.limit)}/s`, `now ${shortNumber(rate.allowed)}/s`, 'ramping', 'ramping'),
    stop('The rest', `${groupDigits(counts.moved)} moved`, 'running', 'running'),
  ];
}

/** How far it got before it stopped, by what it counted. */
export function reachedOf({ state, plan, counts, checks }: Going): RedriveState {
  if (ORDER.includes(state)) return state;
  const sent = counts.moved + counts.sent + counts.cameBack;
  if (sent === 0) return checks.some(({ state: each }) => each === 'fail') ? 'checking' : 'canary';
  return sent <= (plan?.canary.size ?? 0) ? 'watching' : 'ramping';
}

/** `Redrive 393`, `Redrive about 400`: what a click does, with its count. */
export function startWords(selected: { readonly low: number; readonly high: number | null }): string {
  if (selected.high === null) return `Redrive at least ${groupDigits(selected.low)}`;
  return selected.low === selected.high
    ? `Redrive ${groupDigits(selected.low)}`
    : `Redrive ${groupDigits(selected.low)} to ${groupDigits(selected.high)}`;
}
