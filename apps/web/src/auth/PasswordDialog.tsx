import { Dialog } from '@base-ui/react/dialog';
import { changePassword, PASSWORD_MIN } from '@weir/contract';
import { useState } from 'react';
import { PasswordField, Strength } from './PasswordField.js';
import { useChangePassword } from './session-queries.js';

interface PasswordDialogProps {
  /** Whose it is. */
  readonly name: string;
  readonly close: () => void;
}

/** A new password for oneself. Every other session ends with the old one. */
export function PasswordDialog({ name, close }: PasswordDialogProps) {
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [problem, setProblem] = useState('');
  const submit = () => {
    const read = changePassword.safeParse({ current, next });
    if (!read.success) return setProblem(read.error.issues[0]?.message ?? 'fill in what is missing');
    setProblem('');
    change.mutate(read.data, { onSuccess: close });
  };
  const told = problem === '' ? (change.error?.message ?? '') : problem;
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog small-dialog">
          <Dialog.Title render={<h2 />}>Change your password</Dialog.Title>
          <Dialog.Description render={<p className="t2" />}>
            You stay signed in here. Everywhere else you are signed out.
          </Dialog.Description>
          <form className="fields" action={submit} noValidate>
            <input hidden name="username" autoComplete="username" value={name} readOnly />
            <PasswordField
              label="The one you have"
              name="current"
              autoComplete="current-password"
              autoFocus
              value={current}
              change={setCurrent}
            />
            <PasswordField label="The new one" name="next" autoComplete="new-password" value={next} change={setNext} />
            <Strength password={next} known={[name, 'weir']} least={PASSWORD_MIN} />
            {told === '' ? null : (
              <p role="alert" className="c v-stale">
                {told}
              </p>
            )}
            <div className="acts">
              <button type="submit" className="btn primary" disabled={change.isPending}>
                Change it
              </button>
              <Dialog.Close render={<button type="button" className="btn ghost" />}>Cancel</Dialog.Close>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
