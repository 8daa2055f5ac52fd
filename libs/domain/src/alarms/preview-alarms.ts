import type { AlarmPreviewFiring, AlarmRule, EffectiveAlarmSettings, EpochMs, Reading, Resource } from '@weir/contract';
import type { VerdictTransition } from '../model/state.js';
import { alarmLooks } from './alarm-signals.js';
import { type AlarmRecord, stepAlarm } from './step-alarm.js';

/** What is known of the past of one resource. */
export interface AlarmPast {
  /** As it is now: what it is, not how it did. */
  readonly resource: Resource;
  /** Oldest first; the last before `from` says how it began. */
  readonly transitions: readonly VerdictTransition[];
  /** Oldest first: seconds that the oldest message had waited; null: not known. */
  readonly ages: readonly (readonly [at: EpochMs, seconds: number | null])[];
}

const LOOK_MS = 60_000;
/** An alarm has come to rest so long after its condition changed: eight times the longest of usual waits to be clear. */
const REST_MS = 2 * 3_600_000;

/**
 * Which alarms would have fired, by living through the past once more. Loss countdowns are not kept, so that rule says nothing.
 * @param only this rule; all when absent
 */
export function previewAlarms(
  past: AlarmPast,
  settings: EffectiveAlarmSettings,
  { from, to, only }: { readonly from: EpochMs; readonly to: EpochMs; readonly only?: AlarmRule | undefined },
): readonly AlarmPreviewFiring[] {
  const standing = new Map<AlarmRule, AlarmRecord>();
  const firings: AlarmPreviewFiring[] = [];
  const open = new Map<AlarmRule, number>();
  for (const at of momentsOf(past, from, to)) {
    const resource = resourceAt(past, at);
    for (const { rule, signal, timing } of alarmLooks(resource, settings, (each) => standing.get(each), at)) {
      if (rule === 'loss-countdown' || (only !== undefined && rule !== only)) continue;
      const { alarm, transitions } = stepAlarm({ rule, resourceId: resource.id }, standing.get(rule) ?? null, signal, timing, at);
      if (alarm !== null) standing.set(rule, alarm);
      for (const { to: state, from: before } of transitions) {
        if (state === 'firing' && before === 'pending' && alarm !== null) {
          open.set(rule, firings.length);
          const { reason, because } = alarm;
          firings.push({ rule, resourceId: resource.id, name: resource.name, firedAt: at, resolvedAt: null, reason, because });
        }
        const index = open.get(rule);
        const firing = index === undefined ? undefined : firings[index];
        if (state === 'resolved' && index !== undefined && firing !== undefined) {
          firings[index] = { ...firing, resolvedAt: at };
          open.delete(rule);
        }
      }
    }
  }
  return firings;
}

/** Every moment at which something may happen: each change, and each minute until what it set going has come to rest. */
function momentsOf({ transitions, ages }: AlarmPast, from: EpochMs, to: EpochMs): readonly EpochMs[] {
  const changes = [from, ...transitions.map(({ at }) => at), ...ages.map(([at]) => at)].filter((at) => at >= from && at < to);
  const moments = new Set<EpochMs>(changes);
  for (const change of changes) for (let at = change; at < Math.min(to, change + REST_MS); at += LOOK_MS) moments.add(minuteAligned(at));
  return [...moments].filter((at) => at >= from && at < to).sort((a, b) => a - b);
}

/** Aligned, so that changes close together share their minutes. */
const minuteAligned = (at: EpochMs): EpochMs => Math.ceil(at / LOOK_MS) * LOOK_MS;

function resourceAt({ resource, transitions, ages }: AlarmPast, at: EpochMs): Resource {
  const last = transitions.findLast((each) => each.at <= at);
  const verdict =
    last === undefined
      ? { state: 'unknown' as const, reason: 'not-read-yet', because: 'not judged then', since: at, judgedAt: at }
      : { state: last.to, reason: last.reason, because: last.because, since: last.at, judgedAt: at };
  const age = ages.findLast(([when]) => when <= at);
  const oldestAge: Reading | undefined =
    age === undefined ? undefined : { value: age[1], at: age[0], state: age[1] === null ? 'not-emitted' : 'settled' };
  return { ...resource, deletedAt: null, verdict, loss: null, latest: oldestAge === undefined ? {} : { oldestAge } };
}
