import type { SignedInSession, User } from '@weir/contract';
import { useState } from 'react';
import { useAccountNames } from '../auth/account-names.js';
import { useSession } from '../auth/session-queries.js';
import { scopeWords } from '../auth/session-words.js';
import { visibleText, type Zone } from '../format/index.js';
import { Icon } from '../parts/Icon.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { AddUserDialog, ChangeUserDialog } from './UserDialogs.js';
import { LinkDialog, type LinkShown } from './LinkDialog.js';
import { useChangeUser, useEndSessions, useResetPassword, useSessions, useUsers } from './user-queries.js';
import { seenWords } from './user-words.js';

interface At {
  readonly now: number;
  readonly zone: Zone;
}

/** Everybody who may sign in, with what they may do. */
export function UsersPanel({ now, zone }: At) {
  const { data, error } = useUsers();
  const sessions = useSessions();
  const { data: session } = useSession();
  const change = useChangeUser();
  const reset = useResetPassword();
  const [adding, setAdding] = useState(false);
  const [changed, setChanged] = useState<User | null>(null);
  const [link, setLink] = useState<LinkShown | null>(null);
  /** Who was switched off last: that can be taken back. */
  const [switchedOff, setSwitchedOff] = useState<User | null>(null);
  const told = error ?? change.error ?? reset.error;
  return (
    <section className="panel people" aria-labelledby="users-title">
      <header>
        <h2 id="users-title">Users</h2>
        <span className="sub">
          {session?.demo === true ? 'nobody signs in to the demo; those added here could, were it no demo' : 'who may sign in'}
        </span>
        <span className="right">
          <button type="button" className="btn" onClick={() => setAdding(true)}>
            <Icon name="plus" size={14} /> Add a user
          </button>
        </span>
      </header>
      {told === null ? null : (
        <p role="alert" className="body c v-stale">
          {told.message}
        </p>
      )}
      {switchedOff === null ? null : (
        <div className="body">
          <Strip
            state="disabled"
            title={`${visibleText(switchedOff.name)} is switched off.`}
            actions={
              <>
                <button
                  type="button"
                  className="btn"
                  disabled={change.isPending}
                  onClick={() => change.mutate({ user: switchedOff.id, disabled: false }, { onSuccess: () => setSwitchedOff(null) })}
                >
                  Undo
                </button>
                <button type="button" className="btn ghost" onClick={() => setSwitchedOff(null)}>
                  Dismiss
                </button>
              </>
            }
          >
            Signed out everywhere, and cannot sign in. What they did stays under their name.
          </Strip>
        </div>
      )}
      {data === undefined && error === null ? <SkeletonRows rows={3} /> : null}
      {data?.items.length === 0 ? <p className="body t2">Nobody yet.</p> : null}
      <ul>
        {data?.items.map((user) => (
          <UserRow
            key={user.id}
            user={user}
            self={session?.principal?.id === user.id}
            sessions={sessions.data?.items.filter((one) => one.user.id === user.id) ?? []}
            now={now}
            zone={zone}
            isPending={change.isPending || reset.isPending}
            edit={() => setChanged(user)}
            reset={() => reset.mutate(user.id, { onSuccess: (made) => setLink({ ...made, name: user.name, kind: 'password-reset' }) })}
            setDisabled={(disabled) =>
              change.mutate({ user: user.id, disabled }, { onSuccess: () => setSwitchedOff(disabled ? user : null) })
            }
          />
        ))}
      </ul>
      {adding ? (
        <AddUserDialog
          close={() => setAdding(false)}
          added={(user, made) => {
            setAdding(false);
            setLink({ ...made, name: user.name, kind: 'invitation' });
          }}
        />
      ) : null}
      {changed === null ? null : (
        <ChangeUserDialog key={changed.id} user={changed} self={session?.principal?.id === changed.id} close={() => setChanged(null)} />
      )}
      {link === null ? null : <LinkDialog link={link} now={now} zone={zone} close={() => setLink(null)} />}
    </section>
  );
}

interface UserRowProps extends At {
  readonly user: User;
  readonly self: boolean;
  readonly sessions: readonly SignedInSession[];
  readonly isPending: boolean;
  readonly edit: () => void;
  readonly reset: () => void;
  readonly setDisabled: (disabled: boolean) => void;
}

function UserRow({ user, self, sessions, now, zone, isPending, edit, reset, setDisabled }: UserRowProps) {
  const accountNames = useAccountNames();
  const name = visibleText(user.name);
  const isOff = user.state === 'disabled';
  return (
    <li className={isOff ? 'is-off' : ''}>
      <div>
        <b className="nm">{name}</b> {self ? <span className="t2">you</span> : null}
        <p className="t3">
          {user.source === 'oidc' ? 'signs in at the identity provider, which gives the role; ' : ''}
          {seenWords(user, sessions, now, zone)}
        </p>
      </div>
      <div className="standing">
        <b>{user.role}</b>
        <span className="t3">sees {visibleText(scopeWords(user.accounts, accountNames))}</span>
      </div>
      <div className="acts">
        {isOff ? (
          <button type="button" className="btn" disabled={isPending} aria-label={`Switch on ${name}`} onClick={() => setDisabled(false)}>
            Switch on
          </button>
        ) : (
          <>
            <button type="button" className="btn" aria-label={`Change ${name}`} onClick={edit}>
              Change
            </button>
            {user.source === 'oidc' ? null : (
              <button
                type="button"
                className="btn"
                disabled={isPending}
                aria-label={`${user.state === 'invited' ? 'New link' : 'Reset password'} for ${name}`}
                onClick={reset}
              >
                {user.state === 'invited' ? 'New link' : 'Reset password'}
              </button>
            )}
            {self || sessions.length === 0 ? null : <SignOutButton name={name} sessions={sessions} />}
            {self ? null : (
              <button
                type="button"
                className="btn ghost"
                disabled={isPending}
                aria-label={`Switch off ${name}`}
                onClick={() => setDisabled(true)}
              >
                Switch off
              </button>
            )}
          </>
        )}
      </div>
    </li>
  );
}

function SignOutButton({ name, sessions }: { readonly name: string; readonly sessions: readonly SignedInSession[] }) {
  const end = useEndSessions();
  return (
    <button
      type="button"
      className="btn"
      disabled={end.isPending}
      title={end.error?.message}
      aria-label={`Sign out ${name} everywhere`}
      onClick={() => end.mutate(sessions.map(({ id }) => id))}
    >
      {end.error === null ? 'Sign out' : 'Failed: sign out again'}
    </button>
  );
}
