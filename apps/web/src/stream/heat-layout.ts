import { valueOf, type HeatAxis, type HeatCell, type HeatModel } from './heat-model.js';

/** Where a row lies from the top (0) to the bottom (1) of the picture. */
export interface Band {
  readonly top: number;
  readonly bottom: number;
}

/** Rows by their hash range, or all of equal height. On the hash axis a parent and its children lie over each other, at different times. */
export function bandsOf(model: HeatModel, axis: HeatAxis): readonly Band[] {
  const count = Math.max(1, model.rows.length);
  return model.rows.map(({ from, to }, index) =>
    axis === 'hash' ? { top: from, bottom: to } : { top: index / count, bottom: (index + 1) / count },
  );
}

/** First and last line (not included) of a band in a picture of so many lines: at least one, however thin the band. */
export function linesOf({ top, bottom }: Band, lines: number): readonly [first: number, last: number] {
  const [first, last] = [Math.round(top * lines), Math.min(lines, Math.round(bottom * lines))];
  if (last > first) return [first, last];
  // Thinner than a line: the one it lies in.
  const line = Math.min(lines - 1, Math.floor(top * lines));
  return [line, line + 1];
}

/**
 * The cell under a point: `column` of the picture and `y` from its top, 0 to 1. Where several shards share a line it is the hottest of them,
 * which is the one that is seen. Null where no shard lived.
 */
export function cellAt(model: HeatModel, bands: readonly Band[], column: number, y: number, lines: number): HeatCell | null {
  if (column < 0 || column >= model.columns) return null;
  const line = Math.min(lines - 1, Math.max(0, Math.floor(y * lines)));
  let best: { readonly row: number; readonly value: number } | null = null;
  for (const [row, band] of bands.entries()) {
    const life = model.rows[row];
    if (life === undefined || column < life.first || column >= life.last) continue;
    const [first, last] = linesOf(band, lines);
    if (line < first || line >= last) continue;
    const value = valueOf(model, { row, column }) ?? Number.NEGATIVE_INFINITY;
    if (best === null || value > best.value) best = { row, value };
  }
  return best === null ? null : { row: best.row, column };
}

/** A step of the cursor through cells that exist, from `cell` by columns to the right and rows downwards. */
export function moveCell(model: HeatModel, bands: readonly Band[], cell: HeatCell, right: number, down: number): HeatCell {
  const column = Math.min(model.columns - 1, Math.max(0, cell.column + right));
  const middle = (row: number) => ((bands[row]?.top ?? 0) + (bands[row]?.bottom ?? 0)) / 2;
  const alive = model.rows
    .map((life, row) => ({ row, lives: column >= life.first && column < life.last }))
    .filter(({ lives }) => lives)
    .map(({ row }) => row)
    .sort((a, b) => middle(a) - middle(b));
  if (alive.length === 0) return { row: cell.row, column };
  const place = alive.indexOf(cell.row);
  const from = place >= 0 ? place : nearest(alive, middle, middle(cell.row));
  const next = alive[Math.min(alive.length - 1, Math.max(0, from + down))];
  return { row: next ?? cell.row, column };
}

/** Of rows in order of their middles, the place of the one nearest to `y`: a cursor that leaves a split shard enters one of its children. */
function nearest(rows: readonly number[], middle: (row: number) => number, y: number): number {
  let best = 0;
  rows.forEach((row, place) => {
    if (Math.abs(middle(row) - y) < Math.abs(middle(rows[best] ?? row) - y)) best = place;
  });
  return best;
}
