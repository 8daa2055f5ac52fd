import { decodeHeatmap, encodeHeatmap, type FlatHeatmap } from '@weir/contract';
import { bandsOf } from '../stream/heat-layout.js';
import { heatModel, type HeatModel } from '../stream/heat-model.js';
import { HeatSurface } from '../stream/heat-surface.js';
import { FIXTURE_NOW } from './estate-fixture.js';
import { fixtureHeatmap } from './fixture-stream.js';
import { thousandShards } from './known-streams.js';

/** What drawing and moving a matrix took in this browser, milliseconds. */
export interface DrawFigures {
  readonly cells: number;
  /** From the bytes of the answer, or for SVG from the decoded values, to the first frame that shows them. */
  readonly firstPaintMs: number;
  /** Between frames while the picture moves, one each. */
  readonly frameMs: readonly number[];
}

export interface HeatBench {
  readonly canvas: (frames: number) => Promise<DrawFigures>;
  /** The same matrix as one `rect` a cell, thinned to so many rows and columns. */
  readonly svg: (rows: number, columns: number, frames: number) => Promise<DrawFigures>;
}

const WIDTH = 1_000;
const HEIGHT = 520;
const DAY_MS = 86_400_000;

/** Puts the drawings to measure on an empty page. `npm run bench -- --only heatmap` calls them. */
export function startHeatBench(root: HTMLElement): HeatBench {
  const to = FIXTURE_NOW;
  const bytes = encodeHeatmap(
    fixtureHeatmap(thousandShards(), { axis: 'hash', metric: 'write', from: to - DAY_MS, to, stepSeconds: 60, now: to }),
  );
  return {
    canvas: async (frames) => {
      const [base, over] = [sheet(root), sheet(root)];
      // Colours are read and fonts are there before the data of a page arrives.
      const surface = new HeatSurface(base, over);
      surface.resize(WIDTH, HEIGHT, 1);
      await nextFrame();
      const started = performance.now();
      const model = heatModel(decoded(bytes));
      surface.look({ from: model.from, to: model.to });
      surface.show({ model, axis: 'hash', bands: bandsOf(model, 'hash'), selected: null, marker: null, zone: 'utc' });
      const firstPaintMs = (await painted()) - started;
      const frameMs = await move(frames, (share) => surface.look(quarterAt(model, share)));
      surface.end();
      root.replaceChildren();
      return { cells: model.rows.length * model.columns, firstPaintMs, frameMs };
    },
    svg: async (rows, columns, frames) => {
      const flat = decoded(bytes);
      await nextFrame();
      const started = performance.now();
      const svg = rects(root, flat, rows, columns);
      const firstPaintMs = (await painted()) - started;
      const frameMs = await move(frames, (share) => svg.setAttribute('viewBox', `${share * 0.75 * columns} 0 ${columns / 4} ${rows}`));
      root.replaceChildren();
      return { cells: rows * columns, firstPaintMs, frameMs };
    },
  };
}

function decoded(bytes: ArrayBuffer): FlatHeatmap {
  const answer = decodeHeatmap(bytes);
  if (!answer.ok) throw new Error(answer.because);
  return answer.heatmap;
}

function sheet(root: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = `position:absolute;left:0;top:0;width:${WIDTH}px;height:${HEIGHT}px`;
  root.append(canvas);
  return canvas;
}

/** A quarter of the picture, moved along it: `share` 0 is its start, 1 its end. */
function quarterAt({ from, to }: HeatModel, share: number): { readonly from: number; readonly to: number } {
  const length = (to - from) / 4;
  const start = from + share * (to - from - length);
  return { from: start, to: start + length };
}

const SVG = 'http://www.w3.org/2000/svg';

/** One `rect` a cell, as chart libraries draw a matrix. */
function rects(root: HTMLElement, { values, columns: allColumns, rows: allRows }: FlatHeatmap, rows: number, columns: number): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${columns} ${rows}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('width', String(WIDTH));
  svg.setAttribute('height', String(HEIGHT));
  const cells = document.createDocumentFragment();
  for (let row = 0; row < rows; row += 1) {
    const source = Math.floor((row * allRows.length) / rows) * allColumns;
    for (let column = 0; column < columns; column += 1) {
      const value = values[source + Math.floor((column * allColumns) / columns)] ?? 0;
      const rect = document.createElementNS(SVG, 'rect');
      rect.setAttribute('x', String(column));
      rect.setAttribute('y', String(row));
      rect.setAttribute('width', '1');
      rect.setAttribute('height', '1');
      rect.setAttribute('fill', `var(--heat-${Math.min(10, Math.floor(value * 11)) || 0})`);
      cells.append(rect);
    }
  }
  svg.append(cells);
  root.append(svg);
  return svg;
}

/** Moves once a frame; the time between frames is what a person sees. */
async function move(frames: number, step: (share: number) => void): Promise<readonly number[]> {
  const times: number[] = [];
  let before = await nextFrame();
  for (let frame = 0; frame < frames; frame += 1) {
    step(frame / Math.max(1, frames - 1));
    const now = await nextFrame();
    times.push(now - before);
    before = now;
  }
  return times;
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));

/** When the frame that is now being prepared has been drawn: the browser runs this after it painted. */
function painted(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      });
    });
  });
}
