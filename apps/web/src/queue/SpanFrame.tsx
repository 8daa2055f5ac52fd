import type { Resource } from '@weir/contract';
import { Announcer } from '../app/Announcer.js';
import { Page } from '../app/Page.js';
import { visibleText } from '../format/index.js';
import { IncidentLine } from '../incidents/IncidentLine.js';
import { Badge } from '../parts/Badge.js';
import { Name } from '../parts/Name.js';
import { ChartLoader } from './ChartLoader.js';
import type { ChartSpec } from './queue-charts.js';
import { judgedWords, verdictSentence } from './queue-sentence.js';
import type { Range } from './range.js';
import { RangeBar } from './RangeBar.js';
import type { FlowSpan } from './use-flow-span.js';
import './queue.css';

export interface SpanFrameProps {
  readonly resource: Resource;
  readonly flow: FlowSpan;
  /** Those to choose from. null: nothing of its past is drawn. */
  readonly ranges: readonly Range[] | null;
  readonly charts: readonly ChartSpec[];
  readonly className: string;
  /** The way back. */
  readonly crumb: React.ReactNode;
  /** What it is, before its name; left out: the page says so. */
  readonly noun?: string;
  /** Stands beside the sentence. null: there is room for one. */
  readonly action?: React.ReactNode;
  readonly strips?: React.ReactNode;
  readonly facts: React.ReactNode;
  /** Told to those who do not see the page, besides what it is about. */
  readonly announced?: readonly Resource[];
  /** Another window was asked for: what stands above the charts is of the one before. */
  readonly awaited?: boolean;
  /** What stands above the charts. */
  readonly children?: React.ReactNode;
  readonly side: React.ReactNode;
  /** Around charts and side. */
  readonly around?: (columns: React.ReactNode) => React.ReactNode;
}

/** The page of one thing: its verdict in a sentence, its figures, its past over a span that is chosen, and its settings beside it. */
export function SpanFrame(props: SpanFrameProps) {
  const {
    resource,
    flow,
    ranges,
    charts,
    className,
    crumb,
    strips,
    facts,
    announced = [],
    awaited = false,
    children,
    side,
    around,
  } = props;
  const { search, span, pause, now, zone, change } = flow;
  const columns = (
    <div className="columns">
      <div className={awaited ? 'charts awaited' : 'charts'}>
        {children}
        {charts.map((spec) => (
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
  );
  return (
    <Page
      name={visibleText(resource.name)}
      className={className}
      title={
        <>
          {crumb} <Name name={resource.name} className="" />
        </>
      }
    >
      {strips}
      <Lead {...props} />
      <IncidentLine resource={resource.id} now={now} zone={zone} />
      {facts}
      {ranges === null ? null : (
        <RangeBar
          ranges={ranges}
          search={search}
          span={span}
          zone={zone}
          pausedSeconds={pause.seconds}
          togglePause={pause.toggle}
          change={change}
        />
      )}
      {around === undefined ? columns : around(columns)}
      <Announcer resources={[resource, ...announced]} />
    </Page>
  );
}

function Lead({ resource, flow: { now, zone }, noun, action }: SpanFrameProps) {
  const { verdict, name, deletedAt } = resource;
  const sentence = (
    <p className="lead">
      <Badge state={verdict.state} word={deletedAt === null ? verdict.state : 'deleted'} verdict={verdict} />
      <span>
        {noun === undefined ? '' : `${noun} `}
        <bdi>{visibleText(name)}</bdi> {visibleText(verdictSentence(resource, now, zone))}{' '}
        <span className="t3">{judgedWords(verdict.judgedAt, now)}</span>
      </span>
    </p>
  );
  return action === undefined ? (
    sentence
  ) : (
    <div className="lead-row">
      {sentence}
      {action}
    </div>
  );
}
