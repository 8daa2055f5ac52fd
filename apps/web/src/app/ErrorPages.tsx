import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { ApiError } from '../api/call-api.js';
import { timeLeft } from '../format/index.js';
import { useConnection, useLiveClient, useNow } from '../live/live-context.js';

/** A weir without water: nothing here. */
function DryWeir() {
  return (
    <svg width="92" height="52" viewBox="0 0 92 52" fill="none" aria-hidden="true">
      <path d="M2 14h24l20 26 20-26h24" stroke="var(--line-3)" strokeWidth="2" />
      <path d="M8 46h76" stroke="var(--line-2)" strokeWidth="2" strokeDasharray="3 5" />
    </svg>
  );
}

interface MidProps {
  readonly title: string;
  readonly children: React.ReactNode;
  readonly actions?: React.ReactNode;
}

/** A state that fills the page: what is true, and what to do. */
export function Mid({ title, children, actions }: MidProps) {
  return (
    <div className="mid">
      <DryWeir />
      <h2>{title}</h2>
      {children}
      {actions === undefined ? null : <div className="acts">{actions}</div>}
    </div>
  );
}

export function UnknownPage() {
  return (
    <main id="main">
      <Mid
        title="There is no such page"
        actions={
          <Link className="btn" to="/">
            Open the estate
          </Link>
        }
      >
        <p>The address names no page of Weir. It may come from another version.</p>
      </Mid>
    </main>
  );
}

export function ServerUnreachable() {
  const client = useLiveClient();
  const { attempt, nextTryAt } = useConnection();
  const now = useNow();
  return (
    <Mid
      title="The Weir server cannot be reached"
      actions={
        <button type="button" className="btn primary" onClick={client.retryNow}>
          Try now
        </button>
      }
    >
      <p>
        Nothing answers at {window.location.host}. Is it running? Start it with <span className="mono">npm start</span>. Try {attempt}
        {nextTryAt === null ? ', now.' : `, next in ${timeLeft((nextTryAt - now) / 1000)}.`}
      </p>
    </Mid>
  );
}

/** What a page shows when its code failed: the rest of Weir keeps running around it. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const told = error instanceof ApiError ? error.message : 'This page failed to draw. The rest of Weir is not affected.';
  return (
    <main id="main">
      <Mid
        title="This page failed"
        actions={
          <>
            <button type="button" className="btn primary" onClick={reset}>
              Draw it again
            </button>
            <button type="button" className="btn" onClick={() => window.location.reload()}>
              Reload Weir
            </button>
          </>
        }
      >
        <p>{told}</p>
        {error instanceof Error && !(error instanceof ApiError) ? <code className="code">{`${error.name}: ${error.message}`}</code> : null}
      </Mid>
    </main>
  );
}
