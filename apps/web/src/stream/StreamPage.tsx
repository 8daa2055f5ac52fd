import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { resourceId, type ResourceId, type StreamDetail } from '@weir/contract';
import { ApiError } from '../api/call-api.js';
import { Announcer } from '../app/Announcer.js';
import { Mid } from '../app/ErrorPages.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { visibleText, type Zone } from '../format/index.js';
import { IncidentLine } from '../incidents/IncidentLine.js';
import { useLiveView, useNow } from '../live/live-context.js';
import { Name } from '../parts/Name.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { spanOf, type Span } from '../queue/range.js';
import { RangeBar } from '../queue/RangeBar.js';
import { AdvicePanel } from './AdvicePanel.js';
import { Command } from './Command.js';
import { ConsumersPanel } from './ConsumersPanel.js';
import { HeatPanel } from './HeatPanel.js';
import { HotKeysPanel } from './HotKeysPanel.js';
import { ShardChart } from './ShardChart.js';
import { StreamFacts } from './StreamFacts.js';
import { streamNotices } from './stream-notices.js';
import { useStreamDetail, useStreamShards } from './stream-queries.js';
import { heatStep, type StreamSearch } from './stream-search.js';
import { WhatIfPanel } from './WhatIfPanel.js';
import { usePause } from '../queue/use-pause.js';
import '../queue/queue.css';
import './stream.css';

/** Shards are kept by the minute, for fifteen days. */
const KEPT_RANGES = ['15m', '1h', '6h', '24h', '7d', '14d'] as const;

const crumb = (
  <Link className="crumb" to="/streams">
    Streams /
  </Link>
);

/** One stream: where the heat is, since when, which key causes it, who falls behind, and what to do. */
export function StreamPage() {
  const { id } = useParams({ from: '/desk/streams/$id' });
  const parsed = resourceId.safeParse(id);
  return parsed.success ? <KnownStream key={parsed.data} id={parsed.data} /> : <UnknownStream />;
}

function KnownStream({ id }: { readonly id: ResourceId }) {
  const { data, error } = useStreamDetail(id);
  const { document } = useLiveView({ view: 'stream', id });
  const entry = document?.['detail'];
  const detail = entry !== undefined && 'consumers' in entry ? entry : data;
  if (detail !== undefined) return <StreamView detail={detail} />;
  if (error instanceof ApiError && error.status === 404) return <UnknownStream />;
  return (
    <Page name="Stream" title={crumb}>
      {error === null ? (
        <section className="panel">
          <SkeletonRows rows={14} />
        </section>
      ) : (
        <Mid title="This stream could not be loaded">
          <p>{error.message} Weir tries again every minute.</p>
        </Mid>
      )}
    </Page>
  );
}

function UnknownStream() {
  return (
    <Page name="Unknown stream" title={crumb}>
      <Mid
        title="There is no such stream"
        actions={
          <Link className="btn" to="/streams">
            All streams
          </Link>
        }
      >
        <p>No stream has this id. It may have left Weir’s history, or the link is from another Weir.</p>
      </Mid>
    </Page>
  );
}

function StreamView({ detail }: { readonly detail: StreamDetail }) {
  const { resource } = detail;
  const search = useSearch({ from: '/desk/streams/$id' });
  const navigate = useNavigate({ from: '/streams/$id' });
  const zone = useZone();
  const now = useNow();
  const pause = usePause(now);
  const span = heatSpan(search, pause.at ?? now);
  const change = (next: StreamSearch) => {
    if (Object.keys(next).length === 0) return;
    if ('from' in next || 'range' in next) pause.resume();
    void navigate({ search: (before) => ({ ...before, ...next }), replace: 'shard' in next, resetScroll: false });
  };
  useKeys({
    'Shift+t': () => change({ table: search.table === true ? undefined : true }),
    Escape: () => (search.from === undefined ? void navigate({ to: '/streams' }) : change({ from: undefined, to: undefined })),
  });
  const selected = search.shard ?? detail.hottest?.shardId ?? null;
  const select = (shard: string) => change({ shard });
  const axis = search.axis ?? 'hash';
  const refused = resource.verdict.reason === 'access-denied' && detail.openShards === null;
  return (
    <Page
      name={visibleText(resource.name)}
      className="queue stream"
      title={
        <>
          {crumb} <Name name={resource.name} className="" />
        </>
      }
    >
      <Notices detail={detail} now={now} zone={zone} />
      <IncidentLine resource={resource.id} now={now} zone={zone} />
      <StreamFacts detail={detail} now={now} zone={zone} />
      {refused ? null : (
        <>
          <RangeBar
            ranges={KEPT_RANGES}
            search={search}
            span={span}
            zone={zone}
            pausedSeconds={pause.seconds}
            togglePause={pause.toggle}
            change={change}
          />
          <div className="columns">
            <div className="charts">
              <HeatPanel
                detail={detail}
                span={span}
                axis={axis}
                metric={search.metric ?? 'write'}
                selected={selected}
                asTable={search.table === true}
                zone={zone}
                held={pause.at !== null}
                change={change}
                setDragging={pause.drag}
              />
              {selected === null ? null : <SelectedShard detail={detail} shardId={selected} span={span} now={now} zone={zone} />}
              <ConsumersPanel detail={detail} now={now} />
            </div>
            <aside className="side">
              {resource.deletedAt === null ? <AdvicePanel detail={detail} now={now} zone={zone} /> : null}
              <HotKeysPanel detail={detail} selected={selected} select={select} />
              <WhatIfPanel key={detail.topKey?.key ?? ''} detail={detail} selected={selected} />
            </aside>
          </div>
        </>
      )}
      <Announcer resources={[resource]} />
    </Page>
  );
}

/** A heatmap's span has steps of its own: it shows more columns than a line chart has points. */
function heatSpan(search: StreamSearch, now: number): Span {
  const { from, to, live } = spanOf(search, now);
  const step = heatStep(to - from);
  const stepMs = step * 1000;
  if (!live) return { from: Math.floor(from / stepMs) * stepMs, to: Math.ceil(to / stepMs) * stepMs, step, live };
  const end = Math.floor(now / stepMs) * stepMs + stepMs;
  return { from: end - (to - from), to: end, step, live };
}

interface NoticesProps {
  readonly detail: StreamDetail;
  readonly now: number;
  readonly zone: Zone;
}

function Notices({ detail, now, zone }: NoticesProps) {
  const notices = streamNotices(detail, now, zone);
  if (notices.length === 0) return null;
  return (
    <div className="strips">
      {notices.map(({ id, state, title, text, command }) => (
        <Strip key={id} state={state} title={title} below={command === null ? null : <Command text={command} what="the command" />}>
          <bdi>{visibleText(text)}</bdi>
        </Strip>
      ))}
    </div>
  );
}

interface SelectedShardProps extends NoticesProps {
  readonly shardId: string;
  readonly span: Span;
}

function SelectedShard({ detail, shardId, span, now, zone }: SelectedShardProps) {
  const { data } = useStreamShards(detail.resource.id, true);
  const shard = data?.items.find((candidate) => candidate.shardId === shardId);
  return (
    <ShardChart
      id={detail.resource.id}
      shardId={shardId}
      row={
        shard === undefined
          ? null
          : {
              start: shard.start,
              end: shard.end,
              openedAt: shard.parentShardId === null ? null : shard.firstSeen,
              closedAt: shard.closedSeen,
            }
      }
      parents={[shard?.parentShardId, shard?.adjacentParentShardId].filter((parent) => parent !== null && parent !== undefined)}
      span={span}
      now={now}
      zone={zone}
    />
  );
}
