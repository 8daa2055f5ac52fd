import { Link } from '@tanstack/react-router';
import type { Resource } from '@weir/contract';
import { Announcer } from '../app/Announcer.js';
import { Page } from '../app/Page.js';
import { visibleText } from '../format/index.js';
import { Badge } from '../parts/Badge.js';
import { Icon } from '../parts/Icon.js';
import { Name } from '../parts/Name.js';
import { ChartLoader } from '../queue/ChartLoader.js';
import { judgedWords, verdictSentence } from '../queue/queue-sentence.js';
import { RangeBar } from '../queue/RangeBar.js';
import { fanoutCharts } from './fanout-charts.js';
import { KnownArns } from './KnownArns.js';
import { LEDGER_RANGES } from './ledger-search.js';
import type { FlowSpan } from './use-flow-span.js';
import '../queue/queue.css';
import './ledger-page.css';

interface FlowFrameProps {
  readonly resource: Resource;
  readonly flow: FlowSpan;
  /** The way back. */
  readonly crumb: React.ReactNode;
  /** What it is, before its name. */
  readonly noun: string;
  /** Where a trace of an event begins that comes by here; null: none does. */
  readonly traceFrom: string | null;
  readonly strips?: React.ReactNode;
  readonly facts: React.ReactNode;
  /** What the page names by ARN. */
  readonly arns: readonly string[];
  /** Told to those who do not see the page, besides what it is about. */
  readonly announced?: readonly Resource[];
  /** Another window was asked for: what stands above the charts is of the one before. */
  readonly awaited?: boolean;
  /** What stands above the charts. */
  readonly children: React.ReactNode;
  readonly side: React.ReactNode;
}

/** The page of one thing that passes events on: its verdict in a sentence, its figures, what is told of it over its past, and its settings. */
export function FlowFrame(props: FlowFrameProps) {
  const { resource, flow, crumb, strips, facts, arns, announced = [], awaited = false, children, side } = props;
  const { search, span, pause, now, zone, change } = flow;
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
      {strips}
      <Lead {...props} />
      {facts}
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
            {children}
            {fanoutCharts(resource).map((spec) => (
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
          <aside className="side">{side}</aside>
        </div>
      </KnownArns>
      <Announcer resources={[resource, ...announced]} />
    </Page>
  );
}

function Lead({ resource, flow: { now, zone }, noun, traceFrom }: Pick<FlowFrameProps, 'resource' | 'flow' | 'noun' | 'traceFrom'>) {
  const { verdict, name, deletedAt } = resource;
  return (
    <div className="lead-row">
      <p className="lead">
        <Badge state={verdict.state} word={deletedAt === null ? verdict.state : 'deleted'} verdict={verdict} />
        <span>
          {noun} <bdi>{visibleText(name)}</bdi> {visibleText(verdictSentence(resource, now, zone))}{' '}
          <span className="t3">{judgedWords(verdict.judgedAt, now)}</span>
        </span>
      </p>
      {traceFrom === null ? null : (
        <Link className="btn" to="/trace" search={{ from: traceFrom }}>
          <Icon name="trace" size={14} />
          Trace an event
        </Link>
      )}
    </div>
  );
}
