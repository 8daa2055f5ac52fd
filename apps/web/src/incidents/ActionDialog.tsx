import { Dialog } from '@base-ui/react/dialog';
import { incidentAction, type IncidentAction, type IncidentSummary } from '@weir/contract';
import { useState } from 'react';
import { useZone } from '../app/view-settings.js';
import { counted, moment, visibleText } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import type { Act } from './incident-queries.js';
import { readAction, type DialogKind } from './read-action.js';
import { snoozeChoices } from './snooze-choices.js';

export type { DialogKind } from './read-action.js';

interface ActionDialogProps {
  /** null: closed. */
  readonly kind: DialogKind | null;
  readonly on: readonly IncidentSummary[];
  readonly act: Act;
  readonly close: () => void;
  /** Names to choose an owner from, beside those the incidents name. */
  readonly names?: readonly string[];
}

const TITLES: Readonly<Record<DialogKind, string>> = {
  assign: 'Assign',
  snooze: 'Snooze',
  resolve: 'Resolve',
  link: 'Add a link',
  merge: 'Merge into another incident',
};

/** Asks for what an action needs, and does it to one incident or to several. */
export function ActionDialog({ kind, on, act, close, names = [] }: ActionDialogProps) {
  const [problem, setProblem] = useState('');
  const does = (action: IncidentAction) => {
    for (const incident of on) act(incident, action);
    close();
  };
  const submit = (fields: FormData) => {
    if (kind === null || kind === 'snooze') return;
    const read = incidentAction.safeParse(readAction(kind, (name) => fields.get(name)));
    if (!read.success) return setProblem(read.error.issues[0]?.message ?? 'fill in what is missing');
    does(read.data);
  };
  return (
    <Dialog.Root open={kind !== null && on.length > 0} onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog action-dialog">
          <Dialog.Title render={<h2 />}>{kind === null ? '' : TITLES[kind]}</Dialog.Title>
          <Dialog.Description render={<p className="t2" />}>
            {on.length === 1 ? `${on[0]?.id ?? ''}: ${visibleText(on[0]?.title ?? '')}` : counted(on.length, 'incident')}
          </Dialog.Description>
          {kind === 'snooze' ? (
            <SnoozeChoices on={on} does={does} />
          ) : (
            <form className="fields" action={submit} noValidate>
              {kind === 'assign' ? <AssignFields on={on} names={names} /> : null}
              {kind === 'resolve' ? <ResolveFields on={on} /> : null}
              {kind === 'link' ? <LinkFields /> : null}
              {kind === 'merge' ? <MergeFields /> : null}
              {problem === '' ? null : (
                <p role="alert" className="c v-stale">
                  {problem}
                </p>
              )}
              <div className="acts">
                <button type="submit" className="btn primary">
                  {kind === 'resolve' ? 'Resolve' : kind === 'assign' ? 'Assign' : kind === 'merge' ? 'Merge' : 'Add'}
                </button>
                {kind === 'assign' && on.some(({ assignee }) => assignee !== null) ? (
                  <button type="button" className="btn" onClick={() => does({ kind: 'assign', to: null })}>
                    Assign to nobody
                  </button>
                ) : null}
                <Dialog.Close render={<button type="button" className="btn ghost" />}>Cancel</Dialog.Close>
              </div>
            </form>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface OnProps {
  readonly on: readonly IncidentSummary[];
}

function AssignFields({ on, names }: OnProps & { readonly names: readonly string[] }) {
  const known = [...new Set([...names, ...on.flatMap(({ assignee, acknowledged }) => [assignee ?? [], acknowledged?.by ?? []].flat())])];
  return (
    <label>
      Who takes it
      <input
        name="to"
        list="known-names"
        autoComplete="off"
        maxLength={120}
        defaultValue={on.length === 1 ? (on[0]?.assignee ?? '') : ''}
        required
      />
      <datalist id="known-names">
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </label>
  );
}

function ResolveFields({ on }: OnProps) {
  const firing = on.reduce((sum, { alarms }) => sum + alarms.firing, 0);
  return (
    <>
      {firing === 0 ? null : (
        <p className="c v-slow">
          {counted(firing, 'alarm')} still {firing === 1 ? 'fires' : 'fire'}. Only a new episode opens it again.
        </p>
      )}
      <label>
        What fixed it, for the next time; may stay empty
        <textarea name="fix" rows={3} maxLength={2000} />
      </label>
    </>
  );
}

function LinkFields() {
  return (
    <>
      <label>
        Address
        <input name="url" type="url" placeholder="https://" maxLength={2000} required />
      </label>
      <label>
        Title
        <input name="title" maxLength={200} required />
      </label>
    </>
  );
}

function MergeFields() {
  return (
    <label>
      The incident with the same cause; everything of this one goes there
      <input name="into" placeholder="INC-2041" autoComplete="off" required />
    </label>
  );
}

function SnoozeChoices({ on, does }: OnProps & { readonly does: (action: IncidentAction) => void }) {
  const now = useNow(60_000);
  const zone = useZone();
  return (
    <>
      <p className="t2">Nothing is told of it until then, unless it becomes worse.</p>
      <div className="choices">
        {snoozeChoices(now).map(({ label, until }) => (
          <button key={label} type="button" className="btn" onClick={() => does({ kind: 'snooze', until })}>
            {label} <span className="t3">until {moment(until, now, zone)}</span>
          </button>
        ))}
      </div>
      <div className="acts">
        {on.some(({ snoozed }) => snoozed !== null) ? (
          <button type="button" className="btn" onClick={() => does({ kind: 'snooze', until: null })}>
            Wake it now
          </button>
        ) : null}
        <Dialog.Close render={<button type="button" className="btn ghost" />}>Cancel</Dialog.Close>
      </div>
    </>
  );
}
