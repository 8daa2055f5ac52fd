import { describe, expect, it } from 'vitest';
import { columnsAcross, MAP_COLUMNS, MAP_WIDTH, mapWidthIn } from './columns.js';
import { placesAcross } from './elk-graph.js';

const gaps = (columns: typeof MAP_COLUMNS) =>
  columns.slice(1).map(({ x }, index) => Math.round(x - (columns[index]?.x ?? 0) - (columns[index]?.width ?? 0)));

describe('the columns of a map', () => {
  it('are as they are where there is no more room, and never narrower', () => {
    expect([mapWidthIn(300), mapWidthIn(916), mapWidthIn(940)]).toEqual([MAP_WIDTH, MAP_WIDTH, MAP_WIDTH]);
    expect(columnsAcross(MAP_WIDTH)).toEqual(MAP_COLUMNS);
  });
  it('give room that is left to names, and none to what is between them', () => {
    const wide = columnsAcross(mapWidthIn(1_400));
    expect(gaps(wide)).toEqual(gaps(MAP_COLUMNS));
    expect(wide[2]?.width).toBeGreaterThan(250);
    const last = wide.at(-1);
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeCloseTo(mapWidthIn(1_400));
  });
  it('take their boxes along', () => {
    const places = new Map(MAP_COLUMNS.map(({ column, x, width }) => [column as string, { x, y: 54, width, height: 36 }]));
    expect(placesAcross(places, MAP_WIDTH)).toBe(places);
    const wide = placesAcross(places, 1_396);
    expect(columnsAcross(1_396).map(({ column }) => wide.get(column))).toEqual(
      columnsAcross(1_396).map(({ x, width }) => ({ x, y: 54, width, height: 36 })),
    );
  });
});
