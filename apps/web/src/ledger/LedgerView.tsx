import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Resource } from '@weir/contract';
import { useMemo } from 'react';
import { Announcer } from '../app/Announcer.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { kindName } from '../fanout/kind-words.js';
import { useChangesOf, useLedger } from '../fanout/fanout-queries.js';
import { visibleText } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { Badge } from '../parts/Badge.js';
import { Icon } from '../parts/Icon.js';
import { Name } from '../parts/Name.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { ChartLoader } from '../queue/ChartLoader.js';
import { judgedWords, verdictSentence } from '../queue/queue-sentence.js';
import { spanOf } from '../queue/range.js';
import { RangeBar } from '../queue/RangeBar.js';
import { crumb } from './crumb.js';
import { fanoutCharts } from './fanout-charts.js';
import { KnownArns } from './KnownArns.js';
import { LedgerFacts, WholePanel } from './LedgerFigures.js';
import { LEDGER_RANGES, ledgerWindow, type LedgerSearch } from './ledger-search.js';
import { namedArns } from './named-arns.js';
import { SettingsPanels } from './SettingsPanels.js';
import { ChangesPanel, FilteredPanel, NotesPanel } from './SidePanels.js';
import { StepsPanel, StepsTable } from './StepsPanel.js';
import { SubscribersPanel } from './SubscribersPanel.js';
import { usePause } from '../queue/use-pause.js';
import '../queue/queue.css';
import './ledger-page.css';

const LEDGER_KINDS: readonly Resource['kind'][] = ['topic', 'rule', 'pipe'];
/** Where a trace can begin. */
const TRACED: readonly Resource['kind'][] = ['topic'];

/** One of them: its verdict in a sentence, what became of everything, who got it, what was edited, and the past. */
export function LedgerView({ resource }: { readonly resource: Resource }) {
  const search = useSearch({ from: '/desk/fanout/$id' });
  const navigate = useNavigate({ from: '/fanout/$id' });
  const zone = useZone();
  const now = useNow();
  const pause = usePause(now);
  const span = spanOf(search, pause.at ?? now);
  const hasLedger = LEDGER_KINDS.includes(resource.kind);
  const { data: ledger, error, isPlaceholderData: awaited } = useLedger(resource.id, ledgerWindow(span), hasLedger);
  const ids = useMemo(
    () => [resource.id, ...(ledger?.subscribers ?? []).flatMap(({ resourceId }) => (resourceId === null ? [] : [resourceId]))],
    [resource.id, ledger],
  );
  const arns = useMemo(
    () => [
      ...namedArns(resource.fanout),
      ...(ledger?.subscribers ?? []).flatMap(({ endpoint, deadLetterTargetArn }) =>
        [endpoint, deadLetterTargetArn].filter((arn) => arn !== null),
      ),
    ],
    [resource.fanout, ledger],
  );
  const edits = useChangesOf(ids, span);
  const change = (next: LedgerSearch) => {
    pause.resume();
    void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false });
  };
  useKeys({
    'Shift+t': () => change({ table: search.table === true ? undefined : true }),
    Escape: () => void navigate({ to: '/fanout' }),
  });
  return (
    <Page
      name={visibleText(resource.name)}
      className="queue ledger-page"
      title={
        <>
          {crumb} <Name name={resource.name} className="" />
        </>
      }
    >
      {ledger === undefined || error === null ? null : (
        <div className="strips">
          <Strip state="stale" title="The ledger is not of now">
            {error.message}
          </Strip>
        </div>
      )}
      <Lead resource={resource} now={now} />
      <LedgerFacts resource={resource} ledger={ledger} awaited={awaited} />
      <RangeBar
        ranges={LEDGER_RANGES}
        search={search}
        span={span}
        zone={zone}
        pausedSeconds={pause.seconds}
        togglePause={pause.toggle}
        change={change}
      />
      <KnownArns own={resource.id} arns={arns}>
        <div className="columns">
          <div className={awaited ? 'charts awaited' : 'charts'}>
            {!hasLedger ? null : ledger === undefined ? (
              <section className="panel">
                {error === null ? <SkeletonRows rows={5} /> : <p className="body t2">The ledger is not loaded: {error.message}</p>}
              </section>
            ) : (
              <>
                <WholePanel ledger={ledger} awaited={awaited} />
                {search.table === true ? (
                  <StepsTable ledger={ledger} zone={zone} />
                ) : (
                  <StepsPanel ledger={ledger} changes={edits.state === 'told' ? edits.changes : []} now={now} zone={zone} />
                )}
                {resource.kind === 'pipe' ? null : <SubscribersPanel resource={resource} ledger={ledger} now={now} zone={zone} />}
              </>
            )}
            {fanoutCharts(resource.kind).map((spec) => (
              <ChartLoader
                key={spec.id}
                spec={spec}
                resource={resource}
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
            <ChangesPanel answer={edits} now={now} zone={zone} />
            {ledger === undefined ? null : <FilteredPanel filteredBy={ledger.filteredBy} read={ledger} />}
            {ledger === undefined ? null : <NotesPanel notes={ledger.notes} />}
            <SettingsPanels resource={resource} zone={zone} />
          </aside>
        </div>
      </KnownArns>
      <Announcer resources={[resource]} />
    </Page>
  );
}

function Lead({ resource, now }: { readonly resource: Resource; readonly now: number }) {
  const zone = useZone();
  const { verdict, kind, name, id, fanout } = resource;
  const traced = TRACED.includes(kind) ? id : fanout?.kind === 'rule' ? fanout.busArn : fanout?.kind === 'pipe' ? fanout.sourceArn : null;
  return (
    <div className="lead-row">
      <p className="lead">
        <Badge state={verdict.state} word={resource.deletedAt === null ? verdict.state : 'deleted'} verdict={verdict} />
        <span>
          {kindName(kind)} <bdi>{visibleText(name)}</bdi> {visibleText(verdictSentence(resource, now, zone))}{' '}
          <span className="t3">{judgedWords(verdict.judgedAt, now)}</span>
        </span>
      </p>
      {traced === null ? null : (
        <Link className="btn" to="/trace" search={{ from: traced }}>
          <Icon name="trace" size={14} />
          Trace an event
        </Link>
      )}
    </div>
  );
}
