import { CAPACITY, countByMap, countBySketch } from './key-counters.mjs';
import { zipfBatches } from './key-streams.mjs';
import { comparison, figure, inTurns } from './measure.mjs';
import { forkHelper } from './processes.mjs';

const RECORDS = 4_000_000;
const KEYS = 1_000_000;
const DISTINCT = 10_000_000;
/** As long as one core may take for a record. */
const AIM_NS = 1_000;

/**
 * The sketch of heavy keys beside an exact `Map` of all keys, on the same records; and what either keeps in memory.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function keyCounting(bench) {
  const { quick, signal } = bench;
  const batches = zipfBatches(RECORDS, KEYS);
  const errorPercent = 100 * errorShare(batches);
  const sides = {
    weir: async () => countBySketch(batches).seconds * 1000,
    bare: async () => countByMap(batches).seconds * 1000,
  };
  const measured = await inTurns(sides, { warmUps: 1, turns: quick ? 3 : 9, signal });
  const time = comparison(
    `Count ${inMillions(RECORDS)} M records of ${inMillions(KEYS)} M Zipf keys, sketch and Map`,
    'ms',
    measured,
    null,
  );
  const perRecordNs = (/** @type {number} */ ms) => (ms * 1e6) / RECORDS;

  const sketchMemory = await weigh(bench, 'sketch').hear(({ event }) => event === 'counted');
  const mapMemory = await weigh(bench, 'map').hear(({ event }) => event === 'counted');
  return [
    time,
    figure('  … the sketch, per record', 'ns', perRecordNs(time.weir.median), AIM_NS),
    figure('  … the Map, per record', 'ns', perRecordNs(time.bare.median)),
    figure('  … the sketch, million records a second and core', 'M/s', 1000 / perRecordNs(time.weir.median)),
    figure('  … the Map, million records a second and core', 'M/s', 1000 / perRecordNs(time.bare.median)),
    figure(`  … what a key may weigh unseen, promised ${100 / CAPACITY} % of all bytes`, '%', errorPercent, 100 / CAPACITY),
    figure(`  … memory of the sketch, ${grouped(sketchMemory.heldKeys)} keys`, 'MB', sketchMemory.heldMb),
    figure(`  … memory of the Map, ${grouped(mapMemory.heldKeys)} keys`, 'MB', mapMemory.heldMb),
    ...(await distinctKeys(bench, quick ? DISTINCT / 5 : DISTINCT)),
    ...(await tallied(bench, quick ? DISTINCT / 5 : DISTINCT)),
  ];
}

/**
 * The worst that can come: every key is new, and none is worth holding.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 * @param {number} count
 */
async function distinctKeys(bench, count) {
  const helper = weigh(bench, 'distinct', count);
  const half = await helper.hear(({ event }) => event === 'half');
  const whole = await helper.hear(({ event }) => event === 'whole');
  return [
    figure(`${inMillions(count)} M keys that never come again, per record`, 'ns', (whole.seconds * 1e9) / count, AIM_NS),
    figure('  … heap of the process after half of them', 'MB', half.heldMb),
    figure('  … heap of the process after all of them', 'MB', whole.heldMb),
    figure('  … resident after half of them', 'MB', half.residentMb),
    figure('  … resident after all of them', 'MB', whole.residentMb),
    figure('  … keys held', 'keys', whole.heldKeys, 4 * CAPACITY + 1),
    figure('  … the text of these', 'MB', whole.heldKeyBytes / 2 ** 20),
  ];
}

/**
 * The same with all that the sampler keeps of a shard, were it never to end its minute: records are taken apart and hashed, so that it takes longer.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 * @param {number} count
 */
async function tallied(bench, count) {
  const helper = weigh(bench, 'tally', count);
  const half = await helper.hear(({ event }) => event === 'half');
  const whole = await helper.hear(({ event }) => event === 'whole');
  return [
    figure(
      `${inMillions(count)} M keys that never come again through the sampler's tally, per record`,
      'ns',
      (whole.seconds * 1e9) / count,
    ),
    figure('  … heap of the process after half of them', 'MB', half.heldMb),
    figure('  … heap of the process after all of them', 'MB', whole.heldMb),
    figure('  … what the second half added', 'MB', whole.heldMb - half.heldMb, 1),
    figure('  … keys held', 'keys', whole.heldKeys, 4 * 64 + 1),
  ];
}

const grouped = (/** @type {number} */ count) => count.toLocaleString('en');
const inMillions = (/** @type {number} */ count) => count / 1e6;

/**
 * Speed is worth nothing without truth: every key must lie within its bounds.
 *
 * @param {readonly import('./key-streams.mjs').RecordBatch[]} batches
 * @returns {number} the share of all bytes that a key may have without being held
 */
function errorShare(batches) {
  const { keys, errorBytes, errorRecords, totalBytes } = countBySketch(batches).sketch.summary();
  const held = new Map(keys.map((bounds) => [bounds.key, bounds]));
  const unheld = { bytes: { low: 0, high: errorBytes }, records: { low: 0, high: errorRecords } };
  for (const [key, truth] of countByMap(batches).exact) {
    const { bytes, records } = held.get(key) ?? unheld;
    const isWithin = bytes.low <= truth.bytes && truth.bytes <= bytes.high && records.low <= truth.records && truth.records <= records.high;
    if (!isWithin) throw new Error(`${key} has ${JSON.stringify(truth)}, outside of ${JSON.stringify({ bytes, records })}`);
  }
  return errorBytes / totalBytes;
}

/**
 * In a process of its own, where nothing else is kept.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 * @param {'sketch' | 'map' | 'distinct' | 'tally'} what
 */
const weigh = (bench, what, records = RECORDS) =>
  forkHelper(bench, new URL('./key-memory.mjs', import.meta.url), [what, String(records), String(KEYS)]);
