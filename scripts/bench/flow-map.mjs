import { openFixturePage } from './fixture-page.mjs';
import { figure, quartiles } from './measure.mjs';

const NODES = 500;
const FRAMES = 240;
const TURNS = 5;
const QUICK_TURNS = 2;
/** Sixty frames a second, by clocks of browsers that round to a tenth. */
const FRAME_AIM_MS = 17;
const FIRST_PAINT_AIM_MS = 2_000;

/** @typedef {{ boxes: number, lines: number, firstPaintMs: number, frameMs: readonly number[], drawn: number }} MapFigures what the page's `mapBench` tells */

/**
 * The flow map of five hundred nodes: opened, and panned by the wheel at reading size and with all of it in view, in the browser of the tests.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function flowMapPanning({ closing, quick, signal }) {
  const page = await openFixturePage('mapBench', closing);
  const ask = async (/** @type {string} */ call) => {
    signal.throwIfAborted();
    return /** @type {MapFigures} */ (await page.evaluate(`window.mapBench.${call}`));
  };
  await ask(`pan(${NODES}, 60, false)`);
  const near = [];
  const far = [];
  for (let turn = 0; turn < (quick ? QUICK_TURNS : TURNS); turn += 1) {
    near.push(await ask(`pan(${NODES}, ${FRAMES}, false)`));
    far.push(await ask(`pan(${NODES}, ${FRAMES}, true)`));
  }
  const [first] = near;
  const what = `Flow map of ${first?.boxes ?? 0} boxes, ${first?.lines ?? 0} lines`;
  return [
    figure(`${what}: topology to first paint`, 'ms', quartiles(near.map(({ firstPaintMs }) => firstPaintMs)).median, FIRST_PAINT_AIM_MS),
    ...frameRows(`${what}, panned at reading size`, near, FRAME_AIM_MS),
    ...frameRows(`${what}, panned with all of it in view`, far, null),
  ];
}

/**
 * @param {string} what
 * @param {readonly MapFigures[]} turns
 * @param {number | null} aim
 */
function frameRows(what, turns, aim) {
  const frames = turns.flatMap(({ frameMs }) => frameMs).toSorted((a, b) => a - b);
  return [
    figure(`${what}: between frames, median`, 'ms', quartiles(frames).median, aim),
    figure(`${what}: between frames, 95 of 100`, 'ms', frames[Math.floor(frames.length * 0.95)] ?? NaN),
    figure(`${what}: boxes in the document`, '', turns.at(-1)?.drawn ?? NaN),
  ];
}
