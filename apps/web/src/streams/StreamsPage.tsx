import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Resource, StreamOverview } from '@weir/contract';
import { useDeferredValue, useMemo, useState } from 'react';
import { Announcer } from '../app/Announcer.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { counted, groupDigits } from '../format/index.js';
import { countedWords } from '../listing/listing-gaps.js';
import { ListingStrip } from '../listing/ListingStrip.js';
import { useListingGaps } from '../listing/use-listing-gaps.js';
import { useEstate, useLiveView, useNow } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { parseFilter, passes, toggleVerdict, verdictsOf } from '../queues/filter.js';
import { FilterBox } from '../queues/FilterBox.js';
import { holdOrder, type HeldOrder } from '../queues/order.js';
import { EmptyEstate, NothingFound } from '../queues/QueuesEmpty.js';
import { VerdictCounts } from '../queues/VerdictCounts.js';
import { hottestFirst } from './stream-order.js';
import type { StreamsSearch } from './streams-search.js';
import { StreamsTable } from './StreamsTable.js';
import '../queues/queues.css';
import './streams.css';

const KINDS = ['stream'] as const;
const STREAMS = { view: 'streams' } as const;
const RESORT_STEP_MS = 10_000;

/** Every stream, worst first. The address holds the filter and the cursor. */
export function StreamsPage() {
  const search = useSearch({ from: '/desk/streams' });
  const navigate = useNavigate({ from: '/streams' });
  const now = useNow(RESORT_STEP_MS);
  const zone = useZone();
  const { streams, problem } = useStreams();
  const { estate } = useEstate();
  const gaps = useListingGaps(KINDS);
  const text = search.q ?? '';
  const filter = useMemo(() => parseFilter(text), [text]);
  const { rows, busy, setBusy } = useOrderedStreams(streams, text, now);
  const resources = useMemo<readonly Resource[]>(() => (streams ?? []).map(({ resource }) => resource), [streams]);
  const cursor = search.at ?? null;
  const change = (next: StreamsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const filterBy = (q: string) => change({ q: q === '' ? undefined : q });
  const move = (by: number) => {
    const place = rows.findIndex(({ resource }) => resource.id === cursor);
    const next = rows[Math.min(rows.length - 1, Math.max(0, place < 0 ? 0 : place + by))];
    if (next !== undefined) change({ at: next.resource.id });
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => void (cursor !== null && navigate({ to: '/streams/$id', params: { id: cursor } })),
    Escape: () => change({ at: undefined }),
  });
  const total = streams?.filter(({ resource }) => resource.deletedAt === null).length;
  return (
    <Page
      name="Streams"
      find={false}
      className="list-page"
      title={
        <>
          Streams <span className="crumb">{total === undefined ? '' : countedWords(total, gaps)}</span>
        </>
      }
    >
      {problem === null ? null : (
        <div className="strips">
          <Strip state="stale" title={problem.title}>
            {problem.detail}
          </Strip>
        </div>
      )}
      {streams === null ? (
        <section className="panel">
          <SkeletonRows rows={12} />
        </section>
      ) : streams.length === 0 ? (
        <EmptyEstate estate={estate} noun="stream" gaps={gaps} />
      ) : (
        <>
          <ListingStrip gaps={gaps} kinds={KINDS} />
          <div className="bar">
            <FilterBox text={text} change={filterBy} label="Filter streams" example="name, tag, or verdict:slow system:fleet" />
            <VerdictCounts resources={resources} chosen={verdictsOf(filter)} toggle={(state) => filterBy(toggleVerdict(text, state))} />
          </div>
          {rows.length === 0 ? (
            <NothingFound noun="stream" resources={resources} filter={filter} text={text} change={filterBy} />
          ) : (
            <StreamsTable rows={rows} cursor={cursor} now={now} zone={zone} setBusy={setBusy} />
          )}
          <div className="below">
            <span className="hints">
              <kbd>J</kbd>
              <kbd>K</kbd> move <kbd>Enter</kbd> open
            </span>
            <span>
              {busy ? <span className="t3">order held while you point</span> : null}
              {rows.length < streams.length ? `${groupDigits(rows.length)} of ${groupDigits(streams.length)}` : presentWords(streams)}
            </span>
          </div>
          <Announcer resources={resources} />
        </>
      )}
    </Page>
  );
}

/** `11 streams, 1 deleted`. */
function presentWords(streams: readonly StreamOverview[]): string {
  const deleted = streams.filter(({ resource }) => resource.deletedAt !== null).length;
  return `${counted(streams.length - deleted, 'stream')}${deleted === 0 ? '' : `, ${deleted} deleted`}`;
}

function useStreams() {
  const { document, problem } = useLiveView(STREAMS);
  const streams = useMemo(
    () => (document === null ? null : Object.values(document).filter((entry): entry is StreamOverview => 'miniature' in entry)),
    [document],
  );
  return { streams, problem };
}

/** What passes the filter, in the order that is held. */
function useOrderedStreams(streams: readonly StreamOverview[] | null, text: string, now: number) {
  const [busy, setBusy] = useState(false);
  const [held, setHeld] = useState<HeldOrder | null>(null);
  const shownText = useDeferredValue(text);
  const found = useMemo(() => {
    const filter = parseFilter(shownText);
    return new Map<string, StreamOverview>(
      (streams ?? []).filter(({ resource }) => passes(resource, filter)).map((stream) => [stream.resource.id, stream]),
    );
  }, [streams, shownText]);
  const order = useMemo(
    () =>
      holdOrder(
        held,
        shownText,
        () => [...found.values()].sort(hottestFirst(now)).map(({ resource }) => resource.id),
        new Set(found.keys()),
        now,
        busy,
      ),
    [held, found, shownText, now, busy],
  );
  if (order !== held) setHeld(order);
  const rows = useMemo(() => order.ids.flatMap((id) => found.get(id) ?? []), [order, found]);
  return { rows, busy, setBusy };
}
