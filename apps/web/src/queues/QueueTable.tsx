import { FlexRender, useTable, type Row } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Resource } from '@weir/contract';
import { memo, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useZone } from '../app/view-settings.js';
import { useNow } from '../live/live-context.js';
import { COLUMN_IDS, type ColumnId } from './column-ids.js';
import { COLUMN_LOOKS, queueColumns, queueFeatures } from './queue-columns.js';
import { isHot } from './QueueCells.js';
import type { Sort } from './queue-search.js';
import { TableMomentContext } from './table-moment.js';

const DESK_ROW = 32;
const TOUCH_ROW = 44;
const OVERSCAN = 12;

const phone = typeof window === 'undefined' ? null : window.matchMedia('(max-width: 700px)');
const subscribePhone = (listener: () => void) => {
  phone?.addEventListener('change', listener);
  return () => phone?.removeEventListener('change', listener);
};

interface QueueTableProps {
  /** In the order to show. */
  readonly rows: readonly Resource[];
  readonly hidden: ReadonlySet<ColumnId>;
  readonly sort: Sort;
  readonly setSort: (sort: Sort) => void;
  readonly cursor: string | null;
  readonly selected: ReadonlySet<string>;
  readonly toggleSelected: (id: string) => void;
  /** Told when a row is under the pointer or has the focus: rows must not move then. */
  readonly setBusy: (busy: boolean) => void;
}

/** A table of any length: only the rows in view exist. */
export function QueueTable({ rows, hidden, sort, setSort, cursor, selected, toggleSelected, setBusy }: QueueTableProps) {
  const moment = useMoment();
  const scroller = useRef<HTMLElement>(null);
  const rowHeight = useSyncExternalStore(subscribePhone, () => (phone?.matches === true ? TOUCH_ROW : DESK_ROW));
  const data = useMemo(() => [...rows], [rows]);
  const columnVisibility = useMemo(() => Object.fromEntries(COLUMN_IDS.map((id) => [id, !hidden.has(id)])), [hidden]);
  const table = useTable({ features: queueFeatures, columns: queueColumns, data, getRowId: ({ id }) => id, state: { columnVisibility } });
  const model = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: model.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  // A table that goes takes its pointer with it; no event says so.
  useEffect(() => () => setBusy(false), [setBusy]);
  const cursorIndex = cursor === null ? -1 : rows.findIndex(({ id }) => id === cursor);
  useEffect(() => {
    if (cursorIndex >= 0) virtual.scrollToIndex(cursorIndex, { align: 'auto' });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a move of the cursor scrolls; rows moving past it do not
  }, [cursor]);
  const inView = virtual.getVirtualItems();
  const above = inView[0]?.start ?? 0;
  const below = Math.max(0, virtual.getTotalSize() - (inView.at(-1)?.end ?? 0));
  return (
    <TableMomentContext value={moment}>
      <section className="panel tbl" ref={scroller} aria-label="Queues">
        <table aria-rowcount={model.length + 1}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} aria-rowindex={1}>
                {group.headers.map((header) => (
                  <Head key={header.id} id={header.column.id as ColumnId} sort={sort} setSort={setSort} />
                ))}
              </tr>
            ))}
          </thead>
          <tbody
            onPointerEnter={() => setBusy(true)}
            onPointerLeave={() => setBusy(false)}
            onFocus={() => setBusy(true)}
            onBlur={() => setBusy(false)}
          >
            <Gap height={above} />
            {inView.map(({ index }) => {
              const row = model[index];
              return row === undefined ? null : (
                <QueueRow
                  key={row.id}
                  row={row}
                  place={index}
                  atCursor={row.id === cursor}
                  selected={selected.has(row.id)}
                  toggleSelected={toggleSelected}
                  hidden={hidden}
                />
              );
            })}
            <Gap height={below} />
          </tbody>
        </table>
      </section>
    </TableMomentContext>
  );
}

/** Figures turn old by themselves, between deltas. */
const AGE_STEP_MS = 5_000;

function useMoment() {
  const now = useNow(AGE_STEP_MS);
  const zone = useZone();
  const { theme } = useSearch({ strict: false });
  return useMemo(() => {
    const query = new URLSearchParams({ ...(theme === undefined ? {} : { theme }), ...(zone === 'local' ? { zone } : {}) }).toString();
    return { now, zone, suffix: query === '' ? '' : `?${query}` };
  }, [now, zone, theme]);
}

interface QueueRowProps {
  readonly row: Row<typeof queueFeatures, Resource>;
  readonly place: number;
  readonly atCursor: boolean;
  readonly selected: boolean;
  readonly toggleSelected: (id: string) => void;
  /** Only to draw the row anew when its columns change. */
  readonly hidden: ReadonlySet<ColumnId>;
}

/** One row. A click anywhere opens it; the link inside is for the browser's own ways of opening. */
const QueueRow = memo(
  function QueueRow({ row, place, atCursor, selected, toggleSelected }: QueueRowProps) {
    const navigate = useNavigate();
    const { id, verdict } = row.original;
    const open = (event: React.MouseEvent) => {
      const onLink = event.target instanceof Element && event.target.closest('a') !== null;
      const modified = event.ctrlKey || event.metaKey || event.shiftKey;
      if (onLink && modified) return;
      event.preventDefault();
      if (modified) toggleSelected(id);
      else void navigate({ to: '/queues/$id', params: { id } });
    };
    const quiet = verdict.state === 'ok' || verdict.state === 'idle';
    return (
      <tr
        aria-rowindex={place + 2}
        aria-selected={selected}
        className={`${atCursor ? 'sel ' : ''}${selected ? 'picked' : ''}`}
        onClick={open}
      >
        {row.getVisibleCells().map((cell) => {
          const column = cell.column.id as ColumnId;
          const tone = isHot(column, row.original) ? ` bad v-${verdict.state}` : column === 'why' && quiet ? ' quiet' : '';
          return (
            <td key={cell.id} className={COLUMN_LOOKS[column].className + tone}>
              <FlexRender cell={cell} />
            </td>
          );
        })}
      </tr>
    );
  },
  (before, after) =>
    before.row.original === after.row.original &&
    before.place === after.place &&
    before.atCursor === after.atCursor &&
    before.selected === after.selected &&
    before.hidden === after.hidden &&
    before.toggleSelected === after.toggleSelected,
);

/** Stands for the rows out of view. */
function Gap({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className="gap">
      <td style={{ height }} />
    </tr>
  );
}

interface HeadProps {
  readonly id: ColumnId;
  readonly sort: Sort;
  readonly setSort: (sort: Sort) => void;
}

function Head({ id, sort, setSort }: HeadProps) {
  const look = COLUMN_LOOKS[id];
  const wanted = look.sort;
  const active = wanted === sort;
  return (
    <th className={look.className} title={look.title} {...(active ? { 'aria-sort': sort === 'name' ? 'ascending' : 'descending' } : {})}>
      {wanted === undefined ? (
        look.label
      ) : (
        <button type="button" className="plain" onClick={() => setSort(wanted)}>
          {look.label}
          {active ? (sort === 'name' ? ' ↑' : ' ↓') : ''}
        </button>
      )}
    </th>
  );
}
