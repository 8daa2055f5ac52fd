import type { StreamOverview } from '@weir/contract';
import { levelOf } from './heat-raster.js';

type Miniature = StreamOverview['miniature'];

/** Levels of a miniature, line by line from the start of the hash axis; see `levelOf`. Rows of unequal length end in nothing known. */
export function miniatureLevels({ rows }: Pick<Miniature, 'rows'>): {
  readonly columns: number;
  readonly lines: number;
  readonly levels: Uint8Array;
} {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const levels = new Uint8Array(columns * rows.length);
  rows.forEach((row, line) =>
    row.forEach((value, column) => (levels[line * columns + column] = levelOf(value ?? Number.NaN, Number.NaN, { top: 1, limit: 1 }))),
  );
  return { columns, lines: rows.length, levels };
}
