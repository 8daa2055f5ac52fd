import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { PASSWORD_MIN, setUpRequest, type SetUpSubject } from '@weir/contract';
import { useState } from 'react';
import { ApiError } from '../api/call-api.js';
import { useZone } from '../app/view-settings.js';
import { moment, visibleText } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { Patience, SkeletonRows } from '../parts/Skeleton.js';
import { Entrance } from './Entrance.js';
import { PasswordField, Strength } from './PasswordField.js';
import { useSession, useSetUp, useSetUpSubject } from './session-queries.js';

const TITLES: Readonly<Record<SetUpSubject['kind'], string>> = {
  'first-run': 'Set up Weir',
  invitation: 'Choose your password',
  'password-reset': 'Choose a new password',
};

/** Where one-time links lead: that of the first start, that of somebody who was added, and that of a forgotten password. */
export function SetUpPage() {
  const hash = useLocation({ select: (location) => location.hash });
  const token = hash === '' ? null : hash;
  const { data: subject, error } = useSetUpSubject(token);
  if (token === null) return <NoLink />;
  if (subject != null)
    return (
      <Entrance title={TITLES[subject.kind]}>
        <Explained subject={subject} />
        <SetUpForm token={token} subject={subject} />
      </Entrance>
    );
  if (error === null)
    return (
      <Entrance title="Set up Weir">
        <Patience>
          <SkeletonRows rows={3} />
        </Patience>
      </Entrance>
    );
  return error instanceof ApiError && error.status > 0 ? (
    <UsedLink />
  ) : (
    <Entrance title="Set up Weir">
      <p role="alert">{error.message}</p>
    </Entrance>
  );
}

function NoLink() {
  const { data: session } = useSession();
  if (session?.setupNeeded === false) {
    return (
      <Entrance title="Weir is set up">
        <p>This page is for one-time links, such as the one that an admin hands you.</p>
        <Link className="btn primary wide" to="/login">
          Sign in
        </Link>
      </Entrance>
    );
  }
  return (
    <Entrance title="Set up Weir">
      <p>
        Nobody can sign in yet. Weir printed a link when it started: open it here. Whoever reads the output of the server becomes the first
        admin.
      </p>
      <p>Start Weir again for a new link.</p>
    </Entrance>
  );
}

function UsedLink() {
  return (
    <Entrance title="This link works no more">
      <p>
        It was used, or it has expired. Each works once. An admin makes a new one under Settings, Users; for the first admin, start Weir
        again.
      </p>
      <Link className="btn wide" to="/login">
        Sign in
      </Link>
    </Entrance>
  );
}

function Explained({ subject: { kind, name, expiresAt } }: { readonly subject: SetUpSubject }) {
  const now = useNow(60_000);
  const zone = useZone();
  return (
    <p>
      {kind === 'first-run' ? (
        'You become the first admin. Others are added in the settings.'
      ) : (
        <>
          For <b className="t1">{visibleText(name ?? '')}</b>.{kind === 'password-reset' ? ' You were signed out everywhere.' : ''}
        </>
      )}{' '}
      The link works once, until {moment(expiresAt, now, zone)}.
    </p>
  );
}

function SetUpForm({ token, subject }: { readonly token: string; readonly subject: SetUpSubject }) {
  const setUp = useSetUp();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState('');
  const submit = () => {
    const read = setUpRequest.safeParse({ token, password, ...(subject.name === null ? { name } : {}) });
    if (!read.success) return setProblem(read.error.issues[0]?.message ?? 'fill in what is missing');
    setProblem('');
    setUp.mutate(read.data, { onSuccess: () => void navigate({ to: '/', replace: true }) });
  };
  const told = problem === '' ? (setUp.error?.message ?? '') : problem;
  return (
    <form className="fields" action={submit} noValidate>
      {subject.name === null ? (
        <label>
          Your name: an e-mail address or a user name, as others see it
          <input
            name="username"
            autoComplete="username"
            autoCapitalize="off"
            spellCheck={false}
            autoFocus
            maxLength={120}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
      ) : (
        <input hidden name="username" autoComplete="username" value={subject.name} readOnly />
      )}
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        autoFocus={subject.name !== null}
        value={password}
        change={setPassword}
      />
      <Strength password={password} known={[subject.name ?? name, 'weir']} least={PASSWORD_MIN} />
      {told === '' ? null : (
        <p role="alert" className="c v-stale">
          {told}
        </p>
      )}
      <button type="submit" className="btn primary wide" disabled={setUp.isPending}>
        {setUp.isPending ? 'Signing you in…' : 'Set the password and sign in'}
      </button>
    </form>
  );
}
