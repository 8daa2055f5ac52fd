import { openFixturePage } from './fixture-page.mjs';
import { figure, quartiles } from './measure.mjs';

const NODES = 500;
const FRAMES = 240;
const TURNS = 5;
const QUICK_TURNS = 2;
/** Sixty frames a second, by clocks of browsers that round to a tenth. */
const FRAME_AIM_MS = 17;

/** @typedef {{ boxes: number, lines: number, firstPaintMs: number, frameMs: readonly number[], drawn: number }} MapFigures what the page's `mapBench` tells */
/** @typedef {MapFigures & { cpuMsPerFrame: number }} Panned */

/**
 * The flow map of five hundred nodes: opened, and panned by the wheel at reading size and with all of it in view, in the browser of the tests.
 * Time between frames is what a person sees and depends on what else the machine does; processor time does so far less.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function flowMapPanning({ closing, quick, signal }) {
  const { page, cpuMs } = await openFixturePage('mapBench', closing);
  const pan = async (/** @type {number} */ frames, /** @type {boolean} */ whole) => {
    signal.throwIfAborted();
    const before = await cpuMs();
    const figures = /** @type {MapFigures} */ (await page.evaluate(`window.mapBench.pan(${NODES}, ${frames}, ${whole})`));
    return { figures, cpu: (await cpuMs()) - before };
  };
  // Opening alone is measured apart, so that the rest is what the frames took.
  const turn = async (/** @type {boolean} */ whole) => {
    const opened = await pan(1, whole);
    const panned = await pan(FRAMES + 1, whole);
    return { ...panned.figures, cpuMsPerFrame: Math.max(0, panned.cpu - opened.cpu) / FRAMES };
  };
  await pan(60, false);
  /** @type {Panned[]} */
  const near = [];
  /** @type {Panned[]} */
  const far = [];
  for (let round = 0; round < (quick ? QUICK_TURNS : TURNS); round += 1) {
    near.push(await turn(false));
    far.push(await turn(true));
  }
  const [first] = near;
  const what = `Flow map of ${first?.boxes ?? 0} boxes, ${first?.lines ?? 0} lines`;
  return [
    figure(`${what}: topology to first paint`, 'ms', quartiles(near.map(({ firstPaintMs }) => firstPaintMs)).median),
    ...frameRows(`${what}, panned at reading size`, near),
    ...frameRows(`${what}, panned with all of it in view`, far),
  ];
}

/**
 * @param {string} what
 * @param {readonly Panned[]} turns
 */
function frameRows(what, turns) {
  const frames = turns.flatMap(({ frameMs }) => frameMs).toSorted((a, b) => a - b);
  return [
    figure(`${what}: between frames, median`, 'ms', quartiles(frames).median, FRAME_AIM_MS),
    figure(`${what}: between frames, 95 of 100`, 'ms', frames[Math.floor(frames.length * 0.95)] ?? NaN),
    figure(`${what}: processor time a frame`, 'ms', quartiles(turns.map(({ cpuMsPerFrame }) => cpuMsPerFrame)).median, FRAME_AIM_MS),
    figure(`${what}: boxes in the document`, '', turns.at(-1)?.drawn ?? NaN),
  ];
}
