import { Popover } from '@base-ui/react/popover';
import { Link } from '@tanstack/react-router';
import type { Principal } from '@weir/contract';
import { useState } from 'react';
import { visibleText } from '../format/index.js';
import { Icon } from '../parts/Icon.js';
import { useAccountNames } from './account-names.js';
import { OwnSessionsDialog } from './OwnSessionsDialog.js';
import { PasswordDialog } from './PasswordDialog.js';
import { useSession, useSignOut } from './session-queries.js';
import { ROLE_WORDS, scopeWords } from './session-words.js';
import './you.css';

/** Who one is here, what one may do and see, and what concerns nobody else. */
export function YouMenu() {
  const { data: session } = useSession();
  const [open, setOpen] = useState(false);
  const [dialog, setDialog] = useState<'sessions' | 'password' | null>(null);
  const principal = session?.principal ?? null;
  if (principal === null || principal.kind === 'kiosk') return null;
  const name = visibleText(principal.name);
  const shut = () => setOpen(false);
  const ask = (kind: 'sessions' | 'password') => () => {
    shut();
    setDialog(kind);
  };
  return (
    <>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger className="icon-btn" aria-label={`You: ${name}`} title={name}>
          <Icon name="person" />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className="positioner" sideOffset={8} align="end">
            <Popover.Popup className="pop you">
              <Popover.Title render={<h2 />}>{name}</Popover.Title>
              <Standing principal={principal} />
              <div className="you-acts">
                <Link className="plain" to="/settings/users" onClick={shut}>
                  Users and tokens
                </Link>
                <Link className="plain" to="/audit-log" onClick={shut}>
                  Audit log
                </Link>
                {principal.kind !== 'user' ? null : (
                  <>
                    <button type="button" className="plain" onClick={ask('sessions')}>
                      Where you are signed in
                    </button>
                    <button type="button" className="plain" onClick={ask('password')}>
                      Change your password
                    </button>
                    <SignOut />
                  </>
                )}
              </div>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      {dialog === 'sessions' ? <OwnSessionsDialog close={() => setDialog(null)} /> : null}
      {dialog === 'password' ? <PasswordDialog name={principal.name} close={() => setDialog(null)} /> : null}
    </>
  );
}

/** As what one is here. */
function Standing({ principal }: { readonly principal: Exclude<Principal, { kind: 'kiosk' }> }) {
  const accountNames = useAccountNames();
  if (principal.kind === 'demo-admin')
    return <p>Everybody on this machine is admin of this demo; nobody signs in. It answers no other machine.</p>;
  if (principal.kind === 'access-token') return <p>Everybody who has the access token is admin here; nobody signs in by name.</p>;
  return (
    <dl>
      <div>
        <dt>Role</dt>
        <dd>
          <b>{principal.role}</b>, {ROLE_WORDS[principal.role]}
        </dd>
      </div>
      <div>
        <dt>Sees</dt>
        <dd>{visibleText(scopeWords(principal.accounts, accountNames))}</dd>
      </div>
    </dl>
  );
}

function SignOut() {
  const signOut = useSignOut();
  return (
    <>
      <button type="button" className="plain" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
        Sign out
      </button>
      {signOut.error === null ? null : (
        <p role="alert" className="c v-stale">
          {signOut.error.message}
        </p>
      )}
    </>
  );
}
