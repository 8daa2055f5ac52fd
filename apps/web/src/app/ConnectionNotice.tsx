import { ageSeconds, clockTimeWithSeconds, timeLeft } from '../format/index.js';
import { useConnection, useLiveClient, useNow } from '../live/live-context.js';
import { Glyph } from '../parts/Glyph.js';
import { useZone } from './view-settings.js';

/** A connection that comes back within this time is not worth a word. */
const QUIET_SECONDS = 10;

/** Floats over a desk page while the server is silent, and when it runs a newer version than this page. */
export function ConnectionNotice() {
  const client = useLiveClient();
  const connection = useConnection();
  const zone = useZone();
  const now = useNow();
  const { phase, lastHeardAt, attempt, nextTryAt } = connection;
  if (phase === 'open' && connection.version !== connection.firstVersion) return <NewVersion />;
  if (phase === 'open' || lastHeardAt === null || ageSeconds(lastHeardAt, now) < QUIET_SECONDS) return null;
  const next = nextTryAt === null ? 'Trying now.' : `Next try in ${timeLeft((nextTryAt - now) / 1000)}.`;
  return (
    <div className="notice" role="status">
      <Glyph state="stale" silent />
      <div>
        <b>Reconnecting, try {Math.max(1, attempt)}</b>
        <p>
          Figures are from {clockTimeWithSeconds(lastHeardAt, zone)}. {next}
        </p>
      </div>
      <button type="button" className="btn" onClick={client.retryNow}>
        Now
      </button>
    </div>
  );
}

function NewVersion() {
  return (
    <div className="notice" role="status">
      <div>
        <b>Weir was updated</b>
        <p>This page is of the version before.</p>
      </div>
      <button type="button" className="btn" onClick={() => window.location.reload()}>
        Reload
      </button>
    </div>
  );
}
