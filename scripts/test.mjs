/**
 * `npm test`: everything that must hold, in one command and from a fresh clone. Ends with the line `N passed, N failed`.
 *
 *   npm test -- --only unit,lint    these stages alone
 *   npm test -- --bail              stop at the first stage that fails
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureClient, ensureCompiled, ensureWeb } from './bootstrap/build.mjs';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { Failure, Interruption } from './bootstrap/failure.mjs';
import { runProgram } from './bootstrap/program.mjs';
import { formatSeconds } from './bootstrap/steps.mjs';
import { STAGES } from './verify/stages.mjs';
import { sum } from './verify/tally.mjs';

/** A stage that takes longer hangs. */
const STAGE_MS = 1_800_000;

/** @typedef {{ name: string, tally: import('./verify/tally.mjs').Tally, seconds: number }} Row */

await runProgram(
  fileURLToPath(import.meta.url),
  async (context) => {
    const { stages, bail } = readArguments();
    await ensureDependencies(process.execPath, context.target, context);
    await prepare(context);

    /** @type {Row[]} */
    const rows = [];
    for (const together of sideBySide(stages)) {
      process.stdout.write(`\n── ${together.map(({ name }) => name).join(', ')}\n`);
      rows.push(...(await Promise.all(together.map((stage) => timed(stage, context)))));
      if (bail && rows.some(({ tally }) => tally.failed > 0)) break;
    }
    const total = sum(rows.map((row) => row.tally));
    process.stdout.write(`\n${table(rows)}\n\n${total.passed} passed, ${total.failed} failed\n`);
    return total.failed === 0 ? 0 : 1;
  },
  { lastWords: '0 passed, 1 failed' },
);

/**
 * @param {readonly import('./verify/stages.mjs').Stage[]} stages
 * @returns {import('./verify/stages.mjs').Stage[][]} quiet ones that follow each other in one run, any other alone
 */
function sideBySide(stages) {
  /** @type {import('./verify/stages.mjs').Stage[][]} */
  const runs = [];
  for (const stage of stages) {
    const last = runs.at(-1);
    if (stage.quiet && last?.[0]?.quiet) last.push(stage);
    else runs.push([stage]);
  }
  return runs;
}

/**
 * @param {import('./verify/stages.mjs').Stage} stage
 * @param {import('./bootstrap/toolchain.mjs').Context} context
 * @returns {Promise<Row>}
 */
async function timed(stage, context) {
  const startedMs = performance.now();
  const { tally, output } = await runBounded(stage, context);
  process.stdout.write(output);
  return { name: stage.name, tally, seconds: (performance.now() - startedMs) / 1000 };
}

/**
 * @param {import('./verify/stages.mjs').Stage} stage
 * @param {import('./bootstrap/toolchain.mjs').Context} context
 * @returns {Promise<import('./verify/stages.mjs').Outcome>}
 */
async function runBounded(stage, context) {
  const stop = AbortSignal.any([context.stop, AbortSignal.timeout(STAGE_MS)]);
  try {
    return await stage.run({ ...context, stop });
  } catch (error) {
    const failed = { passed: 0, failed: 1 };
    if (error instanceof Failure) return { tally: failed, output: `\n${error.message}\nWhat to do: ${error.remedy}\n` };
    if (!(error instanceof Interruption) || context.stop.aborted) throw error;
    return { tally: failed, output: `\nStopped: ${stage.name} did not end within ${formatSeconds(STAGE_MS / 1000)}.\n` };
  }
}

/**
 * Tests run against what was built. What does not build is told by the stages that need it, next to everything else that is wrong.
 *
 * @param {import('./bootstrap/toolchain.mjs').Context} context
 */
async function prepare(context) {
  for (const build of [ensureClient, ensureCompiled, ensureWeb]) {
    try {
      await build(process.execPath, context);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      process.stderr.write(`${error.message}\n`);
    }
  }
}

function readArguments() {
  const names = STAGES.map((stage) => stage.name);
  const { values } = parseArgs({ options: { only: { type: 'string' }, bail: { type: 'boolean', default: false } } });
  const wanted = values.only?.split(',') ?? names;
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Failure(`There is no stage called ${unknown.join(', ')}.`, `Choose from ${names.join(', ')}.`);
  }
  return { stages: STAGES.filter((stage) => wanted.includes(stage.name)), bail: values.bail };
}

/** @param {readonly Row[]} rows */
function table(rows) {
  const lines = [
    ['stage', 'passed', 'failed', 'duration'],
    ...rows.map(({ name, tally, seconds }) => [name, String(tally.passed), String(tally.failed), formatSeconds(seconds)]),
  ];
  return lines.map(([name = '', ...numbers]) => name.padEnd(12) + numbers.map((text) => text.padStart(14)).join('')).join('\n');
}
