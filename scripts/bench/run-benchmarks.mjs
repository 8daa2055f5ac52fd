import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure, Interruption } from '../bootstrap/failure.mjs';
import { alarmsAndIncidents } from './alarms.mjs';
import { flowMapPanning } from './flow-map.mjs';
import { heatmapAnswers } from './heatmap-api.mjs';
import { heatmapDrawing } from './heatmap.mjs';
import { keyCounting } from './key-counting.mjs';
import { topicLedgers } from './ledger.mjs';
import { liveRound } from './live-round.mjs';
import { describeMachine, loadAverage } from './machine.mjs';
import { patternMatching } from './matching.mjs';
import { redriveRate } from './redrive.mjs';
import { serverMemory } from './server-memory.mjs';
import { seriesReads } from './series-reads.mjs';
import { shardAdvice } from './shard-advice.mjs';
import { storeWrites } from './store-writes.mjs';
import { formatTable } from './table.mjs';
import { timeToKey } from './time-to-key.mjs';
import { estateMap } from './topology.mjs';
import { wallPush } from './wall-push.mjs';

/**
 * @typedef {import('./measure.mjs').Row} Row
 *
 * What a benchmark works with. `closing` takes what must be ended after it, whatever happens; the last one first.
 * @typedef {{ quick: boolean, signal: AbortSignal, closing: (() => Promise<unknown> | void)[] }} Bench
 */

/** @type {Readonly<Record<string, (bench: Bench) => Promise<Row[]>>>} */
const BENCHMARKS = {
  writes: storeWrites,
  reads: seriesReads,
  round: liveRound,
  push: wallPush,
  memory: serverMemory,
  sketch: keyCounting,
  matching: patternMatching,
  heatmap: heatmapDrawing,
  'heatmap-api': heatmapAnswers,
  map: flowMapPanning,
  advice: shardAdvice,
  topology: estateMap,
  ledger: topicLedgers,
  alarms: alarmsAndIncidents,
  redrive: redriveRate,
  'time-to-key': timeToKey,
};

/** A run takes about ten minutes; one that takes this long hangs. */
const LIMIT_MS = 25 * 60_000;

/**
 * @param {{ only: readonly string[] | undefined, quick: boolean, jsonFile: string, stop: AbortSignal }} options
 * @returns {Promise<number>} exit code: 0 also when an aim is missed, since that is a finding and no failure of the run
 */
export async function runBenchmarks({ only, quick, jsonFile, stop }) {
  const unknown = only?.find((name) => !Object.hasOwn(BENCHMARKS, name));
  if (unknown !== undefined)
    throw new Failure(`There is no benchmark called ${unknown}.`, `Choose from ${Object.keys(BENCHMARKS).join(', ')}.`);

  const machine = describeMachine();
  process.stdout.write(`${machine.summary}\n`);
  /** @type {Row[]} */
  const rows = [];
  const loads = [];
  const startedAt = new Date();
  const signal = AbortSignal.any([stop, AbortSignal.timeout(LIMIT_MS)]);
  for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
    if (only && !only.includes(name)) continue;
    const before = loadAverage();
    const started = performance.now();
    process.stdout.write(`\n── ${name} (load ${before.join(' ')})\n`);
    const found = await runOne(benchmark, { quick, signal }, stop);
    rows.push(...found);
    loads.push({ name, seconds: Math.round((performance.now() - started) / 1000), before, after: loadAverage() });
    process.stdout.write(`${formatTable(found)}\n`);
  }
  const seconds = Math.round((Date.now() - startedAt.getTime()) / 1000);
  process.stdout.write(`\n${formatTable(rows)}\n\n${seconds} s in all; load average per benchmark, before → after:\n`);
  for (const { name, before, after } of loads) process.stdout.write(`  ${name.padEnd(8)} ${before.join(' ')} → ${after.join(' ')}\n`);
  mkdirSync(path.dirname(jsonFile), { recursive: true });
  writeFileSync(jsonFile, `${JSON.stringify({ startedAt, seconds, quick, machine, loads, rows }, null, 2)}\n`);
  process.stdout.write(`Written to ${path.relative(process.cwd(), jsonFile)}\n`);
  return 0;
}

/**
 * @param {(bench: Bench) => Promise<Row[]>} benchmark
 * @param {{ quick: boolean, signal: AbortSignal }} options
 * @param {AbortSignal} stop
 */
async function runOne(benchmark, options, stop) {
  /** @type {Bench['closing']} */
  const closing = [];
  try {
    const rows = await benchmark({ ...options, closing });
    return rows;
  } catch (error) {
    if (stop.aborted) throw new Interruption();
    throw error;
  } finally {
    for (const close of closing.reverse()) await close();
    // What was just ended may still be writing; the next benchmark should not pay for it.
    await delay(1000);
  }
}
