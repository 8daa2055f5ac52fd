import { linesOf, type Band } from './heat-layout.js';
import type { HeatModel } from './heat-model.js';

/**
 * What one pixel shows: 0 nothing known; 1 to 11 the steps of the ramp; 12 to 22 the same where AWS refused some all the same, because the
 * limit holds by the second and load is told by the minute; 23 at or above the limit.
 */
export const NO_VALUE = 0;
export const RAMP_STEPS = 11;
export const FIRST_REFUSED = RAMP_STEPS + 1;
export const OVER_LIMIT = RAMP_STEPS * 2 + 1;
export const LEVELS = OVER_LIMIT + 1;

/** Bands thinner than this many lines lie without a gap between them. */
const GAP_FROM_LINES = 10;
/**
 * AWS counts what it accepted, so a minute that refused stays just below its limit: from this share of it on, refusing means that the
 * limit was reached, not that a burst was cut.
 */
const REACHED = 0.85;

export interface LevelScale {
  /** The value at the top of the ramp. */
  readonly top: number;
  readonly limit: number | null;
}

/** Whether a value is over its limit: above it, or near it while AWS refused. Without a limit nothing is. */
export const isOver = (value: number, refused: number, { limit }: LevelScale): boolean =>
  limit !== null && (value > limit || (refused > 0 && value >= limit * REACHED));

/** The level of a value: linear in load from 0 to `top`. `refused`: what AWS refused in the same cell; NaN: not known. */
export function levelOf(value: number, refused: number, scale: LevelScale): number {
  if (Number.isNaN(value)) return NO_VALUE;
  if (isOver(value, refused, scale)) return OVER_LIMIT;
  const step = Math.min(RAMP_STEPS - 1, Math.max(0, Math.floor((value / scale.top) * RAMP_STEPS)));
  return (refused > 0 ? FIRST_REFUSED : 1) + step;
}

/** Levels of a picture, line by line: one pixel a column, `lines` pixels high. */
export interface LevelRaster {
  readonly columns: number;
  readonly lines: number;
  readonly levels: Uint8Array;
  /** Whether any pixel is striped: over its limit, or refused. */
  readonly striped: boolean;
}

/**
 * Turns values into levels. Each shard takes at least one line, and where several share a line the hottest is seen: a hot shard of a
 * thousand must not vanish because it is thinner than a pixel. `gap`: lines left free on either side of a band that has room for it.
 */
export function rasterise(model: HeatModel, bands: readonly Band[], lines: number, gap = 0): LevelRaster {
  const { columns, flat, refused } = model;
  const levels = new Uint8Array(columns * lines);
  const rowLevels = new Uint8Array(columns);
  let striped = false;
  bands.forEach((band, row) => {
    for (let column = 0; column < columns; column += 1) {
      const place = row * columns + column;
      const level = levelOf(flat.values[place] ?? Number.NaN, refused?.[place] ?? Number.NaN, model);
      rowLevels[column] = level;
      if (level >= FIRST_REFUSED) striped = true;
    }
    const [first, last] = linesOf(band, lines);
    const space = last - first >= GAP_FROM_LINES ? gap : 0;
    for (let line = first + space; line < last - space; line += 1) {
      const start = line * columns;
      for (let column = 0; column < columns; column += 1) {
        const level = rowLevels[column] ?? NO_VALUE;
        if (level > (levels[start + column] ?? NO_VALUE)) levels[start + column] = level;
      }
    }
  });
  return { columns, lines, levels, striped };
}

/** Levels as pixels, by looking each up in `colours`, by level. */
export function paint({ levels }: Pick<LevelRaster, 'levels'>, colours: Uint32Array): Uint32Array<ArrayBuffer> {
  const pixels = new Uint32Array(levels.length);
  for (let place = 0; place < levels.length; place += 1) pixels[place] = colours[levels[place] ?? NO_VALUE] ?? 0;
  return pixels;
}

/** A colour token, `#rrggbb`, as an opaque pixel of this machine: what canvas memory holds. */
export function pixelOf(token: string): number {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(token.trim());
  const [red = 0, green = 0, blue = 0] = (found?.slice(1) ?? []).map((digits) => Number.parseInt(digits, 16));
  return new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)[0] ?? 0;
}
