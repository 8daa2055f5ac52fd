import { Dialog } from '@base-ui/react/dialog';
import { alarmRule, resourceKind, severity, silenceField, silenceMatcher, type SilenceField } from '@weir/contract';
import { useState } from 'react';
import { useLiveClient } from '../live/live-context.js';
import { Icon } from '../parts/Icon.js';
import { BLANK_DRAFT, BLANK_MATCHER, readDraft, type MatcherDraft, type SilenceDraft } from './silence-draft.js';
import { useAddSilence } from './silence-queries.js';
import { FIELD_WORDS, OP_WORDS } from './silence-words.js';

const OPS = silenceMatcher.shape.op.unwrap().options;
const LENGTHS: readonly (readonly [minutes: number, label: string])[] = [
  [30, '30 min'],
  [60, '1 h'],
  [120, '2 h'],
  [240, '4 h'],
  [480, '8 h'],
  [1_440, '1 d'],
  [10_080, '7 d'],
];

/** What a value can be where there are few. */
const VALUES: Readonly<Partial<Record<SilenceField, readonly string[]>>> = {
  kind: resourceKind.options,
  rule: alarmRule.options,
  severity: [...severity.values].map(String),
};

/** Asks for what is to be quiet, for how long and why. */
export function NewSilenceDialog({ close }: { readonly close: () => void }) {
  const client = useLiveClient();
  const add = useAddSilence();
  const [draft, setDraft] = useState<SilenceDraft>(BLANK_DRAFT);
  const [problem, setProblem] = useState('');
  const change = (next: Partial<SilenceDraft>) => setDraft({ ...draft, ...next });
  const changeMatcher = (index: number, next: Partial<MatcherDraft>) =>
    change({ matchers: draft.matchers.map((matcher, place) => (place === index ? { ...matcher, ...next } : matcher)) });
  const submit = () => {
    const read = readDraft(draft, client.now());
    if (!read.ok) return setProblem(read.problem);
    setProblem('');
    add.mutate(read.silence, { onSuccess: close });
  };
  const told = problem === '' ? (add.error?.message ?? '') : problem;
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog silence-dialog">
          <Dialog.Title render={<h2 />}>New silence</Dialog.Title>
          <form className="fields" action={submit} noValidate>
            <fieldset>
              <legend>Alarms where all of these hold</legend>
              {draft.matchers.map((matcher, index) => (
                <div key={index} className="matcher">
                  <select
                    aria-label="What"
                    value={matcher.field}
                    onChange={({ target }) => changeMatcher(index, { field: silenceField.parse(target.value), value: '' })}
                  >
                    {silenceField.options.map((field) => (
                      <option key={field} value={field}>
                        {FIELD_WORDS[field]}
                      </option>
                    ))}
                  </select>
                  {matcher.field === 'tag' ? (
                    <input
                      aria-label="Tag"
                      placeholder="team"
                      maxLength={128}
                      value={matcher.key}
                      onChange={({ target }) => changeMatcher(index, { key: target.value })}
                    />
                  ) : null}
                  <select
                    aria-label="How"
                    value={matcher.op}
                    onChange={({ target }) => changeMatcher(index, { op: OPS.find((op) => op === target.value) ?? 'is' })}
                  >
                    {OPS.map((op) => (
                      <option key={op} value={op}>
                        {OP_WORDS[op]}
                      </option>
                    ))}
                  </select>
                  <input
                    aria-label="Value"
                    list={VALUES[matcher.field] === undefined ? undefined : `values-${matcher.field}`}
                    maxLength={256}
                    value={matcher.value}
                    onChange={({ target }) => changeMatcher(index, { value: target.value })}
                  />
                  <button
                    type="button"
                    className="icon-btn"
                    aria-label="Remove this condition"
                    disabled={draft.matchers.length === 1}
                    onClick={() => change({ matchers: draft.matchers.filter((_matcher, place) => place !== index) })}
                  >
                    <Icon name="cross" size={12} />
                  </button>
                </div>
              ))}
              {Object.entries(VALUES).map(([field, values]) => (
                <datalist key={field} id={`values-${field}`}>
                  {values.map((value) => (
                    <option key={value} value={value} />
                  ))}
                </datalist>
              ))}
              <button type="button" className="plain link" onClick={() => change({ matchers: [...draft.matchers, BLANK_MATCHER] })}>
                And another
              </button>
            </fieldset>
            <div className="pair-of-fields">
              <label>
                Begins, local time; empty: now
                <input
                  type="datetime-local"
                  value={draft.startsAt}
                  onChange={({ target }) => change({ startsAt: target.value, kind: target.value === '' ? draft.kind : 'maintenance' })}
                />
              </label>
              <label>
                For
                <select value={draft.minutes} onChange={({ target }) => change({ minutes: Number(target.value) })}>
                  {LENGTHS.map(([minutes, label]) => (
                    <option key={minutes} value={minutes}>
                      {label}
                    </option>
                  ))}
                </select>
              </label>
              <label>
                Is
                <select
                  value={draft.kind}
                  onChange={({ target }) => change({ kind: target.value === 'maintenance' ? 'maintenance' : 'silence' })}
                >
                  <option value="silence">a silence</option>
                  <option value="maintenance">planned maintenance</option>
                </select>
              </label>
            </div>
            <label>
              Why
              <textarea rows={2} maxLength={1000} value={draft.reason} onChange={({ target }) => change({ reason: target.value })} />
            </label>
            {told === '' ? null : (
              <p role="alert" className="c v-stale">
                {told}
              </p>
            )}
            <div className="acts">
              <button type="submit" className="btn primary" disabled={add.isPending}>
                Silence
              </button>
              <Dialog.Close render={<button type="button" className="btn ghost" />}>Cancel</Dialog.Close>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
