import {
  type AlarmRule,
  alarmRule,
  BROKEN_STATES,
  type EffectiveAlarmSettings,
  type EpochMs,
  LATE_STATES,
  type Resource,
  type VerdictState,
} from '@weir/contract';
import { isFanout, isInTrouble, isNotDelivering } from '../estate/fanout-trouble.js';
import { lossAt } from '../estate/severity-order.js';
import { type AlarmRecord, type AlarmSignal, type AlarmTiming, isActive } from './step-alarm.js';

/** A rule's word on a resource, and how patient to be with it. */
export interface AlarmLook {
  readonly rule: AlarmRule;
  readonly signal: AlarmSignal;
  readonly timing: AlarmTiming;
}

/** What is late and not broken must last for this long at least, seconds: a queue may be slow for minutes and nobody is needed. */
const LATE_FOR_SECONDS = 600;

const BLIND_STATES: readonly VerdictState[] = ['unknown', 'stale'];
const THROTTLE_REASONS: ReadonlySet<string> = new Set([
  'writes-refused',
  'spike-throttled',
  'shard-throttled',
  'stream-throttled',
  'reads-throttled',
]);
const WAITING_REASONS: ReadonlySet<string> = new Set(['dead-letters-waiting', 'dead-letters-leaving']);
/** What is said of dead letters when the settings of what sent them there cannot be seen any more, as those of a subscription that is not confirmed. */
const ORPHANED_REASONS: ReadonlySet<string> = new Set(['nobody-receiving', 'none-in-flight', 'few-stuck']);

type Rule = (resource: Resource, settings: EffectiveAlarmSettings, standing: AlarmRecord | undefined, now: EpochMs) => AlarmSignal;

/**
 * Every rule that can speak of a resource, with what it says now.
 * @param standing the alarm of a rule as it was left; what has fired may rest on less than what makes it fire
 */
export function alarmLooks(
  resource: Resource,
  settings: EffectiveAlarmSettings,
  standing: (rule: AlarmRule) => AlarmRecord | undefined,
  now: EpochMs,
): readonly AlarmLook[] {
  const rules = rulesFor(resource, isRaised(standing('dead-letters')));
  const looks = rules.map(([rule, look]): AlarmLook => {
    const set = settings.rules.find((each) => each.rule === rule);
    const timing = { forSeconds: set?.forSeconds.value ?? 0, clearSeconds: set?.clearSeconds.value ?? 0 };
    if (resource.deletedAt !== null) return { rule, timing, signal: { is: 'gone', why: 'resource-deleted' } };
    if (!settings.enabled.value || set?.enabled.value === false) return { rule, timing, signal: { is: 'gone', why: 'rule-switched-off' } };
    const signal = look(resource, settings, standing(rule), now);
    const late = signal.is === 'true' && LATE_STATES.includes(signal.verdict) && rule !== 'loss-countdown' && rule !== 'age-over-budget';
    return { rule, signal, timing: late ? { ...timing, forSeconds: Math.max(timing.forSeconds, LATE_FOR_SECONDS) } : timing };
  });
  // A queue that became a dead-letter queue is no longer spoken of by the rules for others: what they raised would stand for ever.
  const left = alarmRule.options.filter((rule) => !rules.some(([each]) => each === rule) && standing(rule) !== undefined);
  return [...looks, ...left.map((rule): AlarmLook => ({ rule, signal: NO_LONGER, timing: { forSeconds: 0, clearSeconds: 0 } }))];
}

const NO_LONGER: AlarmSignal = { is: 'gone', why: 'rule-switched-off' };

/** @param holdsDeadLetters it was a dead-letter queue when an alarm of it fired that goes on */
function rulesFor(resource: Resource, holdsDeadLetters: boolean): readonly (readonly [AlarmRule, Rule])[] {
  if (isFanout(resource)) return [['deliveries', ofDeliveries]];
  switch (resource.kind) {
    case 'queue':
      return resource.deadLetterSources.length > 0 || holdsDeadLetters
        ? [
            ['dead-letters', ofDeadLetters],
            ['loss-countdown', ofLoss],
          ]
        : [
            ['verdict', ofVerdict],
            ['loss-countdown', ofLoss],
            ['age-over-budget', ofAge],
          ];
    case 'stream':
      return [
        ['verdict', ofStream],
        ['shard-throttling', ofThrottling],
      ];
    case 'consumer':
    case 'delivery-stream':
      return [
        ['reader-lag', ofVerdict],
        ['loss-countdown', ofLoss],
      ];
    default:
      return [];
  }
}

const isRaised = (standing: AlarmRecord | undefined): boolean => standing !== undefined && isActive(standing);

const isBlind = ({ verdict }: Resource): boolean => BLIND_STATES.includes(verdict.state);

const holds = ({ verdict, loss }: Resource): Extract<AlarmSignal, { is: 'true' }> => ({
  is: 'true',
  reason: verdict.reason,
  because: verdict.because,
  verdict: verdict.state,
  troubleSince: verdict.since,
  loss,
});

const FALSE: AlarmSignal = { is: 'false' };
const UNKNOWN: AlarmSignal = { is: 'unknown' };

/** Worse than the floor. */
function isWorse({ verdict }: Resource, { verdictFloor }: EffectiveAlarmSettings): boolean {
  return BROKEN_STATES.includes(verdict.state) || (verdictFloor.value === 'late' && LATE_STATES.includes(verdict.state));
}

const ofVerdict: Rule = (resource, settings) => {
  if (isBlind(resource)) return UNKNOWN;
  return isWorse(resource, settings) ? holds(resource) : FALSE;
};

/** Of a stream that has more than one trouble the verdict tells the worst; what that hides is not known to be gone. */
const ofStream: Rule = (resource, settings) => {
  const { reason, state } = resource.verdict;
  if (!THROTTLE_REASONS.has(reason)) return ofVerdict(resource, settings, undefined, 0);
  return BROKEN_STATES.includes(state) ? UNKNOWN : FALSE;
};

const ofThrottling: Rule = (resource, settings) => {
  if (THROTTLE_REASONS.has(resource.verdict.reason)) return ofVerdict(resource, settings, undefined, 0);
  return isBlind(resource) || BROKEN_STATES.includes(resource.verdict.state) ? UNKNOWN : FALSE;
};

/** Once it has fired it fires as long as anything is held: somebody has to say what becomes of the dead letters. */
const ofDeadLetters: Rule = (resource, _settings, standing) => {
  if (isBlind(resource)) return UNKNOWN;
  if (resource.verdict.state === 'poisoned') return holds(resource);
  const { reason } = resource.verdict;
  return isRaised(standing) && (WAITING_REASONS.has(reason) || ORPHANED_REASONS.has(reason)) ? holds(resource) : FALSE;
};

const ofDeliveries: Rule = (resource, settings) => {
  if (isBlind(resource)) return UNKNOWN;
  if (!isNotDelivering(resource)) return FALSE;
  return isWorse(resource, settings) || !isInTrouble(resource) ? holds(resource) : FALSE;
};

/** What flows well may hold messages for a while: only what is in trouble loses them. */
const ofLoss: Rule = (resource, { lossWithinSeconds }, _standing, now) => {
  const { loss, verdict } = resource;
  const at = lossAt(resource);
  const calm = verdict.state === 'ok' || verdict.state === 'idle';
  if (loss === null || at === null || calm) return loss === null && isBlind(resource) ? UNKNOWN : FALSE;
  if (at - now > lossWithinSeconds.value * 1000) return isBlind(resource) ? UNKNOWN : FALSE;
  return { ...holds(resource), reason: loss.kind, because: `${counted(loss.count, loss.kind)} will be lost` };
};

const counted = (count: number, kind: string): string => {
  const what = kind === 'lag-expiry' ? 'record' : kind === 'dead-letter-expiry' ? 'dead letter' : 'message';
  return `${String(Math.round(count))} ${count === 1 ? what : `${what}s`}`;
};

const READ_STATES: ReadonlySet<string> = new Set(['live', 'provisional', 'settled']);

const ofAge: Rule = (resource, { ageBudgetSeconds }) => {
  const budget = ageBudgetSeconds.value;
  if (budget === null) return { is: 'gone', why: 'rule-switched-off' };
  const age = resource.latest.oldestAge;
  // AWS tells no age where nothing waits.
  if (age?.state === 'not-emitted') return FALSE;
  if (age?.value == null || !READ_STATES.has(age.state)) return UNKNOWN;
  if (age.value <= budget) return FALSE;
  const because = `the oldest message has waited ${String(Math.round(age.value))}\u202fs, its budget is ${String(budget)}\u202fs`;
  return { ...holds(resource), reason: 'age-over-budget', because };
};
