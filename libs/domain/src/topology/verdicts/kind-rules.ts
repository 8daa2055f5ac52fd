import type { FanoutConfig, FanoutKind } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { countOf, countText, durationText, rateText } from '../../verdicts/wording.js';
import { shareText } from '../../streams/advice/sentences.js';
import { pipeWork } from '../estate/pipe-state.js';
import { find, type Looking, type Rule } from './found.js';
import { findDeadLettered, findFailingEndpoint, findLost, findMissingEndpoint, findWaiting } from './ledger-rules.js';
import { FANOUT_LIMITS } from './limits.js';
import { DELIVERY_STREAM_RULES } from './delivery-stream-rules.js';
import { Recent } from './recent.js';
import { perMinute } from './silence.js';
import { clockOf, findNotRunning, findRunning, unlessByClock } from './schedule-rules.js';
import { findFlowing, findOff, findSilenced, findSourceSilent, findSwitchedOff } from './source-rules.js';
import { SUBSCRIPTION_RULES } from './subscription-rules.js';

const configOf = <Kind extends FanoutKind>({ facts: { config } }: Looking, kind: Kind): Extract<FanoutConfig, { kind: Kind }> | null =>
  config?.kind === kind ? (config as Extract<FanoutConfig, { kind: Kind }>) : null;

const recentOf = ({ facts: { counters } }: Looking): Recent | null => (counters === null ? null : new Recent(counters));

const findRefusingDeadLetterQueue: Rule = (looking) => {
  const recent = recentOf(looking);
  const refused = (recent?.sum('notSentToDlq') ?? 0) + (recent?.sum('notRedrivenToDlq') ?? 0) + (recent?.sum('scheduleNotSentToDlq') ?? 0);
  return refused > 0 ? find('dead-letter-queue-refuses', `the dead-letter queue took none of ${countText(refused)}`) : null;
};

const findNeverInvoked: Rule = (looking) => {
  const never = recentOf(looking)?.sum('neverInvoked') ?? 0;
  return never > 0 ? find('never-invoked', `${countOf(never, 'event was', 'events were')} never handed to the target`) : null;
};

/** The first rule that sends to its own bus is a loop as soon as it matches what it sends. */
const findSelfMatching: Rule = (looking) => {
  const rule = configOf(looking, 'rule');
  const recent = recentOf(looking);
  if (rule === null || recent === null || !(rule.targets ?? []).some(({ arn }) => arn === rule.busArn)) return null;
  if (recent.minutesAbove('matched') < FANOUT_LIMITS.troubledMinutes) return null;
  return find(
    'matches-itself',
    `its target is the bus it listens to; ${countOf(recent.sum('matched'), 'event', 'events')} in ${recent.known} min`,
  );
};

/** A loop through something else, such as a function that puts events: told by what it does, since settings do not show it. */
const findMultiplied: Rule = ({ facts: { counters, changes } }) => {
  if (counters === null) return null;
  const edit = changes.findLast(({ field }) => field === 'pattern');
  if (edit === undefined) return null;
  const reach = FANOUT_LIMITS.editMinutes * MINUTE_MS;
  const before = perMinute(counters, 'matched', edit.at - reach - FANOUT_LIMITS.baselineMinutes * MINUTE_MS, edit.at - reach);
  if (before === null || before === 0) return null;
  const newest = new Recent(counters, FANOUT_LIMITS.troubledMinutes);
  const least = Math.max(FANOUT_LIMITS.multipliedBy * before, FANOUT_LIMITS.multipliedEvents);
  if (newest.minutesAbove('matched', least) < FANOUT_LIMITS.troubledMinutes) return null;
  const now = newest.rate('matched') ?? 0;
  return find('multiplied-by-edit', `${rateText(now)} match, ${rateText(before / 60, now)} before the pattern changed`, edit.at);
};

/** AWS counts what is put by account and region: it is told at the default bus, whichever bus it was meant for. */
const findRefusedPuts: Rule = ({ facts: { ingest } }) => {
  if (ingest === null) return null;
  const recent = new Recent(ingest);
  const where = `of this account and region in ${recent.known} min`;
  if (recent.minutesAbove('putFailedEntries') >= FANOUT_LIMITS.troubledMinutes) {
    const failed = countOf(recent.sum('putFailedEntries'), 'event', 'events');
    return find('puts-failing', `${failed} put and not taken, on buses ${where}`, recent.since('putFailedEntries'));
  }
  if (recent.minutesAbove('putThrottled') < FANOUT_LIMITS.heldBackMinutes) return null;
  const refused = countOf(recent.sum('putThrottled'), 'call', 'calls');
  return find('puts-throttled', `${refused} to put events refused, on buses ${where}`, recent.since('putThrottled'));
};

const findThrottledRule: Rule = (looking) => {
  const recent = recentOf(looking);
  if (recent === null || recent.minutesAbove('throttledRules') < FANOUT_LIMITS.heldBackMinutes) return null;
  return find(
    'rule-throttled',
    `held back ${countText(recent.sum('throttledRules'))} times in ${recent.known} min`,
    recent.since('throttledRules'),
  );
};

/** In three of the newest minutes, or in two in a row when most attempts are repeats. */
const findRetried: Rule = ({ facts: { counters } }) => {
  if (counters === null) return null;
  const recent = new Recent(counters);
  const newest = new Recent(counters, FANOUT_LIMITS.troubledMinutes);
  const often = recent.minutesAbove('retries') >= FANOUT_LIMITS.heldBackMinutes && shareRetried(recent) >= FANOUT_LIMITS.retriedShare;
  const atOnce =
    newest.minutesAbove('retries') >= FANOUT_LIMITS.troubledMinutes &&
    newest.sum('retries') >= FANOUT_LIMITS.failingAttempts &&
    shareRetried(newest) >= FANOUT_LIMITS.mostlyRetriedShare;
  if (!often && !atOnce) return null;
  const share = shareRetried(atOnce ? newest : recent);
  return find('target-retried', `${shareText(Math.min(1, share))} of attempts are repeats`, recent.since('retries'));
};

const shareRetried = (recent: Recent): number => recent.sum('retries') / Math.max(1, recent.sum('attempts'));

const findLate =
  (metric: 'startLatency' | 'asyncAge', reason: 'invoked-late' | 'async-late'): Rule =>
  (looking) => {
    const recent = recentOf(looking);
    if (recent === null || recent.minutesAbove(metric, FANOUT_LIMITS.lateMilliseconds) < FANOUT_LIMITS.heldBackMinutes) return null;
    const worst = recent.greatest(metric);
    return find(reason, `up to ${durationText(worst / 1000)} late`, recent.since(metric, FANOUT_LIMITS.lateMilliseconds));
  };

const isRuleOff = (looking: Looking): boolean => configOf(looking, 'rule')?.state === 'DISABLED';

/** By the clock nothing comes that could have come until then: what ran did. */
const findRuleSwitchedOff: Rule = (looking) => {
  const clock = clockOf(looking.facts);
  if (clock === null || configOf(looking, 'rule')?.pattern !== null) return findSwitchedOff('matched', isRuleOff)(looking);
  if (!isRuleOff(looking)) return null;
  return findOff(looking, clock.runs.lastRunAt !== null, 'it was switched off while it ran by the clock');
};

const findStoppedPipe: Rule = (looking) => {
  const pipe = configOf(looking, 'pipe');
  if (pipe === null || pipe.currentState !== 'STOPPED') return null;
  const fills = fillsText(looking);
  return fills === null ? find('switched-off', 'it is stopped') : find('pipe-stopped', `it is stopped while ${fills}`);
};

/** `returns fills, 900 wait there`; null: nothing comes to its source, and nothing waits there. */
function fillsText({ facts: { feeder } }: Looking): string | null {
  if (feeder === null) return null;
  const arrives = feeder.counters.sum(feeder.metric, feeder.counters.to - FANOUT_LIMITS.ledgerMinutes * MINUTE_MS) > 0;
  if (!arrives && (feeder.waiting ?? 0) === 0) return null;
  return `${feeder.name} fills${feeder.waiting ? `, ${countText(feeder.waiting)} wait there` : ''}`;
}

/** AWS says why; the counters say whether it works all the same. */
const findFailedState: Rule = (looking) => {
  const pipe = configOf(looking, 'pipe');
  const work = pipe === null ? null : pipeWork(pipe.currentState);
  if (pipe === null || (work !== 'never-started' && work !== 'runs-as-before')) return null;
  const said = pipe.stateReason === null ? pipe.currentState : `${pipe.currentState}: ${pipe.stateReason}`;
  const events = work === 'never-started' ? 0 : (recentOf(looking)?.sum('events') ?? 0);
  if (events > 0) return find('runs-unchanged', `${countOf(events, 'event passes', 'events pass')} all the same; ${said}`);
  const fills = fillsText(looking);
  return fills === null ? find('state-failed', said) : find('pipe-takes-nothing', `${said}, while ${fills}`);
};

const findFailingExecutions: Rule = (looking) => {
  const recent = recentOf(looking);
  if (recent === null) return null;
  const minutes = Math.max(
    recent.minutesAbove('executionsFailed'),
    recent.minutesAbove('targetFailed'),
    recent.minutesAbove('executionTimeouts'),
  );
  if (minutes < FANOUT_LIMITS.troubledMinutes) return null;
  const failed = recent.sum('executionsFailed') + recent.sum('executionTimeouts');
  const where = recent.sum('enrichmentFailed') > recent.sum('targetFailed') ? 'at its enrichment' : 'at its target';
  return find('executions-failing', `${countOf(Math.max(failed, 1), 'execution', 'executions')} failed in ${recent.known} min, ${where}`);
};

/** A pipe whose source is busy takes nothing in: its filter lets nothing pass. */
const findStarvedPipe: Rule = (looking) => {
  const pipe = configOf(looking, 'pipe');
  const running = pipe?.currentState === 'RUNNING';
  return running ? findSilenced('events')(looking) : null;
};

const findFailingFunction: Rule = (looking) => {
  const recent = recentOf(looking);
  if (recent === null || recent.minutesAbove('functionErrors') < FANOUT_LIMITS.troubledMinutes) return null;
  const errors = recent.sum('functionErrors');
  const share = errors / Math.max(1, recent.sum('functionInvocations'));
  if (errors < FANOUT_LIMITS.functionErrors || share < FANOUT_LIMITS.functionErrorShare) return null;
  return find(
    'function-failing',
    `${shareText(Math.min(1, share))} of ${countText(recent.sum('functionInvocations'))} invocations fail`,
    recent.since('functionErrors'),
  );
};

const findDropped: Rule = (looking) => {
  const recent = recentOf(looking);
  const lost = (recent?.sum('asyncDropped') ?? 0) + (recent?.sum('deadLetterErrors') ?? 0) + (recent?.sum('destinationFailures') ?? 0);
  return lost > 0 ? find('async-dropped', `${countOf(lost, 'event', 'events')} given up and dropped`) : null;
};

const findThrottledFunction: Rule = (looking) => {
  const recent = recentOf(looking);
  if (recent === null || recent.minutesAbove('functionThrottles') < FANOUT_LIMITS.heldBackMinutes) return null;
  return find(
    'function-throttled',
    `${countText(recent.sum('functionThrottles'))} invocations refused in ${recent.known} min`,
    recent.since('functionThrottles'),
  );
};

const findDroppedSchedules: Rule = (looking) => {
  const dropped = recentOf(looking)?.sum('dropped') ?? 0;
  return dropped > 0 ? find('invocations-dropped', `${countOf(dropped, 'invocation', 'invocations')} given up`) : null;
};

const findScheduleDeadLetters: Rule = (looking) => {
  const sent = recentOf(looking)?.sum('scheduleSentToDlq') ?? 0;
  return sent > 0 ? find('dead-letters-arriving', `${countOf(sent, 'invocation', 'invocations')} dead-lettered`) : null;
};

const findThrottledSchedules: Rule = (looking) => {
  const recent = recentOf(looking);
  if (recent === null) return null;
  const minutes = Math.max(
    recent.minutesAbove('targetThrottles'),
    recent.minutesAbove('invocationThrottles'),
    recent.minutesAbove('targetErrors'),
  );
  return minutes < FANOUT_LIMITS.heldBackMinutes ? null : find('schedule-throttled', 'its targets refuse at first');
};

/** What each kind is judged by, and in which order of two alike. */
export const RULES_OF_KIND: Readonly<Record<FanoutKind, readonly Rule[]>> = {
  topic: [findLost, findFailingEndpoint, findRefusingDeadLetterQueue, findDeadLettered, findWaiting, findFlowing('published', 'messages')],
  subscription: SUBSCRIPTION_RULES,
  bus: [
    (looking) => (configOf(looking, 'bus')?.type === 'partner' ? findSourceSilent('matched')(looking) : null),
    findThrottledRule,
    findRefusedPuts,
    // AWS counts what a rule matches; what comes in and matches nothing is counted for no bus.
    findFlowing('matched', 'events', 'match a rule'),
  ],
  rule: [
    findSelfMatching,
    findMultiplied,
    findNeverInvoked,
    findRefusingDeadLetterQueue,
    findLost,
    findMissingEndpoint,
    findDeadLettered,
    unlessByClock((looking) => (isRuleOff(looking) ? null : findSilenced('matched')(looking))),
    findNotRunning,
    findWaiting,
    findThrottledRule,
    findRetried,
    findLate('startLatency', 'invoked-late'),
    findRuleSwitchedOff,
    (looking) => (isRuleOff(looking) ? null : (findRunning(looking) ?? findFlowing('matched', 'events')(looking))),
  ],
  pipe: [
    findFailedState,
    findFailingExecutions,
    findMissingEndpoint,
    findStoppedPipe,
    findStarvedPipe,
    (looking) => (configOf(looking, 'pipe')?.currentState === 'STOPPED' ? null : findFlowing('events', 'events')(looking)),
  ],
  function: [
    findFailingFunction,
    findDropped,
    findThrottledFunction,
    findLate('asyncAge', 'async-late'),
    findFlowing('functionInvocations', 'invocations'),
  ],
  'schedule-group': [
    findDroppedSchedules,
    findRefusingDeadLetterQueue,
    findScheduleDeadLetters,
    findThrottledSchedules,
    findFlowing('scheduleAttempts', 'invocations'),
  ],
  'delivery-stream': DELIVERY_STREAM_RULES,
};
