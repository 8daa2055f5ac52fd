import { newUser, type OneTimeLink, type User } from '@weir/contract';
import { useState } from 'react';
import { visibleText } from '../format/index.js';
import { FormDialog } from './FormDialog.js';
import { AccountsField, RoleField } from './StandingFields.js';
import { useAddUser, useChangeUser } from './user-queries.js';
import { consequencesOf, type Standing } from './user-words.js';

interface AddUserDialogProps {
  readonly added: (user: User, link: OneTimeLink) => void;
  readonly close: () => void;
}

/** Asks who may sign in from now on. */
export function AddUserDialog({ added, close }: AddUserDialogProps) {
  const add = useAddUser();
  const [name, setName] = useState('');
  const [standing, setStanding] = useState<Standing>({ role: 'viewer', accounts: null });
  const [problem, setProblem] = useState('');
  const submit = () => {
    const read = newUser.safeParse({ name, ...standing });
    if (!read.success) return setProblem(read.error.issues[0]?.message ?? 'fill in what is missing');
    setProblem('');
    add.mutate(read.data, { onSuccess: ({ user, link }) => added(user, link) });
  };
  return (
    <FormDialog
      title="Add a user"
      does="Add and make a link"
      submit={submit}
      isPending={add.isPending}
      problem={problem === '' ? (add.error?.message ?? '') : problem}
      close={close}
    >
      <label>
        Name: an e-mail address or a user name, as others see it
        <input
          name="name"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
          maxLength={120}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <RoleField value={standing.role} change={(role) => setStanding({ ...standing, role })} />
      <AccountsField value={standing.accounts} change={(accounts) => setStanding({ ...standing, accounts })} />
    </FormDialog>
  );
}

interface ChangeUserDialogProps {
  readonly user: User;
  readonly self: boolean;
  readonly close: () => void;
}

/** Gives somebody another role or other accounts, and says what follows before it is done. */
export function ChangeUserDialog({ user, self, close }: ChangeUserDialogProps) {
  const change = useChangeUser();
  const [standing, setStanding] = useState<Standing>({ role: user.role, accounts: user.accounts });
  const consequences = consequencesOf(user, standing, self);
  const [problem, setProblem] = useState('');
  const submit = () => {
    if (standing.accounts?.length === 0) return setProblem('choose one account at least, or every account');
    setProblem('');
    if (consequences.length === 0) return close();
    change.mutate({ user: user.id, ...standing }, { onSuccess: close });
  };
  return (
    <FormDialog
      title={`Change ${visibleText(user.name)}`}
      does="Change"
      submit={submit}
      isPending={change.isPending}
      problem={problem === '' ? (change.error?.message ?? '') : problem}
      close={close}
    >
      {user.source === 'oidc' ? (
        <p className="t2">The identity provider says the role, {user.role}, at every sign-in.</p>
      ) : (
        <RoleField value={standing.role} change={(role) => setStanding({ ...standing, role })} />
      )}
      <AccountsField value={standing.accounts} change={(accounts) => setStanding({ ...standing, accounts })} />
      <ul className="consequences" aria-live="polite">
        {consequences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </FormDialog>
  );
}
