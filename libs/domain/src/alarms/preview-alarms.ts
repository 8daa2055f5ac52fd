import type { AlarmPreviewFiring, AlarmRule, AlarmState, EffectiveAlarmSettings, EpochMs, Reading, Resource } from '@weir/contract';
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

/**
 * Which alarms would have fired, by living through the past once more. Loss countdowns are not kept, so that rule says nothing.
 * @param only this rule; all when absent
 */
export function previewAlarms(
  past: AlarmPast,
  settings: EffectiveAlarmSettings,
  { from, to, only }: { readonly from: EpochMs; readonly to: EpochMs; readonly only?: AlarmRule | undefined },
): readonly AlarmPreviewFiring[] {
  const lived = new Lived(past, settings, only);
  const changes = [from, ...past.transitions.map(({ at }) => at), ...past.ages.map(([at]) => at)].filter((at) => at >= from && at < to);
  const moments = [...new Set(changes)].sort((a, b) => a - b);
  moments.forEach((moment, index) => {
    lived.look(moment);
    const next = moments[index + 1] ?? to;
    for (let at = moment + LOOK_MS; at < next && lived.isOnItsWay; at += LOOK_MS) lived.look(at);
  });
  return lived.firings;
}

/** One resource as it goes through its past. */
class Lived {
  readonly firings: AlarmPreviewFiring[] = [];
  readonly #standing = new Map<AlarmRule, AlarmRecord>();
  /** Where the firing of a rule that goes on is. */
  readonly #open = new Map<AlarmRule, number>();

  constructor(
    private readonly past: AlarmPast,
    private readonly settings: EffectiveAlarmSettings,
    private readonly only: AlarmRule | undefined,
  ) {}

  /** Time alone will change something: an alarm is about to fire, or to be resolved. */
  get isOnItsWay(): boolean {
    return [...this.#standing.values()].some(
      ({ state, unknownSince }) => unknownSince === null && (state === 'pending' || state === 'resolving'),
    );
  }

  look(at: EpochMs): void {
    const resource = resourceAt(this.past, at);
    for (const { rule, signal, timing } of alarmLooks(resource, this.settings, (each) => this.#standing.get(each), at)) {
      if (rule === 'loss-countdown' || (this.only !== undefined && rule !== this.only)) continue;
      const { alarm, transitions } = stepAlarm({ rule, resourceId: resource.id }, this.#standing.get(rule) ?? null, signal, timing, at);
      if (alarm === null) continue;
      this.#standing.set(rule, alarm);
      for (const { to, from } of transitions) this.#note(alarm, resource.name, from, to, at);
    }
  }

  #note({ rule, resourceId, reason, because }: AlarmRecord, name: string, from: AlarmState | null, to: AlarmState, at: EpochMs): void {
    if (from === 'pending' && to === 'firing') {
      this.#open.set(rule, this.firings.length);
      this.firings.push({ rule, resourceId, name, firedAt: at, resolvedAt: null, reason, because });
    }
    const index = this.#open.get(rule);
    const firing = index === undefined ? undefined : this.firings[index];
    if (to !== 'resolved' || index === undefined || firing === undefined) return;
    this.firings[index] = { ...firing, resolvedAt: at };
    this.#open.delete(rule);
  }
}

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
