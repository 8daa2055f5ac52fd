import type { MapEdge } from '@weir/domain';
import type { Place } from './elk-graph.js';

export type MapArrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';
export const isMapArrow = (key: string): key is MapArrow =>
  key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight';

/**
 * Where an arrow key leads from a box: up and down within its column, left and right along a line to the nearest box there. Null: nowhere,
 * the focus stays.
 */
export function boxToward(
  from: string,
  arrow: MapArrow,
  places: ReadonlyMap<string, Place>,
  lines: readonly Pick<MapEdge, 'from' | 'to'>[],
): string | null {
  const here = places.get(from);
  if (here === undefined) return null;
  if (arrow === 'ArrowUp' || arrow === 'ArrowDown') {
    const down = arrow === 'ArrowDown';
    return nearest(here, places, (place) => place.x === here.x && (down ? place.y > here.y : place.y < here.y));
  }
  const right = arrow === 'ArrowRight';
  const joined = new Set(lines.flatMap((line) => (right ? (line.from === from ? [line.to] : []) : line.to === from ? [line.from] : [])));
  // A line within a column is followed by up and down.
  return nearest(here, places, (place, id) => joined.has(id) && (right ? place.x > here.x : place.x < here.x));
}

/** Of those allowed the nearest: by column, then by height, then from above. */
function nearest(here: Place, places: ReadonlyMap<string, Place>, allowed: (place: Place, id: string) => boolean): string | null {
  const found = [...places].filter(([id, place]) => allowed(place, id));
  found.sort(
    ([, a], [, b]) => Math.abs(a.x - here.x) - Math.abs(b.x - here.x) || Math.abs(a.y - here.y) - Math.abs(b.y - here.y) || a.y - b.y,
  );
  return found[0]?.[0] ?? null;
}

/** The box that has the focus first: the uppermost of the leftmost column that has any. */
export const firstBox = (places: ReadonlyMap<string, Place>): string | null =>
  [...places].sort(([, a], [, b]) => a.x - b.x || a.y - b.y)[0]?.[0] ?? null;
