import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { MapEdge, MapNode } from '@weir/domain';
import { BOX_HEIGHT, columnIndex, columnOf, columnsAcross, gapOf, MAP_COLUMNS, MAP_WIDTH, type MapColumn } from './columns.js';
import type { MapPicture } from './map-picture.js';

/** Lines between the same two boxes need this much height each. */
const HEIGHT_PER_LINE = 24;

/** Heights of boxes that many lines join to the same other one, so that each line can be told from the next; all others have the usual one. */
function tallBoxes(lines: readonly MapEdge[]): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  for (const held of Map.groupBy(lines, ({ from, to }) => `${from} ${to}`).values()) {
    for (const { from, to } of held.length > 1 ? held : [])
      for (const id of [from, to]) heights.set(id, Math.max(heights.get(id) ?? BOX_HEIGHT, held.length * HEIGHT_PER_LINE));
  }
  return heights;
}

/** Top left corner and size of a box, map pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const OPTIONS: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  // Columns are given by where a box stands already. ELK's partitions say the same with an edge from each box of a column to each of the next:
  // three hundred boxes then take sixteen seconds instead of half of one.
  'elk.layered.layering.strategy': 'INTERACTIVE',
  // Laid out apart, components would be packed beside each other; their columns are the same.
  'elk.separateConnectedComponents': 'false',
  // The same estate gives the same picture, and what is new is put in where its name belongs.
  'elk.randomSeed': '1',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.edgeRouting': 'POLYLINE',
  'elk.spacing.edgeNode': '6',
  'elk.spacing.edgeEdge': '4',
};

/**
 * The graph whose rows ELK orders. Rates and verdicts are no part of it: the picture stays while traffic comes and goes. Failures of a queue
 * with one reader leave from that reader, so that a queue, its reader and its dead-letter queue stand in one row.
 */
export function elkGraphOf({ boxes, lines, missing }: MapPicture): ElkNode {
  const heights = tallBoxes(lines);
  const column = new Map(boxes.map((box) => [box.id, columnIndex(box.column)]));
  const readers = Map.groupBy(
    lines.filter(({ to }) => column.get(to) === columnIndex('consumers')),
    ({ from }) => from,
  );
  const readerOf = (id: string) => {
    const found = new Set(readers.get(id)?.map(({ to }) => to));
    return found.size === 1 ? [...found][0] : undefined;
  };
  const joints = lines.map(({ from, to, redrive }) => ({ from: redrive ? (readerOf(from) ?? from) : from, to }));
  const wanted = [...joints, ...missing.map(({ of, id }) => ({ from: of, to: id }))]
    // Within a column nothing is before anything else.
    .filter(({ from, to }) => (column.get(from) ?? -1) !== (column.get(to) ?? 4))
    .map(({ from, to }) => ((column.get(from) ?? 0) > (column.get(to) ?? 4) ? { from: to, to: from } : { from, to }));
  const unique = [...new Map(wanted.map((joint) => [`${joint.from} ${joint.to}`, joint])).values()];
  return {
    id: 'map',
    layoutOptions: { ...OPTIONS, 'elk.spacing.nodeNode': String(gapOf(longestColumn(boxes, missing.length))) },
    children: [
      ...[...boxes].sort(byName).map((box) => elkBox(box.id, columnOf(box.column), heights.get(box.id))),
      ...missing.map(({ id }) => elkBox(id, columnOf('dead-letters'))),
    ],
    edges: unique
      .map(({ from, to }, index) => ({ id: `joint-${index}`, sources: [from], targets: [to] }))
      .sort((a, b) => ordered(a.sources.join() + a.targets.join(), b.sources.join() + b.targets.join())),
  };
}

const elkBox = (id: string, { x, width }: MapColumn, height = BOX_HEIGHT): ElkNode => ({ id, x, y: 0, width, height });

function longestColumn(boxes: readonly MapNode[], missing: number): number {
  const lengths = Map.groupBy(boxes, ({ column }) => column);
  return Math.max(0, ...[...lengths].map(([column, held]) => held.length + (column === 'dead-letters' ? missing : 0)));
}

/** The same places in columns that are drawn over another width. */
export function placesAcross(places: ReadonlyMap<string, Place>, width: number): ReadonlyMap<string, Place> {
  if (width === MAP_WIDTH) return places;
  const across = new Map(columnsAcross(width).map((column, index) => [MAP_COLUMNS[index]?.x, column]));
  return new Map([...places].map(([id, place]) => [id, { ...place, ...placeIn(across.get(place.x), place) }]));
}

const placeIn = (column: MapColumn | undefined, { x, width }: Place): Pick<Place, 'x' | 'width'> => ({
  x: column?.x ?? x,
  width: column?.width ?? width,
});

const ordered = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byName(a: MapNode, b: MapNode): number {
  const system = (box: MapNode) => box.members[0]?.system ?? '';
  return columnIndex(a.column) - columnIndex(b.column) || ordered(system(a), system(b)) || ordered(a.name, b.name) || ordered(a.id, b.id);
}

/** Where every box stands: ELK's rows in Weir's columns, with room between all boxes of a column. The uppermost stands at 0. */
export function placesOf(picture: MapPicture, answer: Pick<ElkNode, 'children'>): ReadonlyMap<string, Place> {
  const columns = new Map<string, MapNode['column']>([
    ...picture.boxes.map(({ id, column }) => [id, column] as const),
    ...picture.missing.map(({ id }) => [id, 'dead-letters'] as const),
  ]);
  const rows = (answer.children ?? []).map(({ id, y = 0, height = BOX_HEIGHT }) => ({ id, y, height, column: columns.get(id) }));
  const top = Math.min(...rows.map(({ y }) => y));
  const gap = gapOf(longestColumn(picture.boxes, picture.missing.length));
  const places = new Map<string, Place>();
  for (const [column, held] of Map.groupBy(rows, (row) => row.column)) {
    if (column === undefined) continue;
    const { x, width } = columnOf(column);
    let free = 0;
    for (const { id, y, height } of held.sort((a, b) => a.y - b.y)) {
      const at = Math.max(free, Math.round(y - top));
      places.set(id, { x, y: at, width, height });
      free = at + height + gap;
    }
  }
  return places;
}
