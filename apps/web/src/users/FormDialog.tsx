import { Dialog } from '@base-ui/react/dialog';

interface FormDialogProps {
  readonly title: string;
  /** On the button. */
  readonly does: string;
  readonly submit: () => void;
  readonly isPending: boolean;
  /** Why it did not work; empty: nothing is wrong. */
  readonly problem: string;
  readonly close: () => void;
  readonly children: React.ReactNode;
}

/** A dialog that asks for something and says what is wrong with it. */
export function FormDialog({ title, does, submit, isPending, problem, close, children }: FormDialogProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog users-dialog">
          <Dialog.Title render={<h2 />}>{title}</Dialog.Title>
          <form className="fields" action={submit} noValidate>
            {children}
            {problem === '' ? null : (
              <p role="alert" className="c v-stale">
                {problem}
              </p>
            )}
            <div className="acts">
              <button type="submit" className="btn primary" disabled={isPending}>
                {does}
              </button>
              <Dialog.Close render={<button type="button" className="btn ghost" />}>Cancel</Dialog.Close>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
