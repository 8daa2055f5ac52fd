import { createRoot } from 'react-dom/client';
import '../styles/parts.css';
import '../styles/shell.css';
import { FlowMap } from '../map/FlowMap.js';
import { pictureOf } from '../map/map-picture.js';
import { FIXTURE_NOW } from './estate-fixture.js';
import { generatedTopology } from './generated-topology.js';

/** What opening and moving a map took in this browser, milliseconds. */
export interface MapFigures {
  readonly boxes: number;
  readonly lines: number;
  /** From the topology to the first frame that shows it: layout in the worker, drawing, painting. */
  readonly firstPaintMs: number;
  /** Between frames while the map is panned, one each. */
  readonly frameMs: readonly number[];
  /** Boxes in the document at the end. */
  readonly drawn: number;
}

export interface MapBench {
  /** Opens a map of so many nodes and pans it by the wheel, as a person would; `whole`: zoomed out until all of it is seen. */
  readonly pan: (nodes: number, frames: number, whole: boolean) => Promise<MapFigures>;
}

const WIDTH = 890;
const HEIGHT = 640;
const WHEEL_STEP = 14;
/** Frames in one direction: further than a screen, and a third of one where all of the map is on it. */
const FRAMES_THERE = 60;
const FRAMES_THERE_SHORT = 15;
const nothing = () => undefined;

/** Puts maps to measure on an empty page. `npm run bench -- --only map` calls them. */
export function startMapBench(root: HTMLElement): MapBench {
  return {
    pan: async (nodes, frames, whole) => {
      const topology = generatedTopology(nodes);
      const place = document.createElement('div');
      place.style.cssText = `width:${WIDTH}px;height:${HEIGHT}px;display:flex;flex-direction:column`;
      root.append(place);
      await nextFrame();
      const started = performance.now();
      const picture = pictureOf(topology, { by: 'nothing', root: null });
      const app = createRoot(place);
      app.render(<FlowMap picture={picture} now={FIXTURE_NOW} label="Map to measure" select={nothing} open={nothing} />);
      const pane = await appears(place, '.react-flow__pane');
      await appears(place, '.mapbox');
      await appears(place, '.mapline');
      const firstPaintMs = (await painted()) - started;
      if (whole) {
        place.querySelector<HTMLButtonElement>('.zoom button:last-child')?.click();
        // The view comes there smoothly.
        await new Promise((resolve) => setTimeout(resolve, 600));
      }
      const frameMs = await wheel(pane, frames, whole ? FRAMES_THERE_SHORT : FRAMES_THERE);
      const drawn = place.querySelectorAll('.mapbox').length;
      app.unmount();
      place.remove();
      return { boxes: picture.boxes.length, lines: picture.lines.length, firstPaintMs, frameMs, drawn };
    },
  };
}

/** Turns the wheel once a frame, there and back; the time between frames is what a person sees. */
async function wheel(pane: Element, frames: number, there: number): Promise<readonly number[]> {
  const times: number[] = [];
  let before = await nextFrame();
  for (let frame = 0; frame < frames; frame += 1) {
    const deltaY = Math.floor(frame / there) % 2 === 0 ? WHEEL_STEP : -WHEEL_STEP;
    pane.dispatchEvent(new WheelEvent('wheel', { deltaY, bubbles: true, cancelable: true }));
    const now = await nextFrame();
    times.push(now - before);
    before = now;
  }
  return times;
}

async function appears(place: Element, selector: string): Promise<Element> {
  for (;;) {
    const found = place.querySelector(selector);
    if (found !== null) return found;
    await nextFrame();
  }
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));

/** When the frame that is now being prepared has been drawn. */
async function painted(): Promise<number> {
  await nextFrame();
  await nextFrame();
  return performance.now();
}
