import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, type RefObject } from 'react';

interface WindowedTable {
  /** The element that scrolls. */
  readonly scroller: RefObject<HTMLElement | null>;
  /** Of every row, in the order shown. */
  readonly ids: readonly string[];
  /** The row that keys move: it is kept in view. null: none. */
  readonly cursor: string | null;
  /** CSS pixels. */
  readonly rowHeight: number;
  /** Rows that exist beyond the edges. */
  readonly overscan: number;
  /** Told when a row is under the pointer or has the focus: rows must not move then. */
  readonly setBusy: (busy: boolean) => void;
}

/** The head stays over the rows, which begin below it: so much of the frame shows none. CSS pixels, the same in every table. */
const HEAD_HEIGHT = 32;

/** What of a long table exists: the places of the rows in view, and the room that those before and after them would take. */
export interface RowsInView {
  readonly places: readonly number[];
  readonly above: number;
  readonly below: number;
  readonly setBusy: (busy: boolean) => void;
}

/** A table of any length: only the rows in view exist. */
export function useRowWindow({ scroller, ids, cursor, rowHeight, overscan, setBusy }: WindowedTable): RowsInView {
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollPaddingEnd: HEAD_HEIGHT,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  // A table that goes takes its pointer with it; no event says so.
  useEffect(() => () => setBusy(false), [setBusy]);
  const cursorPlace = cursor === null ? -1 : ids.indexOf(cursor);
  useEffect(() => {
    if (cursorPlace >= 0) virtual.scrollToIndex(cursorPlace, { align: 'auto' });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a move of the cursor scrolls; rows moving past it do not
  }, [cursor]);
  const inView = virtual.getVirtualItems();
  return {
    places: inView.map(({ index }) => index),
    above: inView[0]?.start ?? 0,
    below: Math.max(0, virtual.getTotalSize() - (inView.at(-1)?.end ?? 0)),
    setBusy,
  };
}

interface RowWindowProps {
  readonly rows: RowsInView;
  readonly children: (place: number) => React.ReactNode;
}

/** The body of such a table. */
export function RowWindow({ rows: { places, above, below, setBusy }, children }: RowWindowProps) {
  return (
    <tbody
      onPointerEnter={() => setBusy(true)}
      onPointerLeave={() => setBusy(false)}
      onFocus={() => setBusy(true)}
      onBlur={() => setBusy(false)}
    >
      <Gap height={above} />
      {places.map(children)}
      <Gap height={below} />
    </tbody>
  );
}

/** Stands for the rows out of view. */
function Gap({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className="gap">
      <td style={{ height }} />
    </tr>
  );
}
