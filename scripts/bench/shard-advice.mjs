import { hash } from 'node:crypto';
import { shardLoadQuestion } from '@weir/contract';
import { adviseShards, equalRanges, loadAnswerOf, readLoadQuestion } from '@weir/domain';
import { figure } from './measure.mjs';

const SHARDS = 10_000;
const KEYS = 100_000;
const SHARD_BYTES = 1_048_576;
const RECORD_BYTES = 1_000;

/**
 * Loads of the greatest question the API takes, by place of the key: the kinds of trouble that lead to different advice.
 *
 * @type {Readonly<Record<string, (place: number) => number>>}
 */
const LOADS = {
  'splits, every key alike': () => (0.9 * SHARDS * SHARD_BYTES) / KEYS,
  'splits, Zipf': (place) => (0.6 * SHARDS * SHARD_BYTES) / (12 * (place + 1)),
  'salts, 300 keys beyond a shard': (place) => (place < 300 ? 1.5 * SHARD_BYTES : (0.3 * SHARDS * SHARD_BYTES) / KEYS),
  'merges, nothing to speak of': () => 1,
};

/**
 * `POST /api/v1/advise/shards` with as much as it takes: 10,000 shards and 100,000 keys. It is answered on the event loop, so what counts is
 * processor time, whatever else the machine does.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export function shardAdvice({ quick, signal }) {
  const turns = quick ? 3 : 7;
  const rows = [];
  for (const [name, load] of Object.entries(LOADS)) {
    const body = JSON.parse(JSON.stringify(questionOf(load)));
    const times = Array.from({ length: turns + 1 }, () => {
      signal.throwIfAborted();
      return answer(body);
    }).slice(1);
    const median = (/** @type {'checked' | 'read' | 'advised'} */ part) =>
      times.map((time) => time[part]).sort((a, b) => a - b)[turns >> 1] ?? NaN;
    rows.push(
      figure(`Advice for 10,000 shards × 100,000 keys, ${name}: decided`, 'ms', median('advised')),
      figure('  … its keys hashed and laid out', 'ms', median('read')),
      figure('  … its form checked', 'ms', median('checked')),
    );
  }
  return Promise.resolve(rows);
}

/** @param {(place: number) => number} load */
function questionOf(load) {
  return {
    mode: 'PROVISIONED',
    distribution: 'USER_PARTITION_KEY',
    shards: equalRanges(SHARDS).map(({ start, end }, place) => ({ id: `shard-${String(place)}`, start: String(start), end: String(end) })),
    keys: Array.from({ length: KEYS }, (_, place) => ({
      key: `key-${String(place)}`,
      bytesPerSecond: load(place),
      recordsPerSecond: load(place) / RECORD_BYTES,
    })),
  };
}

/** @param {unknown} body @returns processor milliseconds of each part */
function answer(body) {
  const [question, checked] = timed(() => shardLoadQuestion.parse(body));
  const [read, reading] = timed(() => readLoadQuestion(question, (bytes) => hash('md5', bytes, 'buffer')));
  if (!read.ok) throw new Error(read.faults[0]?.message);
  const [, advised] = timed(() => JSON.stringify(loadAnswerOf(adviseShards(read.question), read.question)));
  return { checked, read: reading, advised };
}

/**
 * @template Result
 * @param {() => Result} work
 * @returns {[Result, number]} with the processor milliseconds it took
 */
function timed(work) {
  const before = process.threadCpuUsage();
  const result = work();
  const { user, system } = process.threadCpuUsage(before);
  return [result, (user + system) / 1000];
}
