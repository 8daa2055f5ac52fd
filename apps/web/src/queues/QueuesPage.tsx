import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Resource } from '@weir/contract';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { Announcer } from '../app/Announcer.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { counted, groupDigits } from '../format/index.js';
import { countedWords } from '../listing/listing-gaps.js';
import { ListingStrip } from '../listing/ListingStrip.js';
import { useListingGaps } from '../listing/use-listing-gaps.js';
import { useEstate, useNow, useResources } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { ColumnChooser } from './ColumnChooser.js';
import { HIDDEN_AT_FIRST, type ColumnId } from './column-ids.js';
import { parseFilter, passes, toggleVerdict, verdictsOf } from './filter.js';
import { FilterBox } from './FilterBox.js';
import { comparison, holdOrder, type HeldOrder } from './order.js';
import type { QueueSearch, Sort } from './queue-search.js';
import { EmptyEstate, NothingFound } from './QueuesEmpty.js';
import { QueueTable } from './QueueTable.js';
import { SelectionBar } from './SelectionBar.js';
import { VerdictCounts } from './VerdictCounts.js';
import './queues.css';

const KINDS = ['queue'] as const;
const QUEUES = { view: 'resources', kind: 'queue' } as const;
const RESORT_STEP_MS = 10_000;

/** Every queue, worst first. The address holds the whole view: filter, order, columns, cursor and selection. */
export function QueuesPage() {
  const search = useSearch({ from: '/desk/queues' });
  const navigate = useNavigate({ from: '/queues' });
  const { resources } = useResources(QUEUES);
  const { estate } = useEstate();
  const gaps = useListingGaps(KINDS);
  const text = search.q ?? '';
  const sort: Sort = search.sort ?? 'worst';
  const filter = useMemo(() => parseFilter(text), [text]);
  const list = useOrderedQueues(resources, text, sort);
  const hidden = useMemo<ReadonlySet<ColumnId>>(() => new Set(search.hide ?? HIDDEN_AT_FIRST), [search.hide]);
  const selected = useMemo(() => new Set(search.sel ?? []), [search.sel]);
  const [choosing, setChoosing] = useState(false);
  const [busy, setBusy] = [list.busy, list.setBusy];
  const change = (next: QueueSearch) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const cursor = search.at ?? null;
  const toggleSelected = useCallback(
    (id: string) =>
      void navigate({
        search: (before) => {
          const picked = before.sel ?? [];
          return { ...before, sel: nonEmpty(picked.includes(id) ? picked.filter((other) => other !== id) : [...picked, id]) };
        },
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const move = (by: number) => {
    const place = list.rows.findIndex(({ id }) => id === cursor);
    const next = list.rows[Math.min(list.rows.length - 1, Math.max(0, place < 0 ? 0 : place + by))];
    if (next !== undefined) change({ at: next.id });
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => void (cursor !== null && navigate({ to: '/queues/$id', params: { id: cursor } })),
    x: () => void (cursor !== null && toggleSelected(cursor)),
    '.': () => setChoosing(true),
    Escape: () => change({ at: undefined, sel: undefined }),
  });
  const total = resources?.filter(({ deletedAt }) => deletedAt === null).length;
  return (
    <Page
      name="Queues"
      find={false}
      className="list-page"
      title={
        <>
          Queues <span className="crumb">{total === undefined ? '' : countedWords(total, gaps)}</span>
        </>
      }
    >
      {resources === null ? (
        <section className="panel">
          <SkeletonRows rows={16} />
        </section>
      ) : resources.length === 0 ? (
        <EmptyEstate estate={estate} gaps={gaps} />
      ) : (
        <>
          <ListingStrip gaps={gaps} kinds={KINDS} />
          <div className="bar">
            <FilterBox
              text={text}
              change={(q) => change({ q: q === '' ? undefined : q })}
              label="Filter queues"
              example="name, tag, or verdict:slow age:>5m dlq:none"
            />
            <VerdictCounts
              resources={resources}
              chosen={verdictsOf(filter)}
              toggle={(state) => change({ q: toggleVerdict(text, state) || undefined })}
            />
            <div className="seg" role="group" aria-label="Order">
              <button type="button" aria-pressed={sort === 'worst'} onClick={() => change({ sort: undefined })}>
                Worst first
              </button>
              <button type="button" aria-pressed={sort === 'system'} onClick={() => change({ sort: 'system' })}>
                By system
              </button>
            </div>
            <ColumnChooser open={choosing} setOpen={setChoosing} hidden={hidden} setHidden={(hide) => change({ hide })} />
          </div>
          {list.rows.length === 0 ? (
            <NothingFound
              noun="queue"
              resources={resources}
              filter={filter}
              text={text}
              change={(q) => change({ q: q === '' ? undefined : q })}
            />
          ) : (
            <QueueTable
              rows={list.rows}
              hidden={hidden}
              sort={sort}
              setSort={(next) => change({ sort: next === 'worst' ? undefined : next })}
              cursor={cursor}
              selected={selected}
              toggleSelected={toggleSelected}
              setBusy={setBusy}
            />
          )}
          <div className="below">
            {selected.size === 0 ? (
              <KeyHints />
            ) : (
              <SelectionBar resources={resources} selected={selected} clear={() => change({ sel: undefined })} />
            )}
            <span>
              {busy && sort === 'worst' ? <span className="t3">order held while you point</span> : null}
              {shownOf(list.rows, resources)}
            </span>
          </div>
          <Announcer resources={resources} />
        </>
      )}
    </Page>
  );
}

/** `96 queues, 1 deleted`, or how many of them pass the filter. */
function shownOf(rows: readonly Resource[], all: readonly Resource[]): string {
  if (rows.length < all.length) return `${groupDigits(rows.length)} of ${groupDigits(all.length)}`;
  const deleted = all.filter(({ deletedAt }) => deletedAt !== null).length;
  return `${counted(all.length - deleted, 'queue')}${deleted === 0 ? '' : `, ${deleted} deleted`}`;
}

const nonEmpty = <T,>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

function KeyHints() {
  return (
    <span className="hints">
      <kbd>J</kbd>
      <kbd>K</kbd> move <kbd>Enter</kbd> open <kbd>X</kbd> select <kbd>.</kbd> columns
    </span>
  );
}

/** What passes the filter, in the order that is held. */
function useOrderedQueues(resources: readonly Resource[] | null, text: string, sort: Sort) {
  const now = useNow(RESORT_STEP_MS);
  const [busy, setBusy] = useState(false);
  const [held, setHeld] = useState<HeldOrder | null>(null);
  const shownText = useDeferredValue(text);
  const found = useMemo(() => {
    const filter = parseFilter(shownText);
    return new Map<string, Resource>(
      (resources ?? []).filter((resource) => passes(resource, filter)).map((resource) => [resource.id, resource]),
    );
  }, [resources, shownText]);
  const order = useMemo(
    () =>
      holdOrder(
        held,
        `${sort} ${shownText}`,
        () => [...found.values()].sort(comparison(sort, now)).map(({ id }) => id),
        new Set(found.keys()),
        now,
        busy,
      ),
    [held, found, shownText, sort, now, busy],
  );
  if (order !== held) setHeld(order);
  const rows = useMemo(() => order.ids.flatMap((id) => found.get(id) ?? []), [order, found]);
  return { rows, busy, setBusy };
}
