import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Silence } from '@weir/contract';
import { useState } from 'react';
import { Mid } from '../app/ErrorPages.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { RefusalNote } from '../auth/RefusalNote.js';
import { useRefusal } from '../auth/session-queries.js';
import { counted, momentAndAge, visibleText, type Zone } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { NewSilenceDialog } from './NewSilenceDialog.js';
import { useEndSilence, useSilences } from './silence-queries.js';
import { bySilenceOrder, matcherWords, silencesWords, spanWords } from './silence-words.js';
import '../queue/queue.css';
import '../queues/queues.css';
import '../incidents/incidents.css';
import './silences.css';

const STEP_MS = 10_000;

/** What is kept quiet, by whom, why and until when. */
export function SilencesPage() {
  const { ended = false } = useSearch({ from: '/desk/silences' });
  const navigate = useNavigate({ from: '/silences' });
  const { data, error } = useSilences(ended);
  const now = useNow(STEP_MS);
  const zone = useZone();
  const refusal = useRefusal('respond', 'silence');
  const [adding, setAdding] = useState(false);
  const items = data?.items.toSorted(bySilenceOrder);
  return (
    <Page
      name="Silences"
      title={
        <>
          <Link className="crumb" to="/incidents">
            Incidents /
          </Link>{' '}
          Silences
        </>
      }
    >
      {items === undefined ? (
        error === null ? (
          <section className="panel">
            <SkeletonRows rows={4} />
          </section>
        ) : (
          <Mid title="Silences could not be loaded">
            <p>{error.message} Weir tries again twice a minute.</p>
          </Mid>
        )
      ) : (
        <>
          {error === null ? null : (
            <div className="strips">
              <Strip state="stale" title="The newest could not be fetched.">
                {error.message}
              </Strip>
            </div>
          )}
          <p className="inbox-answer">
            <b>{silencesWords(items)}</b>
            <span className="t2">A silence keeps alarms from being told. It hides none and resolves none.</span>
          </p>
          <div className="bar">
            <button type="button" className="btn primary" disabled={refusal !== null} onClick={() => setAdding(true)}>
              New silence
            </button>
            <RefusalNote refusal={refusal} />
            <label className="check">
              <input
                type="checkbox"
                checked={ended}
                onChange={() => void navigate({ search: (before) => ({ ...before, ended: ended ? undefined : true }), replace: true })}
              />
              those that ended within 90 days
            </label>
          </div>
          {items.length === 0 ? (
            <section className="panel">
              <Mid title="Nothing is silenced">
                <p>Every alarm that fires is told. Before planned work, add a maintenance window: it begins and ends by itself.</p>
              </Mid>
            </section>
          ) : (
            <section className="panel silences" aria-label="Silences">
              <ul>
                {items.map((silence) => (
                  <li key={silence.id} className={silence.state === 'ended' ? 'is-over' : ''}>
                    <SilenceItem silence={silence} refused={refusal !== null} now={now} zone={zone} />
                  </li>
                ))}
              </ul>
            </section>
          )}
        </>
      )}
      {adding ? <NewSilenceDialog close={() => setAdding(false)} /> : null}
    </Page>
  );
}

const STATE_WORDS: Readonly<Record<Silence['state'], string>> = { active: 'active', upcoming: 'to come', ended: 'ended' };

interface SilenceItemProps {
  readonly silence: Silence;
  /** One may not end it. */
  readonly refused: boolean;
  readonly now: number;
  readonly zone: Zone;
}

function SilenceItem({ silence, refused, now, zone }: SilenceItemProps) {
  const end = useEndSilence();
  const { id, kind, matchers, reason, author, createdAt, state, silences } = silence;
  return (
    <>
      <div>
        <h3>
          {visibleText(reason)} <span className="t3">{kind === 'maintenance' ? 'maintenance' : 'silence'}</span>
        </h3>
        <ul className="matchers" aria-label="Alarms where all of these hold">
          {matchers.map((matcher) => (
            <li key={matcherWords(matcher)} className="mono">
              {matcherWords(matcher)}
            </li>
          ))}
        </ul>
        <p className="t3">
          by {visibleText(author)}, {momentAndAge(createdAt, now, zone)}
        </p>
        {end.error === null ? null : (
          <p role="alert" className="c v-stale">
            {end.error.message}
          </p>
        )}
      </div>
      <div className="when">
        <b>{STATE_WORDS[state]}</b> <span>{spanWords(silence, now, zone)}</span>
        {state === 'active' ? <span className="t2">{counted(silences, 'firing alarm')} kept quiet now</span> : null}
      </div>
      {state === 'ended' ? null : (
        <button type="button" className="btn" disabled={end.isPending || refused} onClick={() => end.mutate(id)}>
          {state === 'upcoming' ? 'Cancel' : 'End now'}
        </button>
      )}
    </>
  );
}
