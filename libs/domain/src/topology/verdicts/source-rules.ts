import type { FanoutMetric } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { countText, durationText, rateText } from '../../verdicts/wording.js';
import { editNear, editSentence } from './edits.js';
import type { Found } from '../../streams/verdicts/blindness.js';
import { find, type Looking, type Rule } from './found.js';
import { FANOUT_LIMITS } from './limits.js';
import { Recent } from './recent.js';
import { EXPLAINED, feederThrough, isSilentThroughout, perMinute, silenceOf } from './silence.js';

/** Settings that decide what passes. */
const CHOOSING = ['pattern', 'filters', 'state', 'filterPolicy', 'filterPolicyScope'];

/**
 * Nothing comes in any more: because of an edit, or although what feeds it is as busy as before. When what feeds it fell silent as well,
 * neither its own settings nor an edit of them are the cause. An edit right before makes the first whole minute conclusive while the feeder
 * is seen to go on; where that cannot be seen, it takes as long as without one.
 */
export const findSilenced =
  (metric: FanoutMetric): Rule =>
  (looking) => {
    const { facts } = looking;
    const { counters, feeder, changes } = facts;
    if (counters === null) return null;
    const explained = silenceOf(counters, metric, EXPLAINED);
    if (explained === null) return findStillSilent(metric, looking);
    const through = feeder === null ? 'cannot-tell' : feederThrough(feeder, counters, metric, explained);
    if (through === 'quiet') return null;
    const edit = editNear(changes, CHOOSING, explained.from);
    const silence = edit !== null && through === 'busy' ? explained : silenceOf(counters, metric);
    if (silence === null) return null;
    const before = `${rateText(silence.perMinuteBefore / 60)} before`;
    if (edit !== null) return find('policy-edited', `${editSentence(edit, silence.from, 'it fell silent')}; ${before}`, silence.from);
    if (feeder === null || through !== 'busy') return null;
    return find(
      'no-longer-matching',
      `nothing for ${countText(silence.minutes)} min, ${before}, while ${feeder.name} is busy`,
      silence.from,
    );
  };

/** What was found silent stays so while it is silent, though what it did before lies out of sight by now. */
function findStillSilent(metric: FanoutMetric, { facts: { counters }, standing, now }: Looking) {
  if (counters === null || standing === null || !SILENCES.has(standing.reason) || !isSilentThroughout(counters, metric)) return null;
  if (now - standing.since > FANOUT_LIMITS.forgottenMinutes * MINUTE_MS) return null;
  const reason = standing.reason as 'policy-edited' | 'no-longer-matching' | 'source-silent';
  return find(reason, `nothing for ${durationText((now - standing.since) / 1000)}`, standing.since);
}

const SILENCES: ReadonlySet<string> = new Set(['policy-edited', 'no-longer-matching', 'source-silent']);

/**
 * Of a source of its own, such as a partner's: nobody here can say whether it should be busy, but it always was. Nothing feeds it that could
 * vouch for CloudWatch, which may be late with all of EventBridge: a short silence counts only when CloudWatch told of others in it.
 */
export const findSourceSilent =
  (metric: FanoutMetric): Rule =>
  (looking) => {
    const { counters, neighboursToldThrough } = looking.facts;
    if (counters === null) return null;
    const silence = silenceOf(counters, metric);
    if (silence === null) return findStillSilent(metric, looking);
    const vouchedFrom = silence.from + FANOUT_LIMITS.leastSilentMinutes * MINUTE_MS;
    if (silence.minutes < FANOUT_LIMITS.silentMinutes && (neighboursToldThrough ?? -Infinity) < vouchedFrom) return null;
    return find(
      'source-silent',
      `nothing for ${countText(silence.minutes)} min, ${rateText(silence.perMinuteBefore / 60)} before`,
      silence.from,
    );
  };

/** Fine or idle: what comes in, as a rate. */
export const findFlowing =
  (metric: FanoutMetric, noun: string, verb = 'come in'): Rule =>
  ({ facts: { counters } }) => {
    if (counters === null) return null;
    const quietFrom = counters.to - FANOUT_LIMITS.quietMinutes * MINUTE_MS;
    const begin = Math.max(counters.from, quietFrom);
    if (counters.sum(metric, begin) === 0) return find('no-traffic', `no ${noun} ${verb}`);
    // What comes once an hour comes, though the newest minutes have nothing of it.
    const rate = new Recent(counters).rate(metric) || (perMinute(counters, metric, begin, counters.to) ?? 0) / 60;
    return find('delivering', `${rateText(rate)} ${verb}`);
  };

/** Somebody switched it off. Whether events came until then makes the difference. */
export const findSwitchedOff =
  (metric: FanoutMetric, isOff: (looking: Looking) => boolean): Rule =>
  (looking) => {
    if (!isOff(looking)) return null;
    const { counters, feeder } = looking.facts;
    const cameBefore = counters !== null && counters.sum(metric) > 0;
    const stillComes = feeder !== null && feeder.counters.sum(feeder.metric, ledgerStart(feeder.counters.to)) > 0;
    return findOff(looking, cameBefore || stillComes, 'it was switched off while events came');
  };

/** Of what is switched off. @param wasBusy it did something until then @param because said when it was */
export function findOff({ facts: { changes }, standing }: Looking, wasBusy: boolean, because: string): Found {
  const edit = changes.findLast(({ field }) => field === 'state' || field === 'currentState' || field === 'desiredState');
  if ((edit !== undefined && wasBusy) || standing?.reason === 'switched-off-while-busy')
    return find('switched-off-while-busy', because, edit?.at ?? standing?.since ?? null);
  return find('switched-off', 'it is switched off');
}

const ledgerStart = (to: number): number => to - FANOUT_LIMITS.ledgerMinutes * MINUTE_MS;
