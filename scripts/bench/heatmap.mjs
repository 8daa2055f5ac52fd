import { openFixturePage } from './fixture-page.mjs';
import { figure, quartiles } from './measure.mjs';

const SHARDS = 1_000;
const MINUTES = 1_440;
const FRAMES = 240;
/** Sizes at which an SVG still answers; the whole matrix has its own limit of time. */
const SVG_SIZES = /** @type {const} */ ([
  [100, 144],
  [250, 360],
]);
const SVG_FRAMES = 20;
const WHOLE_SVG_MS = 90_000;
const FIRST_PAINT_AIM_MS = 200;
/** Sixty frames a second, by clocks of browsers that round to a tenth. */
const FRAME_AIM_MS = 17;

/** @typedef {{ cells: number, firstPaintMs: number, frameMs: readonly number[] }} DrawFigures what the page's `heatBench` tells */

/**
 * The heatmap of a thousand shards by a day of minutes, on Weir's canvas and as an SVG of one `rect` a cell, in the browser of the tests.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function heatmapDrawing({ closing, quick, signal }) {
  const { page } = await openFixturePage('heatBench', closing);

  const ask = async (/** @type {string} */ call) => {
    signal.throwIfAborted();
    return /** @type {DrawFigures} */ (await page.evaluate(`window.heatBench.${call}`));
  };
  await ask(`canvas(30)`);
  const turns = quick ? 3 : 9;
  const canvases = [];
  for (let turn = 0; turn < turns; turn += 1) canvases.push(await ask(`canvas(${FRAMES})`));
  const rows = [...rowsOf(`Heatmap of ${SHARDS} × ${MINUTES} on canvas`, canvases, true)];
  for (const [shards, columns] of SVG_SIZES)
    rows.push(...rowsOf(`SVG of ${shards} × ${columns} rects`, [await ask(`svg(${shards}, ${columns}, ${SVG_FRAMES})`)], false));
  const whole = quick ? null : await orTooLong(ask(`svg(${SHARDS}, ${MINUTES}, 3)`), WHOLE_SVG_MS);
  if (whole !== null) rows.push(...rowsOf(`SVG of ${SHARDS} × ${MINUTES} rects`, [whole], false));
  return rows;
}

/**
 * @param {string} what
 * @param {readonly DrawFigures[]} drawn
 * @param {boolean} aimed
 */
function rowsOf(what, drawn, aimed) {
  const frames = drawn.flatMap(({ frameMs }) => frameMs).toSorted((a, b) => a - b);
  const paint = quartiles(drawn.map(({ firstPaintMs }) => firstPaintMs)).median;
  return [
    figure(`${what}: bytes to first paint`, 'ms', paint, aimed ? FIRST_PAINT_AIM_MS : null),
    figure(`${what}: between frames while it moves, median`, 'ms', quartiles(frames).median, aimed ? FRAME_AIM_MS : null),
    figure(`${what}: between frames while it moves, 95 of 100`, 'ms', frames[Math.floor(frames.length * 0.95)] ?? NaN),
  ];
}

/**
 * @template Answer
 * @param {Promise<Answer>} work
 * @param {number} ms
 * @returns {Promise<Answer | null>} nothing when it took longer
 */
async function orTooLong(work, ms) {
  const late = AbortSignal.timeout(ms);
  const given = new Promise((resolve) => late.addEventListener('abort', () => resolve(null)));
  // Closing the browser ends what was too slow; its failure then is no news.
  work.catch(() => undefined);
  return /** @type {Promise<Answer | null>} */ (Promise.race([work, given]));
}
