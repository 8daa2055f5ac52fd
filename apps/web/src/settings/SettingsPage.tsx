import { Link } from '@tanstack/react-router';
import type { Estate } from '@weir/contract';
import { estateNotices } from '../app/estate-notices.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { counted, groupDigits, moment, percent, timePassed, ageSeconds, COLLECTOR_WORDS, type Zone } from '../format/index.js';
import { collectorDownSince } from '../live/freshness.js';
import { useConnection, useEstate, useNow } from '../live/live-context.js';
import { Gauge } from '../parts/Gauge.js';
import { Glyph } from '../parts/Glyph.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { BudgetsPanel } from './BudgetsPanel.js';
import { ChannelsPanel } from './ChannelsPanel.js';
import { ScopesPanel } from './ScopesPanel.js';
import { SpendPanel } from './SpendPanel.js';
import './settings.css';

/** What Weir reads, whether it may, what that costs, and how Weir itself is. */
export function SettingsPage() {
  const { estate } = useEstate();
  const now = useNow();
  const zone = useZone();
  return (
    <Page name="Settings" title="Settings" className="settings">
      {estate === null ? (
        <section className="panel">
          <SkeletonRows rows={10} />
        </section>
      ) : (
        <>
          <AllNotices estate={estate} now={now} zone={zone} />
          <nav className="settings-links" aria-label="More settings">
            <Link className="link nowrap" to="/settings/alarms">
              Alarm settings
            </Link>
            <Link className="link nowrap" to="/settings/users">
              Users
            </Link>
            <Link className="link nowrap" to="/audit-log">
              Audit log
            </Link>
          </nav>
          <div className="settings-grid">
            <div className="stack">
              <ScopesPanel estate={estate} now={now} zone={zone} />
              <ChannelsPanel now={now} zone={zone} />
              <SpendPanel />
            </div>
            <div className="stack">
              <CollectorPanel estate={estate} now={now} zone={zone} />
              <BudgetsPanel cost={estate.cost} now={now} />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

/** Those the strips above a page leave out. */
function AllNotices({ estate, now, zone }: { readonly estate: Estate; readonly now: number; readonly zone: Zone }) {
  const hidden = estateNotices(estate, now, zone).slice(2);
  if (hidden.length === 0) return null;
  return (
    <div className="strips">
      {hidden.map((notice) => (
        <Strip key={notice.id} state={notice.state} title={notice.title}>
          {notice.text}
        </Strip>
      ))}
    </div>
  );
}

function CollectorPanel({ estate, now, zone }: { readonly estate: Estate; readonly now: number; readonly zone: Zone }) {
  const { collector, version, mode } = estate;
  const { lastHeardAt } = useConnection();
  const downSince = collectorDownSince(estate, now);
  const state = downSince === null ? (collector.state === 'running' ? 'ok' : 'unknown') : 'stopped';
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [
      'State',
      <span key="state" className={`c v-${state}`}>
        <Glyph state={state} size={13} silent />{' '}
        {downSince === null ? COLLECTOR_WORDS[collector.state] : `silent since ${moment(downSince, now, zone)}`}
      </span>,
    ],
    ['Heartbeat', collector.heartbeatAt === null ? 'none yet' : `${timePassed(ageSeconds(collector.heartbeatAt, now))} ago`],
    ['Heard by this page', lastHeardAt === null ? 'not yet' : `${timePassed(ageSeconds(lastHeardAt, now))} ago`],
    ['Source', mode === 'demo' ? 'demo, a simulated company' : 'AWS'],
    ['Version', version],
  ];
  return (
    <section className="panel">
      <header>
        <h2>Collector</h2>
      </header>
      <dl className="body pairs">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {collector.backfill === null ? null : <Backfill done={collector.backfill.done} total={collector.backfill.total} />}
    </section>
  );
}

function Backfill({ done, total }: { readonly done: number; readonly total: number }) {
  const share = total <= 0 ? 1 : done / total;
  const text = `${groupDigits(done)} of ${counted(total, 'minute').replace(String(total), groupDigits(total))} of history, ${percent(Math.floor(share * 1000) / 1000)}`;
  return (
    <div className="body backfill">
      <span className="t2">Filling in {text}</span>
      <Gauge share={share} label={text} colour="var(--text-2)" />
    </div>
  );
}
