import type { AbsenceReason, FlatHeatmap } from '@weir/contract';
import { clockTime, shortDate, type Zone } from '../format/index.js';
import { timeTicks } from '../queue/chart-data.js';
import { plotHeight, plotWidth, xOf, yOf, type HeatGeometry, type HeatView } from './heat-geometry.js';
import { shardName, shardNumber } from './hash-words.js';
import { forksOf, shardLabels, type Fork } from './heat-labels.js';
import type { Band } from './heat-layout.js';
import { isOpen, timeOf, type HeatAxis, type HeatModel } from './heat-model.js';
import { absenceTile, stripeTile, type HeatPalette } from './heat-palette.js';
import { FIRST_REFUSED, LEVELS, OVER_LIMIT, paint, type LevelRaster } from './heat-raster.js';
import { valueWords } from './heat-words.js';

/** Everything a picture shows, apart from where it is looked at. */
export interface HeatPicture {
  readonly model: HeatModel;
  readonly axis: HeatAxis;
  readonly bands: readonly Band[];
  readonly selected: string | null;
  /** Where the hottest key lies on the hash axis, 0 to 1. */
  readonly marker: number | null;
  readonly zone: Zone;
}

/** The values as images of one pixel a column, made once and scaled by the browser from then on. */
export interface HeatImage {
  readonly cells: HTMLCanvasElement;
  /** Opaque where a cell is over its limit or was refused some: what the stripes shine through. Null when none is. */
  readonly striped: HTMLCanvasElement | null;
}

export function heatImage(raster: LevelRaster, palette: HeatPalette): HeatImage {
  const mask = new Uint32Array(LEVELS).fill(palette.levels[OVER_LIMIT] ?? 0, FIRST_REFUSED);
  return { cells: toCanvas(raster, palette.levels), striped: raster.striped ? toCanvas(raster, mask) : null };
}

function toCanvas(raster: LevelRaster, colours: Uint32Array): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, raster.columns);
  canvas.height = raster.lines;
  const pixels = paint(raster, colours);
  if (raster.columns > 0)
    canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), raster.columns, raster.lines), 0, 0);
  return canvas;
}

export interface HeatBrushes {
  readonly stripes: CanvasPattern | null;
  readonly absences: ReadonlyMap<AbsenceReason, CanvasPattern | null>;
  /** Where stripes are cut to shape, as large as the plot. */
  readonly scratch: HTMLCanvasElement;
}

export function heatBrushes(
  c: CanvasRenderingContext2D,
  { absences, gaps }: FlatHeatmap,
  palette: HeatPalette,
  scale: number,
): HeatBrushes {
  const pattern = (source: HTMLCanvasElement) => {
    const made = c.createPattern(source, 'repeat');
    made?.setTransform(new DOMMatrix().scale(1 / scale));
    return made;
  };
  return {
    stripes: pattern(stripeTile(palette, scale)),
    absences: new Map(
      [...new Set([...absences, ...gaps].map(({ reason }) => reason))].map((reason) => [
        reason,
        pattern(absenceTile(reason, palette, scale)),
      ]),
    ),
    scratch: document.createElement('canvas'),
  };
}

interface Sheet {
  readonly c: CanvasRenderingContext2D;
  readonly geometry: HeatGeometry;
  readonly view: HeatView;
  readonly palette: HeatPalette;
  readonly scale: number;
}

/** Draws the whole picture but for the cursor. `c` is scaled to CSS pixels by `scale`. */
export function drawHeat(sheet: Sheet, picture: HeatPicture, image: HeatImage, brushes: HeatBrushes): void {
  const { c, geometry, palette } = sheet;
  c.clearRect(0, 0, geometry.width, geometry.height);
  c.save();
  c.beginPath();
  c.rect(geometry.left, geometry.top, plotWidth(geometry), plotHeight(geometry));
  c.clip();
  c.fillStyle = palette.none;
  c.fillRect(geometry.left, geometry.top, plotWidth(geometry), plotHeight(geometry));
  drawAbsences(sheet, picture, brushes);
  drawCells(sheet, picture.model, image, brushes);
  veilProvisional(sheet, picture.model);
  underlineSampled(sheet, picture.model);
  c.restore();
  drawReshards(sheet, picture);
  drawSelection(sheet, picture);
  if (picture.axis === 'hash') drawHashTicks(sheet);
  else drawShardTicks(sheet, picture);
  drawTimeTicks(sheet, picture.zone);
  drawShardLabels(sheet, picture);
  if (picture.marker !== null && picture.axis === 'hash') drawMarker(sheet, picture.marker);
}

function drawCells(
  { c, geometry, view, scale }: Sheet,
  model: HeatModel,
  { cells, striped }: HeatImage,
  { stripes, scratch }: HeatBrushes,
): void {
  if (model.columns === 0) return;
  const x = xOf(geometry, view, model.from);
  const width = xOf(geometry, view, model.to) - x;
  const height = plotHeight(geometry);
  c.imageSmoothingEnabled = false;
  c.drawImage(cells, x, geometry.top, width, height);
  const target = scratch.getContext('2d');
  if (striped === null || stripes === null || target === null) return;
  // The mask first, then stripes only where it is: one drawing however many cells are over their limit.
  const [pixelsWide, pixelsHigh] = [Math.round(plotWidth(geometry) * scale), Math.round(height * scale)];
  if (scratch.width !== pixelsWide || scratch.height !== pixelsHigh) {
    scratch.width = pixelsWide;
    scratch.height = pixelsHigh;
  }
  target.setTransform(scale, 0, 0, scale, 0, 0);
  target.globalCompositeOperation = 'copy';
  target.imageSmoothingEnabled = false;
  target.drawImage(striped, x - geometry.left, 0, width, height);
  target.globalCompositeOperation = 'source-in';
  target.fillStyle = stripes;
  target.fillRect(0, 0, plotWidth(geometry), height);
  c.drawImage(scratch, geometry.left, geometry.top, plotWidth(geometry), height);
}

/** Hatches what has no value, by reason. Cells that have one are drawn over it, so that what is left to see is each cell without. */
function drawAbsences({ c, geometry, view, palette }: Sheet, { model, axis, bands }: HeatPicture, { absences }: HeatBrushes): void {
  const fill = (from: number, to: number, top: number, height: number) => {
    const x = xOf(geometry, view, from);
    c.fillRect(x, top, Math.max(1, xOf(geometry, view, to) - x), height);
  };
  for (const { from, to, reason } of [...model.flat.absences, ...model.flat.gaps]) {
    c.fillStyle = absences.get(reason) ?? 'transparent';
    fill(from, to, geometry.top, plotHeight(geometry));
  }
  if (axis === 'hash') return;
  // A row of its own is empty before and after the life of its shard; on the hash axis others take its place.
  c.fillStyle = palette.none;
  model.rows.forEach(({ openedAt, closedAt }, row) => {
    const band = bands[row];
    if (band === undefined) return;
    const [top, bottom] = [yOf(geometry, band.top), yOf(geometry, band.bottom)];
    const height = Math.abs(bottom - top);
    if (openedAt !== null) fill(view.from, openedAt, Math.min(top, bottom), height);
    if (closedAt !== null) fill(closedAt, view.to, Math.min(top, bottom), height);
  });
}

const VEIL_PX = 2;

/** Bars over what may still change. */
function veilProvisional({ c, geometry, view, palette }: Sheet, model: HeatModel): void {
  const { provisionalFrom } = model.flat;
  if (provisionalFrom === null) return;
  const end = Math.min(geometry.width - geometry.right, xOf(geometry, view, model.to));
  const from = Math.max(geometry.left, xOf(geometry, view, provisionalFrom));
  drawVeil(c, palette, { from, to: end, top: geometry.top, height: plotHeight(geometry) });
}

interface VeilBox {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly height: number;
}

/** The motif of what is provisional, over a box in pixels. */
export function drawVeil(c: CanvasRenderingContext2D, palette: HeatPalette, { from, to, top, height }: VeilBox): void {
  c.fillStyle = palette.panel;
  c.globalAlpha = 0.38;
  for (let x = from; x < to; x += VEIL_PX * 2) c.fillRect(x, top, Math.min(VEIL_PX, to - x), height);
  c.globalAlpha = 1;
}

const UNDERLINE_PX = 3;
const DASH_PX = 4;

/** A dashed line along the bottom of what is estimated from samples. */
function underlineSampled({ c, geometry, view, palette }: Sheet, model: HeatModel): void {
  const [left, right, bottom] = [geometry.left, geometry.width - geometry.right, geometry.height - geometry.bottom];
  for (const { from, to } of model.flat.sampled)
    drawUnderline(c, palette, { from: Math.max(left, xOf(geometry, view, from)), to: Math.min(right, xOf(geometry, view, to)), bottom });
}

interface Underline {
  readonly from: number;
  readonly to: number;
  readonly bottom: number;
}

/** The motif of what is sampled, in pixels. */
export function drawUnderline(c: CanvasRenderingContext2D, palette: HeatPalette, { from, to, bottom }: Underline): void {
  c.fillStyle = palette.text1;
  for (let x = from; x < to; x += DASH_PX * 2) c.fillRect(x, bottom - UNDERLINE_PX, Math.min(DASH_PX, to - x), UNDERLINE_PX);
}

/** Splits and merges: where a boundary begins or ends, named above the plot as far as the names do not touch. */
function drawReshards(sheet: Sheet, { model, axis, zone }: HeatPicture): void {
  const { c, geometry, view, palette } = sheet;
  const right = geometry.width - geometry.right;
  const taken: (readonly [from: number, to: number])[] = [];
  c.font = `600 11px ${palette.font}`;
  for (const fork of forksOf(model)) {
    const x = xOf(geometry, view, fork.at);
    if (x < geometry.left || x > right) continue;
    if (axis === 'hash') drawFork(sheet, fork, x, right);
    const label = `${clockTime(fork.at, zone)} ${fork.words}`;
    const width = c.measureText(label).width + 14;
    const before = [x - width + 2, x + 2] as const;
    const after = [x - 2, x + width - 2] as const;
    const free = (fork.kind === 'split' ? [before, after] : [after, before]).find(
      ([from, to]) => from >= 0 && to <= geometry.width && taken.every(([start, end]) => to < start || from > end),
    );
    if (free === undefined) continue;
    taken.push(free);
    c.fillStyle = palette.page;
    c.beginPath();
    c.roundRect(free[0], geometry.top - 21, width, 17, 4);
    c.fill();
    c.fillStyle = palette.text1;
    c.textAlign = 'left';
    c.textBaseline = 'middle';
    c.fillText(label, free[0] + 7, geometry.top - 12);
    c.strokeStyle = palette.text1;
    c.globalAlpha = 0.6;
    c.lineWidth = 1;
    c.setLineDash([2, 3]);
    line(c, x, geometry.top - 3, x, axis === 'hash' ? yOf(geometry, fork.top) : geometry.height - geometry.bottom);
    c.setLineDash([]);
    c.globalAlpha = 1;
  }
}

/** An arrow to the left where one range becomes two, to the right where two become one, and the boundary between them. */
function drawFork({ c, geometry, view, palette }: Sheet, fork: Fork, x: number, right: number): void {
  const direction = fork.kind === 'split' ? 1 : -1;
  const y = yOf(geometry, fork.boundary);
  c.strokeStyle = c.fillStyle = palette.text1;
  c.lineWidth = 1.6;
  line(c, x, yOf(geometry, fork.top) + 2, x, yOf(geometry, fork.bottom) - 2);
  c.globalAlpha = 0.75;
  line(c, x, y, Math.min(right, Math.max(geometry.left, xOf(geometry, view, fork.until))), y);
  c.globalAlpha = 1;
  c.beginPath();
  c.moveTo(x - 7 * direction, y);
  c.lineTo(x + 3 * direction, y - 5);
  c.lineTo(x + 3 * direction, y + 5);
  c.fill();
}

/** A band lower than this has no room for a frame of its own. */
const THIN_PX = 8;

function drawSelection({ c, geometry, view, palette }: Sheet, { model, bands, selected }: HeatPicture): void {
  const row = model.rows.findIndex(({ shardId }) => shardId === selected);
  const [life, band] = [model.rows[row], bands[row]];
  if (life === undefined || band === undefined) return;
  const from = Math.max(geometry.left, xOf(geometry, view, timeOf(model, life.first)));
  const to = Math.min(geometry.width - geometry.right, xOf(geometry, view, timeOf(model, life.last)));
  if (to <= from) return;
  c.strokeStyle = palette.focus;
  c.lineWidth = 2;
  const [top, height] = [yOf(geometry, band.top), yOf(geometry, band.bottom) - yOf(geometry, band.top)];
  // A frame inside a thin band would hide it: it goes around.
  const inset = height >= THIN_PX ? 1 : -3;
  c.strokeRect(from + 1, top + inset, Math.max(1, to - from - 1), Math.max(1, height - inset * 2));
}

const HASH_TICKS = 8;
const LABEL_SPACING_PX = 14;

function drawHashTicks({ c, geometry, palette }: Sheet): void {
  c.font = `500 11px ${palette.mono}`;
  c.fillStyle = palette.text3;
  c.textAlign = 'right';
  c.textBaseline = 'middle';
  const floor = geometry.height - geometry.bottom;
  for (let tick = 0; tick <= HASH_TICKS; tick += 1) {
    const words = tick === HASH_TICKS ? '2¹²⁸' : `0x${((tick * 256) / HASH_TICKS).toString(16).padStart(2, '0')}…`;
    c.fillText(words, geometry.left - 8, Math.min(floor - 4, Math.max(geometry.top + 5, yOf(geometry, tick / HASH_TICKS))));
  }
}

/** Every shard that has room for its number, those that closed included: they have no name at the right edge. */
function drawShardTicks({ c, geometry, palette }: Sheet, { model, bands }: HeatPicture): void {
  c.font = `500 11px ${palette.mono}`;
  c.fillStyle = palette.text3;
  c.textAlign = 'right';
  c.textBaseline = 'middle';
  let last = Number.NEGATIVE_INFINITY;
  bands.forEach((band, row) => {
    const y = yOf(geometry, (band.top + band.bottom) / 2);
    if (y - last < LABEL_SPACING_PX) return;
    last = y;
    c.fillText(fitted(c, shardNumber(model.rows[row]?.shardId ?? ''), geometry.left - 12), geometry.left - 8, y);
  });
}

const LONG_MS = 2 * 86_400_000;
const PX_PER_TICK = 76;

function drawTimeTicks({ c, geometry, view, palette }: Sheet, zone: Zone): void {
  c.font = `500 11px ${palette.font}`;
  c.fillStyle = palette.text3;
  c.textAlign = 'center';
  c.textBaseline = 'alphabetic';
  const offset = zone === 'utc' ? 0 : -new Date(view.to).getTimezoneOffset() * 60_000;
  const words = view.to - view.from > LONG_MS ? shortDate : clockTime;
  for (const at of timeTicks(view.from, view.to, Math.max(2, Math.floor(plotWidth(geometry) / PX_PER_TICK)), offset)) {
    const x = xOf(geometry, view, at);
    if (x < geometry.left + 14 || x > geometry.width - geometry.right + 4) continue;
    c.fillText(words(at, zone), x, geometry.height - 6);
  }
}

function drawShardLabels({ c, geometry, palette }: Sheet, { model, bands, selected }: HeatPicture): void {
  const x = geometry.width - geometry.right + 10;
  const narrow = geometry.right < 120;
  c.textBaseline = 'middle';
  for (const { row, y, value, over } of shardLabels(model, bands, selected, plotHeight(geometry), LABEL_SPACING_PX)) {
    const shard = model.rows[row];
    if (shard === undefined || !isOpen(shard)) continue;
    const middle = geometry.top + y;
    c.font = `600 12px ${palette.font}`;
    c.fillStyle = palette.text1;
    c.textAlign = 'left';
    c.fillText(fitted(c, narrow ? shardNumber(shard.shardId) : shardName(shard.shardId), narrow ? 34 : 62), x, middle);
    c.textAlign = 'right';
    c.fillStyle = over ? palette.alarm : palette.text2;
    c.fillText(value === null ? '–' : valueWords(value, model.flat.unit, model.metric), geometry.width - (narrow ? 4 : 36), middle);
    if (!over || narrow) continue;
    c.font = `550 11px ${palette.font}`;
    c.fillText('over', geometry.width - 4, middle);
  }
}

/** A name cut in its middle until it fits. */
function fitted(c: CanvasRenderingContext2D, name: string, width: number): string {
  if (c.measureText(name).width <= width) return name;
  for (let kept = name.length - 1; kept > 3; kept -= 1) {
    const shown = `${name.slice(0, Math.ceil(kept / 3))}…${name.slice(name.length - Math.floor((kept * 2) / 3))}`;
    if (c.measureText(shown).width <= width) return shown;
  }
  return name.slice(-4);
}

/** A small arrow at the right edge, where the hottest key lands. */
function drawMarker({ c, geometry, palette }: Sheet, share: number): void {
  const x = geometry.width - geometry.right;
  const y = yOf(geometry, share);
  c.fillStyle = palette.text1;
  c.beginPath();
  c.moveTo(x + 1, y);
  c.lineTo(x + 7, y - 4);
  c.lineTo(x + 7, y + 4);
  c.fill();
}

function line(c: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  c.beginPath();
  c.moveTo(x0, y0);
  c.lineTo(x1, y1);
  c.stroke();
}
