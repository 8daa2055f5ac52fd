import type { EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { durationText } from '../../verdicts/wording.js';
import type { SettingChange } from './fanout-facts.js';
import { FANOUT_LIMITS } from './limits.js';

const FIELD_WORDS: Readonly<Record<string, string>> = {
  filterPolicy: 'the filter policy',
  filterPolicyScope: 'the scope of the filter policy',
  pattern: 'the event pattern',
  filters: 'the filter',
  targets: 'the targets',
  state: 'the state',
};

export const fieldWords = (field: string): string => FIELD_WORDS[field] ?? `the setting ${field}`;

/** The edit of one of these fields that lies nearest to a moment, when one lies near enough to explain what began then. */
export function editNear(changes: readonly SettingChange[], fields: readonly string[], moment: EpochMs): SettingChange | null {
  const reach = FANOUT_LIMITS.editMinutes * MINUTE_MS;
  return changes
    .filter(({ field, at }) => fields.includes(field) && Math.abs(at - moment) <= reach)
    .reduce<SettingChange | null>(
      (best, edit) => (best === null || Math.abs(edit.at - moment) < Math.abs(best.at - moment) ? edit : best),
      null,
    );
}

/** `the filter policy changed 14 min before deliveries stopped`. */
export function editSentence(edit: SettingChange, began: EpochMs, what: string): string {
  const seconds = Math.round((began - edit.at) / 1000);
  const changed = `${fieldWords(edit.field)} changed`;
  if (Math.abs(seconds) < 60) return `${changed} when ${what}`;
  return seconds > 0 ? `${changed} ${durationText(seconds)} before ${what}` : `${changed} about when ${what}`;
}
