import { Popover } from '@base-ui/react/popover';
import { Link } from '@tanstack/react-router';
import { useEstate, useNow } from '../live/live-context.js';
import { Strip } from '../parts/Strip.js';
import { estateNotices, moreNotices, NOTICES_SHOWN } from './estate-notices.js';
import { useZone } from './view-settings.js';

const NOTICE_STEP_MS = 10_000;

/** Stands above every page for as long as something limits what the page can say. */
export function EstateStrips() {
  const { estate } = useEstate();
  const now = useNow(NOTICE_STEP_MS);
  const zone = useZone();
  if (estate === null) return null;
  const notices = estateNotices(estate, now, zone);
  const hidden = notices.length - NOTICES_SHOWN;
  return (
    <>
      {estate.mode === 'demo' ? <DemoBanner /> : null}
      {notices.length === 0 ? null : (
        <div className="strips">
          {notices.slice(0, NOTICES_SHOWN).map((notice) => (
            <Strip key={notice.id} state={notice.state} title={notice.title}>
              {notice.text}
            </Strip>
          ))}
          {hidden > 0 ? (
            <Link className="link" to="/settings">
              {moreNotices(hidden)}
            </Link>
          ) : null}
        </div>
      )}
    </>
  );
}

function DemoBanner() {
  return (
    <div className="demo">
      <span>
        <b>Demo estate:</b> simulated company, no AWS account is read.
      </span>
      <Popover.Root>
        <Popover.Trigger className="plain link">Watch an AWS account</Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className="positioner" sideOffset={8} align="end">
            <Popover.Popup className="pop">
              <Popover.Title render={<h2 />}>Watch an AWS account</Popover.Title>
              <p>Name it in weir.yaml beside package.json:</p>
              <pre className="code">{'accounts:\n  - id: "111122223333"\n    name: prod\n    regions: [eu-west-1]'}</pre>
              <p>Give Weir read access through the usual AWS variables or a role, then start it again:</p>
              <pre className="code">{'AWS_PROFILE=prod npm start'}</pre>
              <p>It only reads. docs/IAM.md lists every permission it needs.</p>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}
