import { setTimeout as delay } from 'node:timers/promises';
import { figure, quartiles } from './measure.mjs';
import { gatherViewers, VIEWERS } from './viewer-crowd.mjs';
import { AUTHORIZED, startWeirServer } from './weir-server.mjs';

const QUEUES = 2_000;
const DISCOVERED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 5_000;
const OBSERVED_MS = 60_000;

/**
 * The whole server with its collector, as `npm start` runs it in the demo, on two thousand simulated queues and with 500 viewers of the
 * wall: what it holds and uses in a minute, after some minutes of polling. Postgres and the simulator are processes of their own and
 * are not counted.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function serverMemory(bench) {
  const { quick, signal } = bench;
  const url = await startWeirServer(bench, { WEIR_DEMO: '1', WEIR_SIM_SCENARIO: 'scale-2000' }, {});
  await discovered(url, signal);
  await gatherViewers(bench).watch(url, 'weir');
  await delay(quick ? 30_000 : 90_000, undefined, { signal });

  const before = await readMetrics(url);
  const resident = [before.residentMb];
  for (let passed = 0; passed < OBSERVED_MS; passed += LOOK_EVERY_MS) {
    await delay(LOOK_EVERY_MS, undefined, { signal });
    resident.push((await readMetrics(url)).residentMb);
  }
  const after = await readMetrics(url);
  const seconds = after.atSeconds - before.atSeconds;
  const batches = after.liveBatches - before.liveBatches;
  return [
    figure(`Memory, ${QUEUES.toLocaleString('en')} queues, ${VIEWERS} sockets: median of a minute`, 'MB', quartiles(resident).median, 400),
    figure('  … highest of that minute', 'MB', Math.max(...resident), 400),
    figure('  … JavaScript heap in use at its end', 'MB', after.heapMb),
    figure('  … CPU time per second, of one core', '%', ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100),
    figure('  … queues read live', 'a second', (after.liveReads - before.liveReads) / seconds),
    figure('  … a live batch: read, store, judge, commit', 'ms', ((after.liveSeconds - before.liveSeconds) / batches) * 1000),
  ];
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
async function discovered(url, signal) {
  const giveUpAt = performance.now() + DISCOVERED_WITHIN_MS;
  for (let queues = 0; queues < QUEUES;) {
    if (performance.now() > giveUpAt) throw new Error(`only ${queues} queues were discovered`);
    await delay(500, undefined, { signal });
    ({ queues } = await readMetrics(url));
  }
}

/**
 * What the server says of itself to Prometheus.
 *
 * @param {string} url
 */
async function readMetrics(url) {
  const text = await (await fetch(`${url}/metrics`, AUTHORIZED)).text();
  const sum = (/** @type {string} */ name, /** @type {string} */ label = '') =>
    text
      .split('\n')
      .filter((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(label))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  return {
    atSeconds: performance.now() / 1000,
    queues: sum('weir_resources', 'kind="queue"'),
    residentMb: sum('process_resident_memory_bytes') / 1e6,
    heapMb: sum('nodejs_heap_size_used_bytes') / 1e6,
    cpuSeconds: sum('process_cpu_seconds_total'),
    liveReads: sum('weir_aws_calls_total', 'api="sqs:GetQueueAttributes"'),
    liveBatches: sum('weir_batch_seconds_count', 'kind="live"'),
    liveSeconds: sum('weir_batch_seconds_sum', 'kind="live"'),
  };
}
