import { alarmRule, alarmSettings, type AlarmRule, type AlarmSettings } from '@weir/contract';
import { RULE_NAMES } from '../incidents/incident-words.js';
import { durationText, readDuration } from './read-duration.js';

/** Yes, no, or as in the scope above. */
export type Choice = 'above' | 'on' | 'off';

export interface RuleDraft {
  readonly enabled: Choice;
  /** Durations as typed; empty: as in the scope above. */
  readonly forText: string;
  readonly clearText: string;
}

/** Settings of one scope as they are being typed. Empty texts leave a value to the scope above. */
export interface SettingsDraft {
  readonly enabled: Choice;
  readonly verdictFloor: 'above' | 'broken' | 'late';
  /** `none`: no budget. */
  readonly ageBudget: string;
  readonly lossWithin: string;
  readonly runbook: string;
  readonly rules: Readonly<Record<AlarmRule, RuleDraft>>;
}

const choiceOf = (value: boolean | undefined): Choice => (value === undefined ? 'above' : value ? 'on' : 'off');
const textOf = (seconds: number | undefined): string => (seconds === undefined ? '' : durationText(seconds));
const NO_BUDGET = 'none';

/** The draft that says what the settings say. */
export function draftOf({ enabled, verdictFloor, ageBudgetSeconds, lossWithinSeconds, runbook, rules }: AlarmSettings): SettingsDraft {
  const drafts = alarmRule.options.map((rule): [AlarmRule, RuleDraft] => {
    const found = rules?.[rule];
    return [rule, { enabled: choiceOf(found?.enabled), forText: textOf(found?.forSeconds), clearText: textOf(found?.clearSeconds) }];
  });
  return {
    enabled: choiceOf(enabled),
    verdictFloor: verdictFloor ?? 'above',
    ageBudget: ageBudgetSeconds === null ? NO_BUDGET : textOf(ageBudgetSeconds),
    lossWithin: textOf(lossWithinSeconds),
    runbook: runbook ?? '',
    rules: Object.fromEntries(drafts) as Record<AlarmRule, RuleDraft>,
  };
}

export type ReadSettings = { readonly ok: true; readonly settings: AlarmSettings } | { readonly ok: false; readonly problem: string };

/** The settings a draft says, or what of it makes no sense. */
export function readSettings(draft: SettingsDraft): ReadSettings {
  const problems: string[] = [];
  const seconds = (text: string, what: string): number | undefined => {
    if (text.trim() === '') return undefined;
    const read = readDuration(text);
    if (read === null) problems.push(`${what}: give a time like 90 s, 5 min or 1 h`);
    return read ?? undefined;
  };
  const rules = alarmRule.options.flatMap((rule) => {
    const { enabled, forText, clearText } = draft.rules[rule];
    const forSeconds = seconds(forText, `${RULE_NAMES[rule]}, fires after`);
    const clearSeconds = seconds(clearText, `${RULE_NAMES[rule]}, clear after`);
    const said = {
      ...(enabled === 'above' ? {} : { enabled: enabled === 'on' }),
      ...(forSeconds === undefined ? {} : { forSeconds }),
      ...(clearSeconds === undefined ? {} : { clearSeconds }),
    };
    return Object.keys(said).length === 0 ? [] : [[rule, said] as const];
  });
  const ageBudgetSeconds = draft.ageBudget.trim() === NO_BUDGET ? null : seconds(draft.ageBudget, 'budget of age');
  const lossWithinSeconds = seconds(draft.lossWithin, 'losses within');
  const [problem] = problems;
  if (problem !== undefined) return { ok: false, problem };
  const read = alarmSettings.safeParse({
    ...(draft.enabled === 'above' ? {} : { enabled: draft.enabled === 'on' }),
    ...(draft.verdictFloor === 'above' ? {} : { verdictFloor: draft.verdictFloor }),
    ...(ageBudgetSeconds === undefined ? {} : { ageBudgetSeconds }),
    ...(lossWithinSeconds === undefined ? {} : { lossWithinSeconds }),
    ...(draft.runbook.trim() === '' ? {} : { runbook: draft.runbook.trim() }),
    ...(rules.length === 0 ? {} : { rules: Object.fromEntries(rules) }),
  });
  if (read.success) return { ok: true, settings: read.data };
  const [issue] = read.error.issues;
  return { ok: false, problem: issue === undefined ? 'fill in what is missing' : `${issue.path.join(' ')}: ${issue.message}` };
}
