/** Sizes are in wall units (`--u`). */
export interface CellLayout {
  readonly columns: number;
  readonly cell: number;
  readonly gap: number;
}

const WIDEST_CELL_COLUMNS = 11;
const CELL_ASPECT = 1.04;
const SMALLEST_CELL = 0.8;

/**
 * The fewest columns (so the largest cells) with which `count` cells fit into a box, or null when not even the smallest cells do: then
 * the tile counts in words. At least eleven columns, so that cells of small and large systems look alike.
 */
export function cellLayout(count: number, width: number, height: number): CellLayout | null {
  for (let columns = WIDEST_CELL_COLUMNS; columns <= 40; columns += 1) {
    const gap = columns <= 14 ? 0.5 : 0.3;
    const cell = (width - gap * (columns - 1)) / columns / CELL_ASPECT;
    if (cell < SMALLEST_CELL) return null;
    const rows = Math.ceil(count / columns);
    if (rows * cell + (rows - 1) * gap <= height) return { columns, cell: Math.round(cell * 100) / 100, gap };
  }
  return null;
}

export interface TileGrid {
  readonly columns: number;
  readonly rows: number;
}

/** Tiles beyond this many are told in one line. */
export const MOST_TILES = 18;

/** How many columns and rows of tiles: two columns until they get too low, then three. */
export function tileGrid(count: number): TileGrid {
  const columns = count <= 1 ? 1 : count <= 12 ? 2 : 3;
  return { columns, rows: Math.max(4, Math.ceil(count / columns)) };
}
