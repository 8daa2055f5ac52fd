/**
 * What counting keys keeps in memory, in a process of its own, as a helper of the benchmarks. It does what its argument says and tells
 * megabytes, each after a complete garbage collection.
 *
 * Arguments: `sketch` or `map` over a Zipf stream, how many records and among how many keys, for which it tells `counted`; or `distinct`
 * for the sketch, `tally` for all that the sampler keeps of a shard, over keys that never come again, and how many, for which it tells `half`
 * and then `whole`.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { countByMap, countBySketch, newTally, takeByTally } from './key-counters.mjs';
import { distinctBatches, zipfBatches } from './key-streams.mjs';

setFlagsFromString('--expose-gc');
const collectGarbage = /** @type {() => void} */ (runInNewContext('gc'));

function weigh() {
  // The second waits for what the first left to the background, such as the memory behind typed arrays.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heldMb: (heapUsed + arrayBuffers) / 2 ** 20, residentMb: rss / 2 ** 20 };
}

const tell = (/** @type {object} */ message) => void process.send?.(message);
const [what, records, keys] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];

if (what === 'tally') {
  const tally = newTally();
  const first = takeByTally(distinctBatches(0, records / 2), tally);
  tell({ event: 'half', ...weigh() });
  const { seconds } = takeByTally(distinctBatches(records / 2, records), tally);
  tell({ event: 'whole', ...weigh(), seconds: first.seconds + seconds, heldKeys: tally.toSample(Infinity).keys.keys.length });
} else if (what === 'distinct') {
  const first = countBySketch(distinctBatches(0, records / 2));
  tell({ event: 'half', ...weigh() });
  const { sketch, seconds } = countBySketch(distinctBatches(records / 2, records), first.sketch);
  const { heldKeys, heldKeyBytes } = sketch;
  tell({ event: 'whole', ...weigh(), seconds: first.seconds + seconds, heldKeys, heldKeyBytes });
} else {
  const batches = zipfBatches(records, keys);
  const empty = weigh();
  const counted = what === 'map' ? countByMap(batches).exact : countBySketch(batches).sketch;
  const heldMb = weigh().heldMb - empty.heldMb;
  tell({ event: 'counted', heldMb, heldKeys: counted instanceof Map ? counted.size : counted.heldKeys });
}
