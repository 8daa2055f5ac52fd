import { Popover } from '@base-ui/react/popover';
import { Link } from '@tanstack/react-router';
import type { IncidentDetail } from '@weir/contract';
import { useState } from 'react';
import { RefusalNote } from '../auth/RefusalNote.js';
import { ageSeconds, moment, timePassed, visibleText, type Zone } from '../format/index.js';
import type { DialogKind } from '../incidents/ActionDialog.js';
import type { Act } from '../incidents/incident-queries.js';
import { isUnanswered, ownerWords } from '../incidents/incident-words.js';
import { Glyph } from '../parts/Glyph.js';
import { Icon } from '../parts/Icon.js';
import { Severity } from '../parts/Severity.js';

interface IncidentHeadProps {
  readonly incident: IncidentDetail;
  readonly now: number;
  readonly zone: Zone;
  readonly act: Act;
  /** Says that it is seen to, or takes that back. */
  readonly acknowledge: () => void;
  readonly ask: (kind: DialogKind) => void;
  /** Why one may do nothing with it; null: one may. */
  readonly refusal: string | null;
}

/** What, how bad, since when, where, whose; and what can be done with it as a whole. */
export function IncidentHead({ incident, now, zone, act, acknowledge, ask, refusal }: IncidentHeadProps) {
  const { root, severity, severityBecause, since, state, times, snoozed } = incident;
  return (
    <header className="incident-head">
      <Glyph state={state === 'open' ? root.verdict : 'ok'} size={40} />
      <div className="title">
        <h2>
          <bdi>{visibleText(incident.title)}</bdi>
        </h2>
        <div className="meta">
          <span title={visibleText(severityBecause)}>
            <Severity level={severity} /> <span className="sr">{visibleText(severityBecause)}</span>
          </span>
          <span>
            since <b className="t1">{moment(since, now, zone)}</b>, {timePassed(ageSeconds(since, now))} ago
          </span>
          <span>
            {visibleText(root.accountName)} · {root.region}
          </span>
          <span className={isUnanswered(incident) ? 't1 strong' : ''}>
            {incident.assignee !== null && state === 'open' ? 'owner ' : ''}
            {ownerWords(incident)}
          </span>
          {snoozed === null || state !== 'open' ? null : (
            <span>
              snoozed until {moment(snoozed.until, now, zone)} by {visibleText(snoozed.by)}
            </span>
          )}
          {incident.silenced ? (
            <Link className="link" to="/silences">
              silenced
            </Link>
          ) : null}
          <Link className="link" to="/notifications" search={{ incident: incident.id }}>
            who was told
          </Link>
          {incident.reopened === 0 ? null : <span>reopened {incident.reopened === 1 ? 'once' : `${incident.reopened} times`}</span>}
          {times.toAcknowledgeSeconds === null ? null : <span>acknowledged after {timePassed(times.toAcknowledgeSeconds)}</span>}
          {times.toResolveSeconds === null || state !== 'resolved' ? null : (
            <span>resolved after {timePassed(times.toResolveSeconds)}</span>
          )}
        </div>
      </div>
      <div className="acts">
        {state === 'open' ? (
          <OpenActions incident={incident} act={act} acknowledge={acknowledge} ask={ask} refusal={refusal} />
        ) : state === 'resolved' ? (
          <button type="button" className="btn primary" disabled={refusal !== null} onClick={() => act(incident, { kind: 'reopen' })}>
            Reopen
          </button>
        ) : incident.mergedInto === null ? null : (
          <Link className="btn primary" to="/incidents/$id" params={{ id: incident.mergedInto }}>
            Open {incident.mergedInto}
          </Link>
        )}
        {state === 'merged' ? null : <RefusalNote refusal={refusal} />}
      </div>
    </header>
  );
}

function OpenActions({ incident, act, acknowledge, ask, refusal }: Omit<IncidentHeadProps, 'now' | 'zone'>) {
  const [more, setMore] = useState(false);
  const taken = incident.acknowledged !== null;
  const chosen = (does: () => void) => () => {
    setMore(false);
    does();
  };
  return (
    <>
      {taken ? (
        <button type="button" className="btn primary" disabled={refusal !== null} onClick={() => ask('resolve')}>
          Resolve <kbd>E</kbd>
        </button>
      ) : (
        <button type="button" className="btn primary" disabled={refusal !== null} onClick={acknowledge}>
          Acknowledge <kbd>A</kbd>
        </button>
      )}
      <button type="button" className="btn" disabled={refusal !== null} onClick={() => ask('assign')}>
        Assign <kbd>I</kbd>
      </button>
      <button type="button" className="btn" disabled={refusal !== null} onClick={() => ask('snooze')}>
        Snooze <kbd>Z</kbd>
      </button>
      <Popover.Root open={more} onOpenChange={setMore}>
        <Popover.Trigger className="btn" disabled={refusal !== null} aria-label="More actions">
          <Icon name="more" />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className="positioner" sideOffset={6} align="end">
            <Popover.Popup className="pop more-actions" aria-label="More actions">
              {taken ? (
                <button type="button" className="plain" onClick={chosen(acknowledge)}>
                  Take the acknowledgement back
                </button>
              ) : (
                <button type="button" className="plain" onClick={chosen(() => ask('resolve'))}>
                  Resolve <kbd>E</kbd>
                </button>
              )}
              {incident.snoozed === null ? null : (
                <button type="button" className="plain" onClick={chosen(() => act(incident, { kind: 'snooze', until: null }))}>
                  End the snooze
                </button>
              )}
              <button type="button" className="plain" onClick={chosen(() => ask('link'))}>
                Add a link
              </button>
              <button type="button" className="plain" onClick={chosen(() => ask('merge'))}>
                Merge into another incident
              </button>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </>
  );
}
