import { Link } from '@tanstack/react-router';
import { Mid } from '../app/ErrorPages.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { useRefusal } from '../auth/session-queries.js';
import { useNow } from '../live/live-context.js';
import { ScreensPanel } from './ScreensPanel.js';
import { TokensPanel } from './TokensPanel.js';
import { UsersPanel } from './UsersPanel.js';
import './users.css';

const STEP_MS = 10_000;

/** Who may sign in, and what scripts and screens come in with. */
export function UsersPage() {
  const refusal = useRefusal('administer', 'see and change who may sign in');
  const now = useNow(STEP_MS);
  const zone = useZone();
  return (
    <Page
      name="Users"
      title={
        <>
          <Link className="crumb" to="/settings">
            Settings /
          </Link>{' '}
          Users
        </>
      }
    >
      {refusal === null ? (
        <div className="people-stack">
          <UsersPanel now={now} zone={zone} />
          <TokensPanel now={now} zone={zone} />
          <ScreensPanel now={now} zone={zone} />
        </div>
      ) : (
        <Mid title="This page is for admins">
          <p>{refusal}</p>
        </Mid>
      )}
    </Page>
  );
}
