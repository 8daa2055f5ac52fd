import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Resource } from '@weir/contract';
import { useMemo } from 'react';
import { Announcer } from '../app/Announcer.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { useChangesOf } from '../fanout/fanout-queries.js';
import { figure, groupDigits, UNKNOWN_FIGURE, visibleText } from '../format/index.js';
import { fanoutCharts } from '../ledger/fanout-charts.js';
import { KnownArns } from '../ledger/KnownArns.js';
import { LEDGER_RANGES, type LedgerSearch } from '../ledger/ledger-search.js';
import { namedArns } from '../ledger/named-arns.js';
import { ChangesPanel } from '../ledger/SidePanels.js';
import { useNow, useResources } from '../live/live-context.js';
import { Badge } from '../parts/Badge.js';
import { Fact } from '../parts/Figure.js';
import { Icon } from '../parts/Icon.js';
import { Name } from '../parts/Name.js';
import { ChartLoader } from '../queue/ChartLoader.js';
import { judgedWords, verdictSentence } from '../queue/queue-sentence.js';
import { spanOf } from '../queue/range.js';
import { RangeBar } from '../queue/RangeBar.js';
import { ArchivesPanel, BusSettingsPanel, PolicyPanel } from './BusSide.js';
import { crumb } from './crumb.js';
import { countRules, rulesOf } from './rules-of-bus.js';
import { RulesPanel } from './RulesPanel.js';
import { usePause } from '../queue/use-pause.js';
import '../queue/queue.css';
import '../ledger/ledger-page.css';
import './bus.css';

const RULES = { view: 'resources', kind: 'rule' } as const;
const STEP_MS = 10_000;

/** A bus: its verdict, its rules, who may put events on it, and the past. */
export function BusView({ bus }: { readonly bus: Resource }) {
  const search = useSearch({ from: '/desk/bus/$id' });
  const navigate = useNavigate({ from: '/bus/$id' });
  const zone = useZone();
  const now = useNow();
  const ordered = useNow(STEP_MS);
  const pause = usePause(now);
  const span = spanOf(search, pause.at ?? now);
  const { resources } = useResources(RULES);
  const rules = useMemo(() => (resources === null ? null : rulesOf(resources, bus.arn, ordered)), [resources, bus.arn, ordered]);
  const ids = useMemo(() => [bus.id, ...(rules ?? []).map(({ id }) => id)], [bus.id, rules]);
  const arns = useMemo(() => [bus, ...(rules ?? [])].flatMap(({ fanout }) => namedArns(fanout)), [bus, rules]);
  const edits = useChangesOf(ids, span);
  const change = (next: LedgerSearch) => {
    pause.resume();
    void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false });
  };
  useKeys({
    'Shift+t': () => change({ table: search.table === true ? undefined : true }),
    Escape: () => void navigate({ to: '/bus' }),
  });
  const settings = bus.fanout?.kind === 'bus' ? bus.fanout : null;
  return (
    <Page
      name={visibleText(bus.name)}
      className="queue ledger-page"
      title={
        <>
          {crumb} <Name name={bus.name} className="" />
        </>
      }
    >
      <div className="lead-row">
        <p className="lead">
          <Badge state={bus.verdict.state} word={bus.deletedAt === null ? bus.verdict.state : 'deleted'} verdict={bus.verdict} />
          <span>
            {settings?.type === 'partner' ? 'partner bus' : 'bus'} <bdi>{visibleText(bus.name)}</bdi>{' '}
            {visibleText(verdictSentence(bus, now, zone))} <span className="t3">{judgedWords(bus.verdict.judgedAt, now)}</span>
          </span>
        </p>
        <Link className="btn" to="/trace" search={{ from: bus.id }}>
          <Icon name="trace" size={14} />
          Trace an event
        </Link>
      </div>
      <div className="facts">
        <Fact figure={figure(bus.rates.in)} unit={bus.rates.in === null ? undefined : '/s'} label="matched now" />
        <RuleFacts rules={rules} />
      </div>
      <RangeBar
        ranges={LEDGER_RANGES}
        search={search}
        span={span}
        zone={zone}
        pausedSeconds={pause.seconds}
        togglePause={pause.toggle}
        change={change}
      />
      <KnownArns own={bus.id} arns={arns}>
        <div className="columns">
          <div className="charts">
            <RulesPanel rules={rules} now={now} />
            {fanoutCharts('bus').map((spec) => (
              <ChartLoader
                key={spec.id}
                spec={spec}
                resource={bus}
                span={span}
                now={now}
                zone={zone}
                asTable={search.table === true}
                zoom={(from, to) => change({ from, to, range: undefined })}
                setDragging={pause.drag}
              />
            ))}
          </div>
          <aside className="side">
            {settings === null ? null : <PolicyPanel settings={settings} />}
            <ChangesPanel answer={edits} now={now} zone={zone} />
            {settings === null ? null : <ArchivesPanel archives={settings.archives} />}
            <BusSettingsPanel bus={bus} zone={zone} />
          </aside>
        </div>
      </KnownArns>
      <Announcer resources={[bus, ...(rules ?? [])]} />
    </Page>
  );
}

/** How many rules it has; a dash until they are there. */
function RuleFacts({ rules }: { readonly rules: readonly Resource[] | null }) {
  if (rules === null) return <Fact figure={UNKNOWN_FIGURE} label="rules" />;
  const { all, off, managed } = countRules(rules);
  return (
    <>
      <Fact figure={groupDigits(all)} label="rules" />
      {off === 0 ? null : <Fact figure={groupDigits(off)} label="switched off" />}
      {managed === 0 ? null : <Fact figure={groupDigits(managed)} label="made by AWS" />}
    </>
  );
}
