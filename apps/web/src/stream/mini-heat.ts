import type { StreamOverview } from '@weir/contract';
import { FIRST_REFUSED, levelOf } from './heat-raster.js';

type Miniature = StreamOverview['miniature'];

/** Levels of a miniature, line by line from the start of the hash axis; see `levelOf`. Rows of unequal length end in nothing known. */
export function miniatureLevels({ rows, refused }: Pick<Miniature, 'rows' | 'refused'>): {
  readonly columns: number;
  readonly lines: number;
  readonly levels: Uint8Array;
  /** Whether any cell is over its limit, or refused. */
  readonly striped: boolean;
} {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const levels = new Uint8Array(columns * rows.length);
  const refusing = new Set(refused);
  rows.forEach((row, line) =>
    row.forEach((value, column) => {
      const place = line * columns + column;
      levels[place] = levelOf(value ?? Number.NaN, refusing.has(place) ? 1 : 0, { top: 1, limit: 1 });
    }),
  );
  return { columns, lines: rows.length, levels, striped: levels.some((level) => level >= FIRST_REFUSED) };
}
