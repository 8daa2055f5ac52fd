import { drawHeat, heatBrushes, heatImage, type HeatBrushes, type HeatImage, type HeatPicture } from './heat-draw.js';
import { geometryOf, plotHeight, xOf, yOf, type HeatGeometry, type HeatView } from './heat-geometry.js';
import { timeOf, type HeatCell } from './heat-model.js';
import { readPalette, type HeatPalette } from './heat-palette.js';
import { rasterise } from './heat-raster.js';

/** A stretch of time that a pointer is drawing, epoch milliseconds. */
export interface Brush {
  readonly from: number;
  readonly to: number;
}

/**
 * Two canvases over each other: the picture, and above it what follows the pointer. Values become pixels once for each picture; moving
 * and zooming only scales them. Any number of changes in one frame are drawn once.
 */
export class HeatSurface {
  readonly #base: HTMLCanvasElement;
  readonly #over: HTMLCanvasElement;
  #geometry: HeatGeometry = geometryOf(0, 0);
  #scale = 1;
  #palette: HeatPalette;
  #picture: HeatPicture | null = null;
  #prepared: { readonly image: HeatImage; readonly brushes: HeatBrushes } | null = null;
  #view: HeatView = { from: 0, to: 1 };
  #cursor: HeatCell | null = null;
  #brush: Brush | null = null;
  #frame = 0;
  #glide = 0;
  #pictureDue = false;

  constructor(base: HTMLCanvasElement, over: HTMLCanvasElement) {
    this.#base = base;
    this.#over = over;
    this.#palette = readPalette(document.documentElement);
  }

  get geometry(): HeatGeometry {
    return this.#geometry;
  }

  get view(): HeatView {
    return this.#view;
  }

  /** Size in CSS pixels; `scale` device pixels to each. */
  resize(width: number, height: number, scale: number): void {
    const { width: wide, height: high } = this.#geometry;
    if (wide === width && high === height && this.#scale === scale) return;
    this.#geometry = geometryOf(width, height);
    this.#scale = scale;
    for (const canvas of [this.#base, this.#over]) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    this.#prepared = null;
    this.#due();
  }

  /** The theme changed, or the fonts arrived. */
  restyle(): void {
    this.#palette = readPalette(document.documentElement);
    this.#prepared = null;
    this.#due();
  }

  show(picture: HeatPicture): void {
    const before = this.#picture;
    if (before?.model !== picture.model || before.bands !== picture.bands) this.#prepared = null;
    this.#picture = picture;
    this.#due();
  }

  look(view: HeatView): void {
    cancelAnimationFrame(this.#glide);
    this.#setView(view);
  }

  /** Moves to a view in `ms`, easing out: how new columns slide in. */
  slide(view: HeatView, ms: number): void {
    cancelAnimationFrame(this.#glide);
    const from = this.#view;
    const started = performance.now();
    const step = (now: number) => {
      const left = ms <= 0 ? 0 : (1 - Math.min(1, (now - started) / ms)) ** 3;
      this.#setView({ from: view.from + (from.from - view.from) * left, to: view.to + (from.to - view.to) * left });
      if (left > 0) this.#glide = requestAnimationFrame(step);
    };
    this.#glide = requestAnimationFrame(step);
  }

  point(cursor: HeatCell | null, brush: Brush | null): void {
    this.#cursor = cursor;
    this.#brush = brush;
    this.#schedule();
  }

  end(): void {
    cancelAnimationFrame(this.#frame);
    cancelAnimationFrame(this.#glide);
    this.#frame = 0;
  }

  #setView(view: HeatView): void {
    this.#view = view;
    this.#due();
  }

  #due(): void {
    this.#pictureDue = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#pictureDue) this.#drawPicture();
      this.#drawPointer();
    });
  }

  #drawPicture(): void {
    this.#pictureDue = false;
    const c = this.#base.getContext('2d');
    const picture = this.#picture;
    if (c === null || picture === null || this.#geometry.width === 0) return;
    c.setTransform(this.#scale, 0, 0, this.#scale, 0, 0);
    const palette = this.#palette;
    const scale = this.#scale;
    this.#prepared ??= prepare(c, picture, this.#geometry, palette, scale);
    const { image, brushes } = this.#prepared;
    drawHeat({ c, geometry: this.#geometry, view: this.#view, palette, scale }, picture, image, brushes);
  }

  #drawPointer(): void {
    const c = this.#over.getContext('2d');
    if (c === null) return;
    const geometry = this.#geometry;
    c.setTransform(this.#scale, 0, 0, this.#scale, 0, 0);
    c.clearRect(0, 0, geometry.width, geometry.height);
    if (this.#picture === null) return;
    if (this.#brush !== null) this.#drawBrush(c, this.#brush);
    else if (this.#cursor !== null) this.#drawCursor(c, this.#picture, this.#cursor);
  }

  #drawBrush(c: CanvasRenderingContext2D, { from, to }: Brush): void {
    const [x0, x1] = [Math.min(from, to), Math.max(from, to)].map((at) => xOf(this.#geometry, this.#view, at));
    c.fillStyle = this.#palette.accentSoft;
    c.strokeStyle = this.#palette.accent;
    c.lineWidth = 1;
    const box = [x0 ?? 0, this.#geometry.top, (x1 ?? 0) - (x0 ?? 0), plotHeight(this.#geometry)] as const;
    c.fillRect(...box);
    c.strokeRect(...box);
  }

  #drawCursor(c: CanvasRenderingContext2D, { model, bands }: HeatPicture, { row, column }: HeatCell): void {
    const band = bands[row];
    if (band === undefined) return;
    const geometry = this.#geometry;
    const x0 = xOf(geometry, this.#view, timeOf(model, column));
    const x1 = xOf(geometry, this.#view, timeOf(model, column + 1));
    const middle = (x0 + x1) / 2;
    if (middle < geometry.left || middle > geometry.width - geometry.right) return;
    c.strokeStyle = this.#palette.text3;
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(middle, geometry.top);
    c.lineTo(middle, geometry.height - geometry.bottom);
    c.stroke();
    // A frame of two tones stands out from every colour of the ramp.
    const least = 6;
    const [y0, y1] = [yOf(geometry, band.top), yOf(geometry, band.bottom)];
    const grow = (size: number) => Math.max(0, (least - size) / 2);
    const box = [x0 - grow(x1 - x0), y0 - grow(y1 - y0), Math.max(least, x1 - x0), Math.max(least, y1 - y0)] as const;
    c.strokeStyle = this.#palette.page;
    c.lineWidth = 3;
    c.strokeRect(...box);
    c.strokeStyle = this.#palette.text1;
    c.lineWidth = 1.5;
    c.strokeRect(...box);
  }
}

function prepare(c: CanvasRenderingContext2D, picture: HeatPicture, geometry: HeatGeometry, palette: HeatPalette, scale: number) {
  const { model, bands } = picture;
  const raster = rasterise(model, bands, pictureLines(geometry, scale), Math.max(1, Math.round(scale)));
  return { image: heatImage(raster, palette), brushes: heatBrushes(c, model.flat, palette, scale) };
}

/** Lines of a picture as high as this one: what pointing has to count in. */
export const pictureLines = (geometry: HeatGeometry, scale: number): number => Math.max(1, Math.round(plotHeight(geometry) * scale));
