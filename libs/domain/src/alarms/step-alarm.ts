import type { AlarmRule, AlarmState, AlarmTransitionReason, EpochMs, LossCountdown, ResourceId, VerdictState } from '@weir/contract';

/**
 * One alarm: a rule on a resource.
 *
 *                    true, held for `forSeconds`            false
 *     ┌──▶ pending ─────────────────────────────▶ firing ──────────▶ resolving ──┐
 *     │       │                                      ▲        true       │       │ false, for `clearSeconds`,
 *   true      │ false                                └───────────────────┘       │ doubled with every return
 *     │       ▼                                                                  ▼
 *     └──── resolved ◀───────────────────────────────────────────────────────────┘
 *
 * - `unknown` moves nothing. Time in which nothing is known counts neither for firing nor for resolving.
 * - What is gone (the resource deleted, the rule switched off) is resolved at once: that is known, not assumed.
 * - An episode begins when the alarm becomes pending, and has fired if `firedAt` is set. One that never fired leaves no trace for people.
 * - The step depends on what was before, the signal and the time alone, so that replaying signals gives the same alarm as living through them,
 *   and looking more often changes nothing at the moments one would have looked anyway.
 */
export interface AlarmRecord {
  readonly id: string;
  readonly rule: AlarmRule;
  readonly resourceId: ResourceId;
  readonly state: AlarmState;
  readonly reason: string;
  readonly because: string;
  readonly verdict: VerdictState;
  /** Since when the trouble itself lasts, by the judge; of an episode in which the verdict changed the earliest. */
  readonly troubleSince: EpochMs;
  /** Since when the condition has been seen to be true, less the time in which nothing was known. */
  readonly since: EpochMs;
  readonly firedAt: EpochMs | null;
  readonly clearSince: EpochMs | null;
  readonly resolvedAt: EpochMs | null;
  readonly unknownSince: EpochMs | null;
  readonly loss: LossCountdown | null;
  /** When it returned, within the last hour. */
  readonly returns: readonly EpochMs[];
}

/** What a rule says of a resource at one moment. */
export type AlarmSignal =
  | {
      readonly is: 'true';
      readonly reason: string;
      readonly because: string;
      readonly verdict: VerdictState;
      readonly troubleSince: EpochMs;
      readonly loss: LossCountdown | null;
    }
  | { readonly is: 'false' }
  | { readonly is: 'unknown' }
  | { readonly is: 'gone'; readonly why: 'resource-deleted' | 'rule-switched-off' };

export interface AlarmTiming {
  readonly forSeconds: number;
  readonly clearSeconds: number;
}

export interface AlarmTransition {
  readonly alarmId: string;
  readonly rule: AlarmRule;
  readonly resourceId: ResourceId;
  readonly at: EpochMs;
  /** null: its first episode. */
  readonly from: AlarmState | null;
  readonly to: AlarmState;
  readonly reason: AlarmTransitionReason;
  readonly because: string;
}

export interface AlarmStep {
  /** null: there is nothing to remember. */
  readonly alarm: AlarmRecord | null;
  /** In the order they happened; two when it fires at once. */
  readonly transitions: readonly AlarmTransition[];
}

/** Returns count for this long. */
export const RETURNS_KEPT_MS = 3_600_000;
/** An alarm that returned three times or more must stay clear for eight times as long. */
const MOST_DOUBLINGS = 3;

export const alarmIdOf = (rule: AlarmRule, resourceId: ResourceId): string => `${rule}/${resourceId}`;

/** Fires or is about to stop firing: people have been told of it. */
export const isActive = ({ state }: Pick<AlarmRecord, 'state'>): boolean => state === 'firing' || state === 'resolving';

/** How long an alarm must stay clear, milliseconds: a flapping one longer. */
export const clearMs = (timing: AlarmTiming, returns: number): number =>
  timing.clearSeconds * 1000 * 2 ** Math.min(MOST_DOUBLINGS, returns);

/** Moves an alarm on by one look at its condition. */
export function stepAlarm(
  of: { readonly rule: AlarmRule; readonly resourceId: ResourceId },
  before: AlarmRecord | null,
  signal: AlarmSignal,
  timing: AlarmTiming,
  now: EpochMs,
): AlarmStep {
  const quiet = before === null || before.state === 'resolved';
  if (signal.is === 'unknown') return quiet ? unmoved(before) : unmoved({ ...before, unknownSince: before.unknownSince ?? now });
  if (signal.is === 'gone') return quiet ? unmoved(before) : end(before, signal.why, now);
  if (signal.is === 'true') return quiet ? begin(of, before, signal, timing, now) : goOn(known(before, now), signal, timing, now);
  return quiet ? unmoved(before) : clear(known(before, now), timing, now);
}

const unmoved = (alarm: AlarmRecord | null): AlarmStep => ({ alarm, transitions: [] });

type Holds = Extract<AlarmSignal, { is: 'true' }>;

function begin(
  { rule, resourceId }: { readonly rule: AlarmRule; readonly resourceId: ResourceId },
  before: AlarmRecord | null,
  signal: Holds,
  timing: AlarmTiming,
  now: EpochMs,
): AlarmStep {
  const lately = recent(before?.returns ?? [], now);
  const returned = before?.resolvedAt != null && before.firedAt !== null && now - before.resolvedAt <= RETURNS_KEPT_MS;
  const alarm: AlarmRecord = {
    id: alarmIdOf(rule, resourceId),
    rule,
    resourceId,
    state: 'pending',
    ...factsOf(signal),
    since: now,
    firedAt: null,
    clearSince: null,
    resolvedAt: null,
    unknownSince: null,
    returns: returned ? [...lately, now] : lately,
  };
  const step = { alarm, transitions: [transition(alarm, before?.state ?? null, 'condition-met', now)] };
  return timing.forSeconds > 0 ? step : fire(step, now);
}

/** The condition holds of an alarm that is pending, firing or resolving. */
function goOn(before: AlarmRecord, signal: Holds, timing: AlarmTiming, now: EpochMs): AlarmStep {
  const troubleSince = Math.min(before.troubleSince, signal.troubleSince);
  const alarm = { ...before, ...factsOf(signal), troubleSince, returns: recent(before.returns, now) };
  if (alarm.state === 'pending') {
    return now - alarm.since >= timing.forSeconds * 1000 ? fire({ alarm, transitions: [] }, now) : unmoved(alarm);
  }
  if (alarm.state === 'firing') return unmoved(alarm);
  const back: AlarmRecord = { ...alarm, state: 'firing', clearSince: null, returns: [...alarm.returns, now] };
  return { alarm: back, transitions: [transition(back, 'resolving', 'came-back', now)] };
}

/** The condition does not hold of an alarm that is pending, firing or resolving. */
function clear(alarm: AlarmRecord, timing: AlarmTiming, now: EpochMs): AlarmStep {
  if (alarm.state === 'pending') return end(alarm, 'passed-before-firing', now);
  const returns = recent(alarm.returns, now);
  if (alarm.state === 'firing') {
    const resolving: AlarmRecord = { ...alarm, state: 'resolving', clearSince: now, returns };
    const step = { alarm: resolving, transitions: [transition(resolving, 'firing', 'condition-cleared', now)] };
    if (timing.clearSeconds > 0) return step;
    const ended = end(resolving, 'stayed-clear', now);
    return { ...ended, transitions: [...step.transitions, ...ended.transitions] };
  }
  const held = now - (alarm.clearSince ?? now);
  return held >= clearMs(timing, returns.length) ? end({ ...alarm, returns }, 'stayed-clear', now) : unmoved({ ...alarm, returns });
}

function fire(
  { alarm, transitions }: { readonly alarm: AlarmRecord; readonly transitions: readonly AlarmTransition[] },
  now: EpochMs,
): AlarmStep {
  const firing: AlarmRecord = { ...alarm, state: 'firing', firedAt: now };
  return { alarm: firing, transitions: [...transitions, transition(firing, 'pending', 'held-long-enough', now)] };
}

function end(alarm: AlarmRecord, reason: AlarmTransitionReason, now: EpochMs): AlarmStep {
  const resolved: AlarmRecord = { ...alarm, state: 'resolved', resolvedAt: now, unknownSince: null };
  return { alarm: resolved, transitions: [transition(resolved, alarm.state, reason, now)] };
}

/** Once something is known again: the time of ignorance is taken off both clocks. */
function known(alarm: AlarmRecord, now: EpochMs): AlarmRecord {
  if (alarm.unknownSince === null) return alarm;
  const blind = now - alarm.unknownSince;
  return {
    ...alarm,
    since: alarm.state === 'pending' ? alarm.since + blind : alarm.since,
    clearSince: alarm.clearSince === null ? null : alarm.clearSince + blind,
    unknownSince: null,
  };
}

const factsOf = ({ reason, because, verdict, troubleSince, loss }: Holds) => ({ reason, because, verdict, troubleSince, loss });

const recent = (returns: readonly EpochMs[], now: EpochMs): readonly EpochMs[] => returns.filter((at) => now - at <= RETURNS_KEPT_MS);

const transition = (alarm: AlarmRecord, from: AlarmState | null, reason: AlarmTransitionReason, at: EpochMs): AlarmTransition => ({
  alarmId: alarm.id,
  rule: alarm.rule,
  resourceId: alarm.resourceId,
  at,
  from,
  to: alarm.state,
  reason,
  because: alarm.because,
});
