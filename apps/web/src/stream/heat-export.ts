import { ABSENCE_WORDS } from '../format/index.js';
import { drawHeat, drawUnderline, drawVeil, heatBrushes, heatImage, type HeatPicture } from './heat-draw.js';
import { geometryOf, plotHeight, type HeatView } from './heat-geometry.js';
import { motifsIn } from './heat-legend.js';
import { readPalette, type HeatPalette } from './heat-palette.js';
import { rasterise } from './heat-raster.js';
import { METRIC_WORDS, topWords } from './heat-words.js';

const WIDTH = 1_200;
const PICTURE_HEIGHT = 560;
const HEAD = 64;
const FOOT = 44;
const SCALE = 2;
const PADDING = 20;
/** Of the pattern whose tile is highest, that of what was not asked for. */
const TILE_MIDDLE = 7.5;

/** The picture as it would hang on a wall: with its title, its axes and its legend. Null when the browser refuses. */
export async function heatPng(picture: HeatPicture, view: HeatView, title: string, sub: string): Promise<Blob | null> {
  const palette = readPalette(document.documentElement);
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH * SCALE;
  canvas.height = (HEAD + PICTURE_HEIGHT + FOOT) * SCALE;
  const c = canvas.getContext('2d');
  if (c === null) return null;
  const sheet = pictureSheet(picture, view, palette);
  c.scale(SCALE, SCALE);
  c.fillStyle = palette.panel;
  c.fillRect(0, 0, WIDTH, HEAD + PICTURE_HEIGHT + FOOT);
  c.textBaseline = 'alphabetic';
  c.fillStyle = palette.text1;
  c.font = `650 20px ${palette.font}`;
  c.fillText(title, PADDING, 30);
  c.fillStyle = palette.text2;
  c.font = `450 13px ${palette.font}`;
  c.fillText(sub, PADDING, 50);
  c.drawImage(sheet, PADDING, HEAD, WIDTH - PADDING * 2, PICTURE_HEIGHT);
  drawLegend(c, picture, view, palette, HEAD + PICTURE_HEIGHT + 22);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

function pictureSheet(picture: HeatPicture, view: HeatView, palette: HeatPalette): HTMLCanvasElement {
  const geometry = geometryOf(WIDTH - PADDING * 2, PICTURE_HEIGHT);
  const canvas = document.createElement('canvas');
  canvas.width = geometry.width * SCALE;
  canvas.height = geometry.height * SCALE;
  const c = canvas.getContext('2d');
  if (c === null) return canvas;
  c.scale(SCALE, SCALE);
  const { model, bands } = picture;
  const raster = rasterise(model, bands, Math.round(plotHeight(geometry) * SCALE), SCALE);
  drawHeat({ c, geometry, view, palette, scale: SCALE }, picture, heatImage(raster, palette), heatBrushes(c, model.flat, palette, SCALE));
  return canvas;
}

function drawLegend(c: CanvasRenderingContext2D, { model }: HeatPicture, view: HeatView, palette: HeatPalette, y: number): void {
  const brushes = heatBrushes(c, model.flat, palette, SCALE);
  c.font = `450 12px ${palette.font}`;
  c.textBaseline = 'middle';
  let x = PADDING;
  const words = (text: string) => {
    c.fillStyle = palette.text2;
    c.fillText(text, x, y);
    x += c.measureText(text).width + 14;
  };
  const swatch = (fill: string | CanvasPattern | null, width: number) => {
    c.save();
    // Patterns repeat from the origin: the middle of the highest tile has to lie in the middle of the swatch.
    c.translate(x, y - TILE_MIDDLE);
    c.fillStyle = fill ?? 'transparent';
    c.fillRect(0, TILE_MIDDLE - 5, width, 10);
    c.restore();
    x += width;
  };
  words('0');
  for (const colour of palette.ramp) swatch(colour, 15);
  x += 10;
  words(topWords(model));
  if (model.limit !== null) {
    swatch(palette.over, 18);
    x -= 18;
    swatch(brushes.stripes, 18);
    x += 8;
    words(METRIC_WORDS[model.metric].over);
  }
  const { absences, provisional, sampled } = motifsIn(model, view);
  for (const reason of absences) {
    swatch(brushes.absences.get(reason) ?? null, 18);
    x += 8;
    words(ABSENCE_WORDS[reason].name);
  }
  if (provisional) {
    swatch(palette.ramp[4] ?? null, 18);
    drawVeil(c, palette, { from: x - 18, to: x, top: y - 5, height: 10 });
    x += 8;
    words('provisional');
  }
  if (sampled) {
    drawUnderline(c, palette, { from: x, to: x + 18, bottom: y + 5 });
    x += 26;
    words('estimated from samples');
  }
}

/** Hands a file to the person. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has the file once the click is done; the address would keep it in memory.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** A name that every file system takes. */
export const fileName = (parts: readonly string[], extension: string): string =>
  `${parts
    .join('-')
    .replaceAll(/[^\w.-]+/g, '-')
    .slice(0, 120)}.${extension}`;
