import { Dialog } from '@base-ui/react/dialog';
import { CopyButton } from '../stream/CopyButton.js';

interface OnceDialogProps {
  readonly title: string;
  /** What is shown: `the link`. */
  readonly what: string;
  readonly text: string;
  readonly close: () => void;
  readonly children: React.ReactNode;
}

/** Shows a secret, this once: Weir keeps only what it needs to recognise it. A click beside it does not close it. */
export function OnceDialog({ title, what, text, close, children }: OnceDialogProps) {
  return (
    <Dialog.Root open disablePointerDismissal onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog users-dialog">
          <Dialog.Title render={<h2 />}>{title}</Dialog.Title>
          <div className="once">
            <code className="code" role="group" aria-label={what} tabIndex={0}>
              {text}
            </code>
            <CopyButton text={text} what={what} />
          </div>
          {children}
          <div className="acts">
            <Dialog.Close render={<button type="button" className="btn" />}>I have it</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
