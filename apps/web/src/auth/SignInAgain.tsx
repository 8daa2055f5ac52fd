import { Dialog } from '@base-ui/react/dialog';
import type { Session } from '@weir/contract';
import { useEffect } from 'react';
import { useIsClosed } from './session-context.js';
import { useLookAgain } from './session-queries.js';
import { SignInForm } from './SignInForm.js';

/** The session ended while the page was open: it stays as it is, what was typed into it too, and what was sent waits. */
export function SignInAgain({ session }: { readonly session: Session }) {
  const closed = useIsClosed();
  const lookAgain = useLookAgain();
  useEffect(() => {
    if (!closed) return undefined;
    window.addEventListener('focus', lookAgain);
    return () => window.removeEventListener('focus', lookAgain);
  }, [closed, lookAgain]);
  if (!closed) return null;
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog sign-in-again">
          <Dialog.Title render={<h2 />}>Sign in again</Dialog.Title>
          <Dialog.Description render={<p className="t2" />}>
            Your session ended. This page stays as it is, and what you did last is sent once you are back.
          </Dialog.Description>
          <SignInForm ways={session.signIn} name={session.principal?.name ?? ''} elsewhere={{ opens: 'new-tab' }} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
