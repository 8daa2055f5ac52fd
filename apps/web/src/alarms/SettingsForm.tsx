import { alarmRule, alarmScope, type AlarmRule, type AlarmScope, type AlarmSettings } from '@weir/contract';
import { useState } from 'react';
import { counted, visibleText, type Zone } from '../format/index.js';
import { RULE_NAMES, RULE_WORDS } from '../incidents/incident-words.js';
import { useChangeSettings, usePreview } from './alarm-queries.js';
import { PreviewAnswer } from './PreviewAnswer.js';
import { ScopePicker } from './ScopePicker.js';
import { draftOf, readSettings, type Choice, type RuleDraft, type SettingsDraft } from './settings-draft.js';

interface SettingsFormProps {
  /** null: to be chosen here. */
  readonly scope: AlarmScope | null;
  readonly label: string;
  readonly settings: AlarmSettings;
  readonly zone: Zone;
  readonly close: () => void;
}

/** Sets alarms of one scope. What is left empty stays as in the scope above; before saving, a look at what it would have done. */
export function SettingsForm({ scope: given, label, settings, zone, close }: SettingsFormProps) {
  const [scope, setScope] = useState<unknown>(given ?? { scope: 'account', account: '' });
  const [draft, setDraft] = useState<SettingsDraft>(() => draftOf(settings));
  const [problem, setProblem] = useState('');
  const change = useChangeSettings();
  const preview = usePreview();
  const set = (next: Partial<SettingsDraft>) => setDraft({ ...draft, ...next });
  const setRule = (rule: AlarmRule, next: Partial<RuleDraft>) =>
    set({ rules: { ...draft.rules, [rule]: { ...draft.rules[rule], ...next } } });
  const read = (): { readonly scope: AlarmScope; readonly settings: AlarmSettings } | null => {
    const where = alarmScope.safeParse(scope);
    if (!where.success) {
      setProblem(where.error.issues[0]?.message ?? 'choose where it holds');
      return null;
    }
    const what = readSettings(draft);
    setProblem(what.ok ? '' : what.problem);
    return what.ok ? { scope: where.data, settings: what.settings } : null;
  };
  const save = () => {
    const asked = read();
    if (asked !== null) change.mutate(asked, { onSuccess: close });
  };
  const look = () => {
    const asked = read();
    if (asked !== null) preview.mutate(asked);
  };
  const told = [problem, change.error?.message ?? '', preview.error?.message ?? ''].find((text) => text !== '') ?? '';
  return (
    <section className="panel" aria-label="Set alarms">
      <header>
        <h2>{given === null ? 'Set another scope' : `Set ${visibleText(label)}`}</h2>
        <span className="sub">what is left empty stays as in the scope above</span>
      </header>
      <form className="body fields" action={save} noValidate>
        {given === null ? <ScopePicker change={setScope} /> : null}
        <div className="setting-pairs">
          <label>
            Alarms
            <ChoiceField value={draft.enabled} change={(enabled) => set({ enabled })} />
          </label>
          <label>
            Raised by
            <select value={draft.verdictFloor} onChange={({ target }) => set({ verdictFloor: floorOf(target.value) })}>
              <option value="above">as above</option>
              <option value="broken">broken only</option>
              <option value="late">late as well</option>
            </select>
          </label>
          <label>
            Oldest may wait
            <input value={draft.ageBudget} placeholder="as above, or none" onChange={({ target }) => set({ ageBudget: target.value })} />
          </label>
          <label>
            Losses within
            <input value={draft.lossWithin} placeholder="as above" onChange={({ target }) => set({ lossWithin: target.value })} />
          </label>
        </div>
        <div className="rule-scroll">
          <table className="rules">
            <thead>
              <tr>
                <th>Rule</th>
                <th>Is</th>
                <th>Fires after</th>
                <th>Clear after</th>
              </tr>
            </thead>
            <tbody>
              {alarmRule.options.map((rule) => (
                <tr key={rule}>
                  <td title={RULE_WORDS[rule]}>{RULE_NAMES[rule]}</td>
                  <td>
                    <ChoiceField
                      label={`${RULE_NAMES[rule]} is`}
                      value={draft.rules[rule].enabled}
                      change={(enabled) => setRule(rule, { enabled })}
                    />
                  </td>
                  <td>
                    <input
                      aria-label={`${RULE_NAMES[rule]} fires after`}
                      placeholder="as above"
                      value={draft.rules[rule].forText}
                      onChange={({ target }) => setRule(rule, { forText: target.value })}
                    />
                  </td>
                  <td>
                    <input
                      aria-label={`${RULE_NAMES[rule]} clear after`}
                      placeholder="as above"
                      value={draft.rules[rule].clearText}
                      onChange={({ target }) => setRule(rule, { clearText: target.value })}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <label>
          Runbook
          <input type="url" value={draft.runbook} placeholder="https://" onChange={({ target }) => set({ runbook: target.value })} />
        </label>
        {told === '' ? null : (
          <p role="alert" className="c v-stale">
            {told}
          </p>
        )}
        {preview.data === undefined ? null : <PreviewAnswer preview={preview.data} zone={zone} />}
        <div className="acts">
          <button type="button" className="btn" disabled={preview.isPending} onClick={look}>
            {preview.isPending ? `Looking through ${counted(7, 'day')}` : 'Preview on last week'}
          </button>
          <button type="submit" className="btn primary" disabled={change.isPending}>
            Save
          </button>
          <button type="button" className="btn ghost" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </section>
  );
}

const floorOf = (value: string): SettingsDraft['verdictFloor'] => (value === 'broken' || value === 'late' ? value : 'above');

interface ChoiceFieldProps {
  readonly value: Choice;
  readonly change: (value: Choice) => void;
  readonly label?: string;
}

function ChoiceField({ value, change, label }: ChoiceFieldProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ target }) => change(target.value === 'on' || target.value === 'off' ? target.value : 'above')}
    >
      <option value="above">as above</option>
      <option value="on">on</option>
      <option value="off">off</option>
    </select>
  );
}
