import { Dialog } from '@base-ui/react/dialog';
import { acceptFinding, type Finding } from '@weir/contract';
import { useState } from 'react';
import { visibleText } from '../format/index.js';
import { useAcceptFinding } from './audit-queries.js';

interface AcceptDialogProps {
  /** null: closed. */
  readonly finding: Finding | null;
  readonly close: () => void;
}

/** Takes a finding as it is. The reason is asked for because somebody will wonder in a year. */
export function AcceptDialog({ finding, close }: AcceptDialogProps) {
  const [problem, setProblem] = useState('');
  const accept = useAcceptFinding();
  const submit = (fields: FormData) => {
    const read = acceptFinding.safeParse({ reason: fields.get('reason') });
    if (!read.success) return setProblem(read.error.issues[0]?.message ?? 'say why, in a few words');
    setProblem('');
    if (finding !== null) accept.mutate({ finding: finding.id, reason: read.data.reason }, { onSuccess: close });
  };
  const told = problem === '' ? (accept.error?.message ?? '') : problem;
  return (
    <Dialog.Root open={finding !== null} onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog accept-dialog">
          <Dialog.Title render={<h2 />}>Accept this finding</Dialog.Title>
          <Dialog.Description render={<p className="t2" />}>{finding === null ? '' : visibleText(finding.title)}</Dialog.Description>
          <form className="fields" action={submit} noValidate>
            <label>
              Why it may stay as it is
              <textarea
                name="reason"
                rows={3}
                maxLength={1000}
                aria-invalid={told !== ''}
                aria-describedby={told === '' ? undefined : 'accept-problem'}
                required
              />
            </label>
            {told === '' ? null : (
              <p role="alert" id="accept-problem" className="c v-stale">
                {told}
              </p>
            )}
            <div className="acts">
              <button type="submit" className="btn primary" disabled={accept.isPending}>
                Accept
              </button>
              <Dialog.Close render={<button type="button" className="btn ghost" />}>Cancel</Dialog.Close>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
