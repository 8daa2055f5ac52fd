import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { AlarmScope, AlarmSettings, AlarmSettingsEntry } from '@weir/contract';
import { useState } from 'react';
import { Mid } from '../app/ErrorPages.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { RefusalNote } from '../auth/RefusalNote.js';
import { useRefusal } from '../auth/session-queries.js';
import { momentAndAge, visibleText, type Zone } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { useAlarmSettings, useChangeSettings } from './alarm-queries.js';
import { InForce } from './InForce.js';
import { settingsWords } from './settings-words.js';
import { SettingsForm } from './SettingsForm.js';
import '../queue/queue.css';
import '../queues/queues.css';
import '../incidents/incidents.css';
import '../silences/silences.css';
import './alarms.css';

interface Edited {
  /** null: still to be chosen. */
  readonly scope: AlarmScope | null;
  readonly label: string;
  readonly settings: AlarmSettings;
}

const STEP_MS = 60_000;

/** How alarms are set: by scope from wide to narrow, and what holds for one resource. */
export function AlarmSettingsPage() {
  const { resource } = useSearch({ from: '/desk/settings/alarms' });
  const navigate = useNavigate({ from: '/settings/alarms' });
  const { data, error } = useAlarmSettings();
  const refusal = useRefusal('administer', 'set alarms');
  const [edited, setEdited] = useState<Edited | null>(null);
  const now = useNow(STEP_MS);
  const zone = useZone();
  return (
    <Page
      name="Alarm settings"
      className="alarm-settings"
      title={
        <>
          <Link className="crumb" to="/settings">
            Settings /
          </Link>{' '}
          Alarms
        </>
      }
    >
      {data === undefined ? (
        error === null ? (
          <section className="panel">
            <SkeletonRows rows={6} />
          </section>
        ) : (
          <Mid title="The settings could not be loaded">
            <p>{error.message}</p>
          </Mid>
        )
      ) : (
        <div className="alarm-grid">
          <div className="stack">
            <section className="panel" aria-label="Cascade">
              <header>
                <h2>How alarms are set</h2>
                <span className="sub">a narrower scope overrides a wider one</span>
                <span className="right">
                  <RefusalNote refusal={refusal} />
                  <button
                    type="button"
                    className="btn"
                    disabled={refusal !== null}
                    onClick={() => setEdited({ scope: null, label: '', settings: {} })}
                  >
                    Set another scope
                  </button>
                </span>
              </header>
              <ol className="body cascade">
                {data.items.map((entry) => (
                  <Entry
                    key={`${entry.source} ${entry.label}`}
                    entry={entry}
                    refused={refusal !== null}
                    now={now}
                    zone={zone}
                    edit={
                      entry.scope === null
                        ? null
                        : () =>
                            setEdited({ scope: entry.scope, label: entry.label, settings: entry.source === 'people' ? entry.settings : {} })
                    }
                  />
                ))}
              </ol>
            </section>
            {edited === null ? null : (
              <SettingsForm
                key={`${edited.label} ${JSON.stringify(edited.scope)}`}
                scope={edited.scope}
                label={edited.label}
                settings={edited.settings}
                zone={zone}
                close={() => setEdited(null)}
              />
            )}
          </div>
          <InForce
            resource={resource}
            choose={(id) => void navigate({ search: (before) => ({ ...before, resource: id }), replace: true })}
          />
        </div>
      )}
    </Page>
  );
}

const SOURCE_WORDS: Readonly<Record<AlarmSettingsEntry['source'], string>> = {
  default: 'default',
  file: 'weir.yaml',
  people: 'set here',
};

interface EntryProps {
  readonly entry: AlarmSettingsEntry;
  /** One may not change it. */
  readonly refused: boolean;
  readonly now: number;
  readonly zone: Zone;
  /** null: only the file can change it. */
  readonly edit: (() => void) | null;
}

function Entry({ entry, refused, now, zone, edit }: EntryProps) {
  const change = useChangeSettings();
  const { scope, label, source, settings, changedAt, changedBy } = entry;
  const words = settingsWords(settings);
  return (
    <li className={`in-${scope?.scope ?? 'pattern'}`}>
      <div>
        <b>{visibleText(label)}</b> <span className="t3">{SOURCE_WORDS[source]}</span>
        <p className="t2">{words.length === 0 ? 'as in the scope above' : words.map(visibleText).join(' · ')}</p>
        {changedAt === null ? null : (
          <p className="t3">
            {changedBy === null ? '' : `${visibleText(changedBy)}, `}
            {momentAndAge(changedAt, now, zone)}
          </p>
        )}
        {change.error === null ? null : (
          <p role="alert" className="c v-stale">
            {change.error.message}
          </p>
        )}
      </div>
      <div className="acts">
        {edit === null ? null : (
          <button type="button" className="btn" disabled={refused} onClick={edit}>
            {source === 'people' ? 'Edit' : 'Override'}
          </button>
        )}
        {source === 'people' && scope !== null ? (
          <button
            type="button"
            className="btn ghost"
            disabled={change.isPending || refused}
            onClick={() => change.mutate({ scope, settings: null })}
          >
            Take back
          </button>
        ) : null}
      </div>
    </li>
  );
}
