import type { HeatModel } from './heat-model.js';

/** Sizes in CSS pixels. The plot is what the margins leave. */
export interface HeatGeometry {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The span of time that is in view, epoch milliseconds. */
/** The whole columns from one to another, in either order: epoch milliseconds, the end not included. */
export const spanBetween = (one: number, other: number, stepMs: number): HeatView => ({
  from: Math.floor(Math.min(one, other) / stepMs) * stepMs,
  to: (Math.floor(Math.max(one, other) / stepMs) + 1) * stepMs,
});

export interface HeatView {
  readonly from: number;
  readonly to: number;
}

const NARROW = 560;
/** The widest `shard 1234  100 %  over` beside the plot. */
const WIDE_MARGINS = { left: 52, right: 150, top: 24, bottom: 22 };
const NARROW_MARGINS = { left: 46, right: 92, top: 24, bottom: 22 };

export function geometryOf(width: number, height: number): HeatGeometry {
  return { width, height, ...(width < NARROW ? NARROW_MARGINS : WIDE_MARGINS) };
}

export const plotWidth = ({ width, left, right }: HeatGeometry): number => Math.max(1, width - left - right);
export const plotHeight = ({ height, top, bottom }: HeatGeometry): number => Math.max(1, height - top - bottom);

/** Pixels from the left edge of the canvas. */
export const xOf = (geometry: HeatGeometry, view: HeatView, at: number): number =>
  geometry.left + ((at - view.from) / (view.to - view.from)) * plotWidth(geometry);

export const timeAt = (geometry: HeatGeometry, view: HeatView, x: number): number =>
  view.from + ((x - geometry.left) / plotWidth(geometry)) * (view.to - view.from);

/** Pixels from the upper edge of the canvas, of a place from the top (0) to the bottom (1) of the picture. */
export const yOf = (geometry: HeatGeometry, share: number): number => geometry.top + share * plotHeight(geometry);

/** A place in the plot as shares of its height; null outside of it. */
export function shareAt(geometry: HeatGeometry, x: number, y: number): number | null {
  const share = (y - geometry.top) / plotHeight(geometry);
  const inside = x >= geometry.left && x < geometry.width - geometry.right && share >= 0 && share < 1;
  return inside ? share : null;
}

const SHORTEST_VIEW_MS = 5 * 60_000;

/** The view after a zoom by `factor` (below 1: closer) that keeps `around` in its place, within what the picture holds. */
export function zoomed(view: HeatView, factor: number, around: number, model: Pick<HeatModel, 'from' | 'to'>): HeatView {
  const length = Math.min(model.to - model.from, Math.max(SHORTEST_VIEW_MS, (view.to - view.from) * factor));
  const share = (around - view.from) / (view.to - view.from);
  return inside({ from: around - share * length, to: around + (1 - share) * length }, model);
}

/** The view moved by `ms`, within what the picture holds. */
export const panned = (view: HeatView, ms: number, model: Pick<HeatModel, 'from' | 'to'>): HeatView =>
  inside({ from: view.from + ms, to: view.to + ms }, model);

function inside(view: HeatView, model: Pick<HeatModel, 'from' | 'to'>): HeatView {
  const early = Math.max(0, model.from - view.from);
  const late = Math.max(0, view.to - model.to);
  const shift = early > 0 ? early : -late;
  return { from: view.from + shift, to: view.to + shift };
}
