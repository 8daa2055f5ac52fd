import type { Place } from './elk-graph.js';

export interface MapView {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const LEAST_ZOOM = 0.03;
export const MOST_ZOOM = 2;
const LARGEST_OPENING = 1.2;
/** Text is 11 px and smaller below this. */
const LEGIBLE_ZOOM = 0.85;
/** Room around the map, screen pixels; loops within a column run left of it. */
const SIDE = 16;
/** The heads of the columns stand above. */
const TOP = 34;
const BOTTOM = 14;

const heightOf = (places: ReadonlyMap<string, Place>): number => Math.max(1, ...[...places.values()].map(({ y, height }) => y + height));

/** What is looked at, map pixels, and through what, screen pixels. */
export interface MapFrame {
  readonly mapWidth: number;
  readonly width: number;
  readonly height: number;
}

/** All of the map, however small that makes it. */
export function wholeView(places: ReadonlyMap<string, Place>, { mapWidth, width, height }: MapFrame): MapView {
  const tall = heightOf(places);
  const zoom = clamp(Math.min((width - 2 * SIDE) / mapWidth, (height - TOP - BOTTOM) / tall), LEAST_ZOOM, LARGEST_OPENING);
  return { zoom, x: (width - mapWidth * zoom) / 2, y: Math.max(TOP, TOP + (height - TOP - BOTTOM - tall * zoom) / 2) };
}

/** What a map opens with: all of it where it can be read, else all its columns from `top` (map pixels) down. */
export function openingView(places: ReadonlyMap<string, Place>, frame: MapFrame, top = 0): MapView {
  const { mapWidth, width, height } = frame;
  const whole = wholeView(places, frame);
  const across = clamp((width - 2 * SIDE) / mapWidth, LEAST_ZOOM, 1);
  if (whole.zoom >= Math.min(LEGIBLE_ZOOM, across)) return whole;
  const lowest = height - BOTTOM - heightOf(places) * across;
  return { zoom: across, x: (width - mapWidth * across) / 2, y: clamp(TOP - top * across, lowest, TOP) };
}

/** A box in the middle, at a size that can be read. */
export function viewOn(place: Place, zoom: number, { mapWidth, width, height }: MapFrame): MapView {
  const legible = Math.max(zoom, LEGIBLE_ZOOM);
  const across = Math.min(legible, clamp((width - 2 * SIDE) / mapWidth, LEAST_ZOOM, MOST_ZOOM));
  const shown = zoom >= across ? zoom : across;
  return {
    zoom: shown,
    x: shown <= (width - 2 * SIDE) / mapWidth + 0.01 ? (width - mapWidth * shown) / 2 : width / 2 - (place.x + place.width / 2) * shown,
    y: height / 2 - (place.y + place.height / 2) * shown,
  };
}

/** Whether all of a box can be seen. */
export function inView(place: Place, { x, y, zoom }: MapView, { width, height }: Pick<MapFrame, 'width' | 'height'>): boolean {
  const [left, top] = [place.x * zoom + x, place.y * zoom + y];
  return left >= 0 && top >= TOP && left + place.width * zoom <= width && top + place.height * zoom <= height;
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
