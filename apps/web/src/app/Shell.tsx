import { Outlet } from '@tanstack/react-router';
import { Patience } from '../parts/Skeleton.js';
import { PatternDefs } from '../parts/PatternDefs.js';
import { useConnection, useEstate } from '../live/live-context.js';
import { ConnectionNotice } from './ConnectionNotice.js';
import { ServerUnreachable } from './ErrorPages.js';
import { Rail } from './Rail.js';
import { TabBar } from './TabBar.js';

/** The frame of all desk pages. */
export function Shell() {
  const { estate } = useEstate();
  const { phase, attempt } = useConnection();
  const neverReached = estate === null && phase !== 'open' && attempt > 1;
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <div className="shell">
        <Rail />
        {neverReached ? (
          <main id="main">
            <Patience>
              <ServerUnreachable />
            </Patience>
          </main>
        ) : (
          <Outlet />
        )}
      </div>
      <TabBar />
      <PatternDefs />
      <ConnectionNotice />
    </>
  );
}
