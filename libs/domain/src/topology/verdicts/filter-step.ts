import type { EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import type { SettingChange } from './fanout-facts.js';
import { FANOUT_LIMITS } from './limits.js';
import { perMinute } from './silence.js';

/** Settings of a subscription that decide what passes. */
export const FILTER_FIELDS: readonly string[] = ['filterPolicy', 'filterPolicyScope'];

/** What SNS filters of each message of a topic, before and after an edit. */
export interface FilterStep {
  /** Copies of each message that are filtered now and were not before. */
  readonly more: number;
  readonly from: EpochMs;
  readonly before: { readonly from: EpochMs; readonly to: EpochMs };
}

/**
 * The step up in filtered copies of each message about an edit that lasts, when there is one: two whole minutes or more, in which as much
 * less is delivered. A minute that CloudWatch has counted in part shows the one without the other. What varies between minutes anyhow is no
 * step.
 * @param topic `sns.topic`
 */
export function filterStep(topic: CounterWindow, edit: SettingChange): FilterStep | null {
  const reach = FANOUT_LIMITS.editMinutes * MINUTE_MS;
  const before = { from: edit.at - 3 * reach, to: edit.at - reach };
  const usual = perMessage(topic, before.from, before.to);
  if (usual === null) return null;
  const half = FANOUT_LIMITS.silencedShare / 2;
  let from: EpochMs | null = null;
  let minutes = 0;
  for (let at = topic.to - MINUTE_MS; at >= edit.at - reach; at -= MINUTE_MS) {
    const now = perMessage(topic, at, at + MINUTE_MS, 1);
    if (now === null) continue;
    if (now.filtered - usual.filtered < half || usual.delivered - now.delivered < half) break;
    from = at;
    minutes += 1;
  }
  if (from === null || minutes < FANOUT_LIMITS.troubledMinutes) return null;
  // The edit lies within the first.
  const after = perMessage(topic, from + MINUTE_MS, topic.to);
  if (after === null) return null;
  const more = after.filtered - usual.filtered;
  const spread = spreadOf(topic, before, usual.filtered) / Math.sqrt(minutes - 1);
  return more < Math.max(FANOUT_LIMITS.silencedShare, FANOUT_LIMITS.stepToSpread * spread) ? null : { more, from, before };
}

/**
 * How many copies of each message a queue gets less since a step.
 * @param arrivals `sqs.cloudwatch` of the queue
 */
export function copiesSilenced(arrivals: CounterWindow, topic: CounterWindow, { from, before }: FilterStep): number {
  const share = (start: EpochMs, end: EpochMs): number => {
    const published = perMinute(topic, 'published', start, end) ?? 0;
    return published === 0 ? 0 : (perMinute(arrivals, 'sent', start, end) ?? 0) / published;
  };
  return Math.max(0, share(before.from, before.to) - share(from + MINUTE_MS, Math.min(topic.to, arrivals.to)));
}

interface PerMessage {
  readonly filtered: number;
  readonly delivered: number;
}

/** Copies for each message; null: too few were published to say. */
function perMessage(topic: CounterWindow, from: EpochMs, to: EpochMs, least: number = FANOUT_LIMITS.copiesSinceEdit): PerMessage | null {
  const published = topic.sum('published', from, to);
  if (published < least) return null;
  return { filtered: topic.sum('filteredOut', from, to) / published, delivered: topic.sum('delivered', from, to) / published };
}

/** Standard deviation of what is filtered of each message, from minute to minute. */
function spreadOf(topic: CounterWindow, { from, to }: FilterStep['before'], mean: number): number {
  let squares = 0;
  let minutes = 0;
  for (let at = Math.ceil(from / MINUTE_MS) * MINUTE_MS; at < to; at += MINUTE_MS) {
    const now = perMessage(topic, at, at + MINUTE_MS, 1);
    if (now === null) continue;
    squares += (now.filtered - mean) ** 2;
    minutes += 1;
  }
  return minutes === 0 ? 0 : Math.sqrt(squares / minutes);
}
