import { identityRoutes, type Session } from '@weir/contract';
import { useState } from 'react';
import { addressOf, ApiError } from '../api/call-api.js';
import { useZone } from '../app/view-settings.js';
import { clockTime, timeLeft } from '../format/index.js';
import { useLiveClient, useNow } from '../live/live-context.js';
import { PasswordField } from './PasswordField.js';
import { useSignIn } from './session-queries.js';

interface SignInFormProps {
  readonly ways: Session['signIn'];
  /** Who was signed in before; empty: nobody. */
  readonly name: string;
  /** A provider asks on a page of its own: here, leading back to a path of Weir, or in a new tab beside what must not be lost. */
  readonly elsewhere: { readonly opens: 'here'; readonly returnTo: string } | { readonly opens: 'new-tab' };
}

/** Asks who it is, in the ways this Weir knows. */
export function SignInForm({ ways, name: known, elsewhere }: SignInFormProps) {
  const client = useLiveClient();
  const signIn = useSignIn();
  const [name, setName] = useState(known);
  const [password, setPassword] = useState('');
  /** When one may try again, on the server's clock. */
  const [heldUntil, setHeldUntil] = useState(0);
  const now = useNow();
  const held = heldUntil > now;
  const submit = () => {
    if (held || name.trim() === '' || password === '') return;
    signIn.mutate(
      { name: name.trim(), password },
      {
        onError: (error) => {
          setPassword('');
          if (error instanceof ApiError && error.retryAfterSeconds !== null) setHeldUntil(client.now() + error.retryAfterSeconds * 1000);
        },
      },
    );
  };
  return (
    <div className="sign-in">
      {ways.oidc === null ? null : (
        <a
          className={ways.password ? 'btn wide' : 'btn primary wide'}
          href={addressOf(identityRoutes.oidcStart, { query: { to: elsewhere.opens === 'here' ? elsewhere.returnTo : '/' } })}
          {...(elsewhere.opens === 'here' ? {} : { target: '_blank', rel: 'noopener' })}
        >
          Sign in with {ways.oidc.name}
          {elsewhere.opens === 'here' ? '' : ', in a new tab'}
        </a>
      )}
      {ways.password && ways.oidc !== null ? <span className="or">or</span> : null}
      {ways.password ? (
        <form className="fields" action={submit} noValidate>
          <label>
            E-mail or user name
            <input
              name="name"
              autoComplete="username"
              autoCapitalize="off"
              spellCheck={false}
              autoFocus={known === ''}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          </label>
          <PasswordField
            label="Password"
            name="password"
            autoComplete="current-password"
            autoFocus={known !== ''}
            value={password}
            change={setPassword}
          />
          <Refusal error={signIn.error} heldUntil={heldUntil} now={now} />
          <button type="submit" className="btn primary wide" disabled={signIn.isPending || held}>
            {signIn.isPending ? 'Signing in…' : 'Sign in'}
          </button>
        </form>
      ) : null}
    </div>
  );
}

/** Why it was refused, and when to try again. */
function Refusal({ error, heldUntil, now }: { readonly error: Error | null; readonly heldUntil: number; readonly now: number }) {
  const zone = useZone();
  if (error === null) return null;
  const left = (heldUntil - now) / 1000;
  return (
    <>
      <p role="alert" className="c v-stale">
        {error.message}
      </p>
      {left <= 0 ? null : (
        <p className="c v-stale">
          Try again in {timeLeft(left)}, at {clockTime(heldUntil, zone)}.
        </p>
      )}
    </>
  );
}
