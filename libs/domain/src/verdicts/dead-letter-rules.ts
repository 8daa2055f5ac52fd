import { MINUTE_MS } from '../series/sample.js';
import { JUDGE_LIMITS } from './limits.js';
import type { Finding, QueueView } from './queue-view.js';
import { countOf, countText, rateText } from './wording.js';

/**
 * Judges a dead-letter queue. One message is enough: nothing reaches it by accident, and nothing in it is waited for by anyone.
 * In this order: empty, leaving, arriving, waiting; but an arrival within the last few minutes outweighs what leaves, since a
 * redrive whose messages come back is no recovery.
 */
export function judgeDeadLetters(view: QueueView): Finding {
  const { held, arrivals, depth } = view;
  if (held === 0 && (depth.inFlight === null || depth.delayed === null)) {
    return { reason: 'reads-empty', because: 'none visible, in flight not known', from: null };
  }
  if (held === 0) return { reason: 'no-dead-letters', because: 'no dead letters', from: null };
  const lastAt = arrivals?.lastAt ?? null;
  const arrivesNow = lastAt !== null && view.now - lastAt < JUDGE_LIMITS.trendMinutes * MINUTE_MS;
  if (!arrivesNow && isLeaving(view)) {
    const pace = view.trend.perSecond ?? 0;
    const left = countOf(held, 'dead letter left', 'dead letters left');
    return {
      reason: 'dead-letters-leaving',
      because: pace < 0 ? `${left}, ${rateText(-pace)} leave` : `${left}, being redriven`,
      from: null,
    };
  }
  const letters = countOf(held, 'dead letter', 'dead letters');
  if (arrivals !== null && arrivals.count >= 1) {
    return {
      reason: 'dead-letters-arriving',
      because: `${letters}, ${arrivingText(arrivals.count, arrivals.perMinute)}`,
      from: arrivals.firstAt,
    };
  }
  return {
    reason: 'dead-letters-waiting',
    because: held === 1 ? `${letters} waits, none leaves` : `${letters} wait, none leaves`,
    from: lastAt,
  };
}

/** How fast dead letters arrive, in the unit that says it in whole numbers. */
export function arrivingText(count: number, perMinute: number): string {
  if (perMinute >= 1) return `+${rateText(perMinute / 60)}`;
  return `+${countText(count)} in ${String(JUDGE_LIMITS.arrivalMinutes)}\u202fmin`;
}

function isLeaving({ facts, trend }: QueueView): boolean {
  if (facts.redriving === true) return true;
  return trend.perSecond !== null && trend.perSecond < 0 && trend.falls >= 2 && trend.rises === 0;
}
