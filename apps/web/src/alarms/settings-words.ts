import { alarmRule, type AlarmSettings, type EffectiveAlarmSettings } from '@weir/contract';
import { timeLeft } from '../format/index.js';
import { RULE_NAMES } from '../incidents/incident-words.js';

/** What settings say, one line each; what they leave to the scope above is not told. */
export function settingsWords({
  enabled,
  verdictFloor,
  ageBudgetSeconds,
  lossWithinSeconds,
  runbook,
  rules,
}: AlarmSettings): readonly string[] {
  return [
    ...(enabled === undefined ? [] : [enabled ? 'alarms on' : 'no alarms at all']),
    ...(verdictFloor === undefined ? [] : [FLOOR_WORDS[verdictFloor]]),
    ...(ageBudgetSeconds === undefined ? [] : [budgetWords(ageBudgetSeconds)]),
    ...(lossWithinSeconds === undefined ? [] : [`losses within ${timeLeft(lossWithinSeconds)}`]),
    ...alarmRule.options.flatMap((rule) => {
      const found = rules?.[rule];
      if (found === undefined) return [];
      const parts = [
        ...(found.enabled === undefined ? [] : [found.enabled ? 'on' : 'off']),
        ...(found.forSeconds === undefined ? [] : [`after ${timeLeft(found.forSeconds)}`]),
        ...(found.clearSeconds === undefined ? [] : [`clear after ${timeLeft(found.clearSeconds)}`]),
      ];
      return parts.length === 0 ? [] : [`${RULE_NAMES[rule]}: ${parts.join(', ')}`];
    }),
    ...(runbook === undefined ? [] : [`runbook ${runbook}`]),
  ];
}

export const FLOOR_WORDS: Readonly<Record<EffectiveAlarmSettings['verdictFloor']['value'], string>> = {
  broken: 'only what is broken raises an alarm',
  late: 'what is late raises an alarm as well',
};

export const budgetWords = (seconds: number | null): string =>
  seconds === null ? 'no budget of age' : `the oldest may wait ${timeLeft(seconds)}`;
