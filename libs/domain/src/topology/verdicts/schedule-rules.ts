import { MINUTE_MS } from '../../series/sample.js';
import { countText, durationText, rateText } from '../../verdicts/wording.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import { ANY_TARGETS, ScheduledRuns } from '../ledger/scheduled-runs.js';
import { readSchedule, runsDue } from '../schedules/read-schedule.js';
import type { FanoutFacts } from './fanout-facts.js';
import { find, type Looking, type Rule } from './found.js';
import { FANOUT_LIMITS } from './limits.js';

/** Of a rule with a schedule, which runs by the clock and not by what comes in. */
interface Clock {
  readonly counters: CounterWindow;
  readonly runs: ScheduledRuns;
  readonly expression: string;
}

/** null: it is no rule with a schedule, or nothing is known of it. */
export function clockOf({ config, counters }: Pick<FanoutFacts, 'config' | 'counters'>): Clock | null {
  if (config?.kind !== 'rule' || config.schedule === null || counters === null) return null;
  const { targets, schedule } = config;
  const count = targets === null ? ANY_TARGETS : { fewest: targets.length, most: targets.length };
  return { counters, runs: new ScheduledRuns(counters, count), expression: schedule };
}

/** Runs per second, over an hour: by the clock one comes in so many minutes. null: none of them is known. */
export function runRate({ counters, runs }: Clock): number | null {
  const from = quietFrom(counters);
  const known = counters.knownMinutes(from, counters.to);
  return known === 0 ? null : runs.over(from, counters.to).high / (60 * known);
}

const quietFrom = (counters: CounterWindow): number => Math.max(counters.from, counters.to - FANOUT_LIMITS.quietMinutes * MINUTE_MS);

/** Fine or idle: how often it runs. */
export const findRunning: Rule = ({ facts }) => {
  const clock = clockOf(facts);
  const rate = clock && runRate(clock);
  if (clock === null || rate === null) return null;
  return rate === 0 ? find('no-traffic', `no runs; it runs on ${clock.expression}`) : find('delivering', `runs ${rateText(rate)}`);
};

/**
 * Runs were due by the schedule itself and none came, nor was one handed to a target. Two of them, since of a rate nobody knows when it began;
 * of a schedule that names its minutes one is enough once it is long over. Nothing is said of minutes that were not read, of the time before
 * Weir met the rule or its schedule was edited, and of what comes less often than the window is long.
 */
export const findNotRunning: Rule = ({ facts, standing, now }) => {
  const clock = clockOf(facts);
  const schedule = clock && readSchedule(clock.expression);
  if (clock === null || schedule === null || isOff(facts)) return null;
  const { counters, runs } = clock;
  // Without a target nothing but its own counter tells of a run, and where that was never told nobody may have asked for it.
  if (facts.endpoints.length === 0 && counters.greatest('triggered') === null) return null;
  const last = runs.lastRunAt;
  const edited = facts.changes.findLast(({ field }) => field === 'schedule' || field === 'state')?.at ?? -Infinity;
  const from = Math.max(last === null ? Math.max(counters.from, facts.metAt) : last + MINUTE_MS, edited);
  const to = Math.min(counters.to, now - FANOUT_LIMITS.settlingMinutes * MINUTE_MS);
  if (last === null && standing?.reason === 'schedule-not-running' && edited < standing.since)
    return find(
      'schedule-not-running',
      `no run for ${durationText((now - standing.since) / 1000)}, on ${clock.expression}`,
      standing.since,
    );
  if (to - from < FANOUT_LIMITS.silentMinutes * MINUTE_MS || counters.knownMinutes(from, to) < Math.floor((to - from) / MINUTE_MS))
    return null;
  const due = runsDue(schedule, from, to);
  const isLongOver = schedule.everyMs === null && runsDue(schedule, from, to - FANOUT_LIMITS.missedRunMinutes * MINUTE_MS) > 0;
  if (due < FANOUT_LIMITS.missedRuns && !isLongOver) return null;
  return find('schedule-not-running', `${countText(due)} due by ${clock.expression} since its last run, none came`, from);
};

const isOff = ({ config }: Pick<FanoutFacts, 'config'>): boolean => config?.kind === 'rule' && config.state === 'DISABLED';

/** A rule of both kinds is told of by what it matches and by the clock; one with a schedule alone by the clock. */
export const unlessByClock =
  (rule: Rule): Rule =>
  (looking) =>
    isByClockAlone(looking) ? null : rule(looking);

const isByClockAlone = ({ facts: { config } }: Looking): boolean =>
  config?.kind === 'rule' && config.schedule !== null && config.pattern === null;
