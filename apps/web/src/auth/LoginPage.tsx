import { Navigate, useRouter, useSearch } from '@tanstack/react-router';
import type { OidcProblem } from '@weir/contract';
import { useEffect } from 'react';
import { Patience, SkeletonRows } from '../parts/Skeleton.js';
import { Entrance } from './Entrance.js';
import { useSession } from './session-queries.js';
import { SignInForm } from './SignInForm.js';

const OIDC_WORDS: Readonly<Record<OidcProblem, string>> = {
  'oidc-state': 'That sign-in belongs to no page of this browser, or took longer than ten minutes. Start it again.',
  'oidc-unavailable': 'The identity provider could not be reached. The log of the server says why.',
  'oidc-refused': 'The identity provider did not let you in.',
  'oidc-no-role': 'The identity provider knows you, but gives you no role here. An admin of it can.',
  'oidc-disabled': 'You were switched off here. An admin of Weir can switch you on again.',
};

/** Asks who it is, and leads back to the page that was wanted. */
export function LoginPage() {
  const { next = '/', problem } = useSearch({ from: '/login' });
  const { data: session, error } = useSession();
  const router = useRouter();
  const isIn = session?.principal?.role != null;
  useEffect(() => {
    if (isIn) router.history.replace(next);
  }, [isIn, next, router]);
  if (session?.setupNeeded === true && session.principal === null) return <Navigate to="/setup" replace />;
  return (
    <Entrance title="Sign in">
      {problem === undefined ? null : (
        <p role="alert" className="c v-stale">
          {OIDC_WORDS[problem]}
        </p>
      )}
      {session !== undefined && !isIn ? (
        <SignInForm ways={session.signIn} name="" elsewhere={{ opens: 'here', returnTo: next }} />
      ) : error === null ? (
        <Patience>
          <SkeletonRows rows={3} />
        </Patience>
      ) : (
        <p role="alert">{error.message} Weir keeps trying.</p>
      )}
    </Entrance>
  );
}
