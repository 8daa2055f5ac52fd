import { columnVisibilityFeature, createColumnHelper, tableFeatures } from '@tanstack/react-table';
import type { Resource } from '@weir/contract';
import { COLUMN_IDS, type ColumnId } from './column-ids.js';
import { QueueCell } from './QueueCells.js';
import type { Sort } from './queue-search.js';
import { useTableMoment } from './table-moment.js';

export interface ColumnLook {
  readonly label: string;
  /** `lo` and `md` columns leave on narrow screens. */
  readonly className: string;
  readonly sort?: Sort;
  readonly title?: string;
}

export const COLUMN_LOOKS: Readonly<Record<ColumnId, ColumnLook>> = {
  verdict: { label: 'Verdict', className: 'c-verdict', sort: 'worst' },
  name: { label: 'Queue', className: 'c-name', sort: 'name' },
  why: { label: 'Why', className: 'why clip lo' },
  spark: { label: 'Depth, 6 h', className: 'c-spark lo' },
  depth: { label: 'Depth', className: 'num c-depth', sort: 'depth', title: 'Messages waiting' },
  inFlight: { label: 'In flight', className: 'num c-depth lo', title: 'Received, not yet deleted' },
  age: { label: 'Oldest', className: 'num c-age', sort: 'age', title: 'Age of the oldest message' },
  in: { label: 'In /s', className: 'num c-rate lo md', sort: 'in', title: 'Messages sent per second' },
  out: { label: 'Out /s', className: 'num c-rate lo md', sort: 'out', title: 'Messages deleted per second' },
  drain: { label: 'Drains in', className: 'num c-drain lo', sort: 'drain' },
  dead: { label: 'DLQ', className: 'num c-dead', sort: 'dead', title: 'Messages held in its dead-letter queue' },
  account: { label: 'Account', className: 'c-scope lo clip' },
  region: { label: 'Region', className: 'c-scope lo' },
};

export const queueFeatures = tableFeatures({ columnVisibilityFeature });

const helper = createColumnHelper<typeof queueFeatures, Resource>();

function CellAtMoment({ column, resource }: { readonly column: ColumnId; readonly resource: Resource }) {
  const { now, zone, suffix } = useTableMoment();
  return <QueueCell column={column} resource={resource} now={now} zone={zone} suffix={suffix} />;
}

export const queueColumns = COLUMN_IDS.map((id) =>
  helper.display({ id, header: COLUMN_LOOKS[id].label, cell: ({ row }) => <CellAtMoment column={id} resource={row.original} /> }),
);
