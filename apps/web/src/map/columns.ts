import { topologyColumn, type TopologyColumn } from '@weir/contract';

/** Where a column stands and how wide its boxes are, map pixels. Nothing moves a column: people learn where things are. */
export interface MapColumn {
  readonly column: TopologyColumn;
  readonly head: string;
  readonly x: number;
  readonly width: number;
}

export const MAP_COLUMNS: readonly MapColumn[] = [
  { column: 'producers', head: 'Producers', x: 0, width: 116 },
  { column: 'hubs', head: 'Topics & buses', x: 190, width: 130 },
  { column: 'stores', head: 'Queues & streams', x: 396, width: 158 },
  { column: 'consumers', head: 'Consumers', x: 626, width: 136 },
  { column: 'dead-letters', head: 'Dead letters', x: 820, width: 96 },
];

export const MAP_WIDTH = 916;
/** Between columns lines and what is written at them need the same room however wide the map is. */
const BOXES_WIDTH = MAP_COLUMNS.reduce((sum, { width }) => sum + width, 0);
/** Wider boxes hold no longer names. */
const WIDEST = 1_500;
/** A map that changes its width by less stays as it is. */
const WIDTH_STEP = 40;

/** How wide the columns are drawn where so much room is: what there is more than they need goes to names. Map pixels. */
export const mapWidthIn = (room: number): number =>
  Math.min(WIDEST, Math.max(MAP_WIDTH, MAP_WIDTH + Math.floor((room - MAP_WIDTH) / WIDTH_STEP) * WIDTH_STEP));

/** The columns, drawn over a width. */
export function columnsAcross(width: number): readonly MapColumn[] {
  const wider = (width - MAP_WIDTH) / BOXES_WIDTH + 1;
  let shift = 0;
  return MAP_COLUMNS.map((column) => {
    const across = { ...column, x: column.x + shift, width: column.width * wider };
    shift += column.width * (wider - 1);
    return across;
  });
}
export const BOX_HEIGHT = 36;
/** Least room between two boxes of a column. */
export const BOX_GAP = 18;
const ROOMY_GAP = 27;
const ROOMY_ROWS = 11;

/** Room between boxes, given the longest column: a small estate has air, a large one is short to pan. */
export const gapOf = (rows: number): number => (rows <= ROOMY_ROWS ? ROOMY_GAP : BOX_GAP);

export const columnIndex = (column: TopologyColumn): number => topologyColumn.options.indexOf(column);

export function columnOf(column: TopologyColumn): MapColumn {
  const found = MAP_COLUMNS[columnIndex(column)];
  if (found === undefined) throw new RangeError(`the map has no column ${column}`);
  return found;
}
