/**
 * What counting keys keeps in memory, in a process of its own, as a helper of the benchmarks. It does what its argument says and tells
 * `weighed` with megabytes, each after a complete garbage collection.
 *
 * Arguments: `sketch` or `map` over a Zipf stream, or `distinct` for the sketch over keys that never come again; then how many records,
 * then among how many keys, or, for `distinct`, after how many records to weigh first.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { countByMap, countBySketch } from './key-counters.mjs';
import { distinctBatches, zipfBatches } from './key-streams.mjs';

setFlagsFromString('--expose-gc');
const collectGarbage = /** @type {() => void} */ (runInNewContext('gc'));

function weigh() {
  collectGarbage();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heldMb: (heapUsed + arrayBuffers) / 2 ** 20, residentMb: rss / 2 ** 20 };
}

const [what, records, second] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
if (what === 'distinct') {
  const empty = weigh();
  const first = countBySketch(distinctBatches(0, second));
  const early = weigh();
  const { sketch, seconds } = countBySketch(distinctBatches(second, records), first.sketch);
  const late = weigh();
  const { heldKeys, heldKeyBytes } = sketch;
  process.send?.({ event: 'weighed', empty, early, late, seconds: first.seconds + seconds, heldKeys, heldKeyBytes });
} else {
  const batches = zipfBatches(records, second);
  const empty = weigh();
  const counted = what === 'map' ? countByMap(batches).exact : countBySketch(batches).sketch;
  const held = weigh();
  const keys = counted instanceof Map ? counted.size : counted.heldKeys;
  process.send?.({ event: 'weighed', heldMb: held.heldMb - empty.heldMb, keys });
}
