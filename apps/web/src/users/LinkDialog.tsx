import type { OneTimeLink, SetUpSubject } from '@weir/contract';
import { moment, timeLeft, visibleText, type Zone } from '../format/index.js';
import { OnceDialog } from './OnceDialog.js';

/** A link that was made for somebody. */
export interface LinkShown extends OneTimeLink {
  readonly name: string;
  readonly kind: Extract<SetUpSubject['kind'], 'invitation' | 'password-reset'>;
}

interface LinkDialogProps {
  readonly link: LinkShown;
  readonly now: number;
  readonly zone: Zone;
  readonly close: () => void;
}

/** The link somebody sets their password with. Weir sends no mail: it is handed over. */
export function LinkDialog({ link: { name, kind, path, expiresAt }, now, zone, close }: LinkDialogProps) {
  return (
    <OnceDialog title={`A link for ${visibleText(name)}`} what="the link" text={`${window.location.origin}${path}`} close={close}>
      <p className="t2">
        {kind === 'invitation'
          ? 'They choose their password with it'
          : 'They choose a new password with it, and were signed out everywhere'}
        . It is shown this once, works once, and until {moment(expiresAt, now, zone)}, {timeLeft((expiresAt - now) / 1000)} from now. Hand
        it over as you would a password.
      </p>
    </OnceDialog>
  );
}
