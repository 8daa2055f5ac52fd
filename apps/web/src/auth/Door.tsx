import { Link, Navigate, useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Mid } from '../app/ErrorPages.js';
import { Shell } from '../app/Shell.js';
import { visibleText } from '../format/index.js';
import { useSession } from './session-queries.js';
import { SignInAgain } from './SignInAgain.js';

/** Before every desk page: whoever is not in is asked who it is, and comes back to the page. */
export function Door() {
  const { data: session, error } = useSession();
  // Out of reach is no refusal: the pages have words for that.
  if (session === undefined) return error === null ? null : <Shell />;
  const { principal } = session;
  if (principal === null) {
    return session.setupNeeded ? <Navigate to="/setup" replace /> : <ToLogin />;
  }
  if (principal.kind === 'kiosk') return <OnlyTheWall name={principal.name} />;
  return (
    <>
      <Shell />
      <SignInAgain session={session} />
    </>
  );
}

/** Asks who it is. The page to come back to is the one it was asked on: what follows is the way to the door itself. */
function ToLogin() {
  const router = useRouter();
  const navigate = useNavigate();
  const [{ href }] = useState(() => router.state.location);
  useEffect(() => void navigate({ to: '/login', search: href === '/' ? {} : { next: href }, replace: true }), [navigate, href]);
  return null;
}

function OnlyTheWall({ name }: { readonly name: string }) {
  return (
    <main id="main">
      <Mid
        title="This screen shows the wall"
        actions={
          <>
            <Link className="btn primary" to="/wall">
              Open the wall
            </Link>
            <Link className="btn" to="/login">
              Sign in as a person
            </Link>
          </>
        }
      >
        <p>It is set up as the screen {visibleText(name)}, which sees nothing else.</p>
      </Mid>
    </main>
  );
}
