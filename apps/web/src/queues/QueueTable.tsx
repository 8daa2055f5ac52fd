import { FlexRender, useTable, type Row } from '@tanstack/react-table';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Resource } from '@weir/contract';
import { memo, useMemo, useRef } from 'react';
import { useZone } from '../app/view-settings.js';
import { useNow } from '../live/live-context.js';
import { RowWindow, useRowWindow } from '../parts/RowWindow.js';
import { PHONE, useMedia } from '../parts/use-media.js';
import { COLUMN_IDS, type ColumnId } from './column-ids.js';
import { COLUMN_LOOKS, queueColumns, queueFeatures } from './queue-columns.js';
import { isHot } from './QueueCells.js';
import type { Sort } from './queue-search.js';
import { TableMomentContext } from './table-moment.js';

const DESK_ROW = 32;
const TOUCH_ROW = 44;
const OVERSCAN = 12;

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
  const rowHeight = useMedia(PHONE) ? TOUCH_ROW : DESK_ROW;
  const data = useMemo(() => [...rows], [rows]);
  const columnVisibility = useMemo(() => Object.fromEntries(COLUMN_IDS.map((id) => [id, !hidden.has(id)])), [hidden]);
  const table = useTable({ features: queueFeatures, columns: queueColumns, data, getRowId: ({ id }) => id, state: { columnVisibility } });
  const model = table.getRowModel().rows;
  const ids = useMemo(() => model.map(({ id }) => id), [model]);
  const inView = useRowWindow({ scroller, ids, cursor, rowHeight, overscan: OVERSCAN, setBusy });
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
          <RowWindow rows={inView}>
            {(place) => {
              const row = model[place];
              return row === undefined ? null : (
                <QueueRow
                  key={row.id}
                  row={row}
                  place={place}
                  atCursor={row.id === cursor}
                  selected={selected.has(row.id)}
                  toggleSelected={toggleSelected}
                  hidden={hidden}
                />
              );
            }}
          </RowWindow>
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
