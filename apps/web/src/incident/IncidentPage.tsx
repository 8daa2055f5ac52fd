import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { incidentId, type IncidentDetail, type IncidentId } from '@weir/contract';
import { useState } from 'react';
import { ApiError } from '../api/call-api.js';
import { Mid } from '../app/ErrorPages.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { useRefusal } from '../auth/session-queries.js';
import { timePassed, ageSeconds, visibleText } from '../format/index.js';
import { ActionDialog, type DialogKind } from '../incidents/ActionDialog.js';
import { FailedActions } from '../incidents/FailedActions.js';
import { useAct, useIncident } from '../incidents/incident-queries.js';
import { useNow } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { DoNext } from './DoNext.js';
import { incidentText } from './incident-text.js';
import { IncidentHead } from './IncidentHead.js';
import { LinksPanel, SimilarPanel } from './LinksPanel.js';
import { LossPanel } from './LossPanel.js';
import { Members } from './Members.js';
import { Reach } from './Reach.js';
import { Timeline } from './Timeline.js';
import { WhatBroke } from './WhatBroke.js';
import '../queue/queue.css';
import '../stream/stream.css';
import '../map/map.css';
import '../incidents/incidents.css';
import './incident.css';

const crumb = (
  <Link className="crumb" to="/incidents">
    Incidents /
  </Link>
);

/** One incident: what broke, since when, what it takes with it, what changed just before, and what to do. */
export function IncidentPage() {
  const { id } = useParams({ from: '/desk/incidents/$id' });
  const parsed = incidentId.safeParse(id);
  return parsed.success ? <KnownIncident key={parsed.data} id={parsed.data} /> : <UnknownIncident />;
}

function KnownIncident({ id }: { readonly id: IncidentId }) {
  const { incident, error } = useIncident(id);
  if (incident !== null) return <IncidentView incident={incident} error={error} />;
  if (error instanceof ApiError && error.status === 404) return <UnknownIncident />;
  return (
    <Page name={id} title={crumb}>
      {error === null ? (
        <section className="panel">
          <SkeletonRows rows={12} />
        </section>
      ) : (
        <Mid title="This incident could not be loaded">
          <p>{error.message} Weir tries again every minute.</p>
        </Mid>
      )}
    </Page>
  );
}

function UnknownIncident() {
  return (
    <Page name="Unknown incident" title={crumb}>
      <Mid
        title="There is no such incident"
        actions={
          <Link className="btn" to="/incidents">
            All incidents
          </Link>
        }
      >
        <p>No incident has this number. The link may be from another Weir.</p>
      </Mid>
    </Page>
  );
}

function IncidentView({ incident, error }: { readonly incident: IncidentDetail; readonly error: Error | null }) {
  const now = useNow();
  const zone = useZone();
  const navigate = useNavigate();
  const act = useAct();
  const refusal = useRefusal('respond', 'acknowledge, assign, snooze and resolve');
  const [dialog, setDialog] = useState<DialogKind | null>(null);
  const [asTable, setAsTable] = useState(false);
  const [copied, setCopied] = useState('');
  const isOpen = incident.state === 'open';
  const acknowledge = () => act(incident, { kind: incident.acknowledged === null ? 'acknowledge' : 'unacknowledge' });
  const copy = () => {
    const text = incidentText(incident, now, zone, window.location.href);
    // Without a secure origin there is no clipboard at all.
    const put = 'clipboard' in navigator ? navigator.clipboard.writeText(text) : Promise.reject(new Error('no clipboard'));
    put.then(
      () => setCopied('Copied'),
      () => setCopied('The browser refused to copy'),
    );
  };
  useKeys({
    c: copy,
    'Shift+t': () => setAsTable(!asTable),
    Escape: () => void navigate({ to: '/incidents' }),
    m: () => document.querySelector<HTMLTextAreaElement>('[data-note]')?.focus(),
    ...(isOpen && refusal === null
      ? {
          a: () => incident.acknowledged === null && acknowledge(),
          i: () => setDialog('assign'),
          z: () => setDialog('snooze'),
          e: () => setDialog('resolve'),
        }
      : {}),
  });
  const names = incident.timeline.flatMap(({ by }) => by ?? []);
  return (
    <Page
      name={`${incident.id} ${visibleText(incident.title)}`}
      className="incident"
      title={
        <>
          {crumb} {incident.id}
        </>
      }
    >
      <FailedActions />
      <Notices incident={incident} error={error} now={now} />
      <div className="incident-grid">
        <IncidentHead incident={incident} now={now} zone={zone} act={act} acknowledge={acknowledge} ask={setDialog} refusal={refusal} />
        <div className="col">
          <WhatBroke
            incident={incident}
            now={now}
            zone={zone}
            asTable={asTable}
            copy={
              <button type="button" className="plain link" onClick={copy}>
                <span aria-live="polite">{copied === '' ? 'Copy as text' : copied}</span> <kbd>C</kbd>
              </button>
            }
          />
          <Members incident={incident} now={now} zone={zone} act={act} refused={refusal !== null} />
          <Timeline incident={incident} now={now} zone={zone} act={act} refused={refusal !== null} />
        </div>
        <div className="col">
          {incident.loss === null || !isOpen ? null : <LossPanel incident={incident} loss={incident.loss} now={now} zone={zone} />}
          <DoNext suggestions={incident.suggestions} runbooks={incident.runbooks} isOpen={isOpen} fix={incident.fix} />
          <Reach incident={incident} />
          <SimilarPanel similar={incident.similar} now={now} zone={zone} />
          <LinksPanel incident={incident} now={now} zone={zone} add={refusal === null ? () => setDialog('link') : null} />
        </div>
      </div>
      <ActionDialog key={dialog ?? ''} kind={dialog} on={[incident]} act={act} close={() => setDialog(null)} names={names} />
    </Page>
  );
}

/** What makes the picture less than whole. */
function Notices({ incident, error, now }: { readonly incident: IncidentDetail; readonly error: Error | null; readonly now: number }) {
  const { unknownSince, state } = incident;
  const unseen = unknownSince !== null && state === 'open';
  if (error === null && !unseen) return null;
  return (
    <div className="strips">
      {error === null ? null : (
        <Strip state="stale" title="The newest could not be fetched.">
          {error.message} What is shown is the last that was heard.
        </Strip>
      )}
      {unseen ? (
        <Strip state="unknown" title={`Not seen for ${timePassed(ageSeconds(unknownSince, now))}.`}>
          None of its alarms can be judged now. It stays open for that: not knowing is no recovery.
        </Strip>
      ) : null}
    </div>
  );
}
