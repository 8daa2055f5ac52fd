import { useNavigate, useSearch } from '@tanstack/react-router';
import type { FanoutOverview } from '@weir/contract';
import { useDeferredValue, useMemo, useState } from 'react';
import { Announcer } from '../app/Announcer.js';
import { Mid } from '../app/ErrorPages.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { counted, groupDigits } from '../format/index.js';
import { countedWords, type ListingGap } from '../listing/listing-gaps.js';
import { ListingStrip, UnknownList } from '../listing/ListingStrip.js';
import { useListingGaps } from '../listing/use-listing-gaps.js';
import { useEstate, useNow } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { parseFilter, passes, toggleVerdict, verdictsOf } from '../queues/filter.js';
import { FilterBox } from '../queues/FilterBox.js';
import { holdOrder, type HeldOrder } from '../queues/order.js';
import { EmptyEstate, NothingFound } from '../queues/QueuesEmpty.js';
import { VerdictCounts } from '../queues/VerdictCounts.js';
import { useFanoutList } from './fanout-queries.js';
import { FANOUT_KINDS, type FanoutListKind, type FanoutSearch } from './fanout-search.js';
import { FanoutTable } from './FanoutTable.js';
import { KIND_PLURALS, kindName } from './kind-words.js';
import { LedgerKeys } from './LedgerBar.js';
import { filterable, rowsApart, worstListed } from './listed.js';
import '../queues/queues.css';
import './fanout.css';

const RESORT_STEP_MS = 10_000;

/** Every topic, rule, pipe, function, delivery stream and schedule group, worst first, with what became of the last hour. The address holds filter, kind and cursor. */
export function FanoutPage() {
  const search = useSearch({ from: '/desk/fanout' });
  const navigate = useNavigate({ from: '/fanout' });
  const now = useNow(RESORT_STEP_MS);
  const zone = useZone();
  const { data, error } = useFanoutList();
  const { estate } = useEstate();
  const gaps = useListingGaps(FANOUT_KINDS);
  const text = search.q ?? '';
  const filter = useMemo(() => parseFilter(text), [text]);
  // A bus passes nothing on by itself: its rules do, and they stand here. Buses have a page of their own.
  const all = useMemo(() => data?.items.filter(({ kind }) => kind !== 'bus') ?? null, [data]);
  const apart = useMemo(() => rowsApart(data?.items ?? []), [data]);
  const ofKind = useMemo(() => (all ?? []).filter(({ kind }) => search.kind === undefined || kind === search.kind), [all, search.kind]);
  const told = useMemo(() => ofKind.map(filterable), [ofKind]);
  const { rows, busy, setBusy } = useOrdered(ofKind, `${search.kind ?? ''} ${text}`, text, now);
  const cursor = search.at ?? null;
  const change = (next: FanoutSearch) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const filterBy = (q: string) => change({ q: q === '' ? undefined : q });
  const move = (by: number) => {
    const place = rows.findIndex(({ id }) => id === cursor);
    const next = rows[Math.min(rows.length - 1, Math.max(0, place < 0 ? 0 : place + by))];
    if (next !== undefined) change({ at: next.id });
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => void (cursor !== null && navigate({ to: '/fanout/$id', params: { id: cursor } })),
    Escape: () => change({ at: undefined }),
  });
  return (
    <Page
      name="Fan-out"
      find={false}
      className="list-page"
      title={
        <>
          Fan-out <span className="crumb">{all === null ? '' : countedWords(all.length, gaps)}</span>
        </>
      }
    >
      {error === null || all === null ? null : (
        <div className="strips">
          <Strip state="stale" title="The list is not of now">
            {error.message}
          </Strip>
        </div>
      )}
      {all === null || all.length === 0 ? null : <ListingStrip gaps={gaps} kinds={FANOUT_KINDS} />}
      {all === null ? (
        error === null ? (
          <section className="panel">
            <SkeletonRows rows={12} />
          </section>
        ) : (
          <Mid title="The list could not be loaded">
            <p>{error.message} Weir tries again every minute.</p>
          </Mid>
        )
      ) : all.length === 0 ? (
        <EmptyEstate estate={estate} noun="topic, rule or pipe" gaps={gaps} />
      ) : (
        <>
          <div className="bar">
            <FilterBox text={text} change={filterBy} label="Filter fan-out" example="name, or verdict:failing system:orders" />
            <KindButtons items={all} gaps={gaps} chosen={search.kind} choose={(kind) => change({ kind })} />
            <VerdictCounts resources={told} chosen={verdictsOf(filter)} toggle={(state) => filterBy(toggleVerdict(text, state))} />
          </div>
          {rows.length === 0 ? (
            ofKind.length === 0 ? (
              <section className="panel">
                <NoneOfKind kind={search.kind ?? 'topic'} gaps={gaps} others={all.length} />
              </section>
            ) : (
              <NothingFound noun="resource" resources={told} filter={filter} text={text} change={filterBy} />
            )
          ) : (
            <FanoutTable rows={rows} apart={apart} cursor={cursor} now={now} zone={zone} setBusy={setBusy} />
          )}
          <div className="below">
            <span className="hints">
              <kbd>J</kbd>
              <kbd>K</kbd> move <kbd>Enter</kbd> open
            </span>
            <LedgerKeys />
            <span>
              {busy ? <span className="t3">order held while you point</span> : null}
              {groupDigits(rows.length)} of {groupDigits(all.length)}
            </span>
          </div>
          <Announcer resources={all} />
        </>
      )}
    </Page>
  );
}

interface KindButtonsProps {
  readonly items: readonly FanoutOverview[];
  readonly gaps: readonly ListingGap[];
  readonly chosen: FanoutSearch['kind'];
  readonly choose: (kind: FanoutSearch['kind']) => void;
}

function KindButtons({ items, gaps, chosen, choose }: KindButtonsProps) {
  return (
    <div className="seg kinds" role="group" aria-label="Kind">
      <button type="button" aria-pressed={chosen === undefined} onClick={() => choose(undefined)}>
        All
      </button>
      {FANOUT_KINDS.map((kind) => ({
        kind,
        count: items.filter((item) => item.kind === kind).length,
        hidden: gaps.filter(({ failure }) => failure.hides.includes(kind)),
      }))
        .filter(({ kind, count, hidden }) => count > 0 || hidden.length > 0 || kind === chosen)
        .map(({ kind, count, hidden }) => (
          <button key={kind} type="button" aria-pressed={chosen === kind} onClick={() => choose(chosen === kind ? undefined : kind)}>
            {KIND_PLURALS[kind]} <span className="t3 tab">{countedWords(count, hidden)}</span>
          </button>
        ))}
    </div>
  );
}

interface NoneOfKindProps {
  readonly kind: FanoutListKind;
  readonly gaps: readonly ListingGap[];
  /** How many there are of other kinds. */
  readonly others: number;
}

/** There is none of the kind that was chosen, or nobody knows. */
function NoneOfKind({ kind, gaps, others }: NoneOfKindProps) {
  const hidden = gaps.filter(({ failure }) => failure.hides.includes(kind));
  if (hidden.length > 0) return <UnknownList noun={kindName(kind)} gaps={hidden} />;
  return (
    <Mid title={`No ${kindName(kind)} found`}>
      <p>The estate has {counted(others, 'resource')} of other kinds.</p>
    </Mid>
  );
}

/** What passes the filter, in the order that is held. */
function useOrdered(items: readonly FanoutOverview[], question: string, text: string, now: number) {
  const [busy, setBusy] = useState(false);
  const [held, setHeld] = useState<HeldOrder | null>(null);
  const shownText = useDeferredValue(text);
  const found = useMemo(() => {
    const filter = parseFilter(shownText);
    return new Map<string, FanoutOverview>(items.filter((item) => passes(filterable(item), filter)).map((item) => [item.id, item]));
  }, [items, shownText]);
  const order = useMemo(
    () => holdOrder(held, question, () => [...found.values()].sort(worstListed(now)).map(({ id }) => id), new Set(found.keys()), now, busy),
    [held, found, question, now, busy],
  );
  if (order !== held) setHeld(order);
  const rows = useMemo(() => order.ids.flatMap((id) => found.get(id) ?? []), [order, found]);
  return { rows, busy, setBusy };
}
