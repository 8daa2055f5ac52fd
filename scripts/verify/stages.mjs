import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { compiledProjects, TSC, TYPESCRIPT } from '../bootstrap/build.mjs';
import { runToEnd } from '../bootstrap/child.mjs';
import { digest, onceFor } from '../bootstrap/stamps.mjs';
import { ROOT, WORK } from '../bootstrap/paths.mjs';
import { ensureBrowser } from '../browser.mjs';
import { tallyCheck, tallyPlaywright, tallyVitest } from './tally.mjs';

/**
 * @typedef {import('../bootstrap/toolchain.mjs').Context} Context
 * @typedef {{ tally: import('./tally.mjs').Tally, output: string }} Outcome what there is to show about it, empty when it was shown while running
 * @typedef {{ name: string, quiet: boolean, run: (context: Context) => Promise<Outcome> }} Stage quiet: it prints nothing while it runs, and
 *   needs one core at most, so that quiet stages that follow each other run side by side
 */

const REPORTS = path.join(WORK, 'reports');

/**
 * Everything `npm test` does, roughly the cheapest first.
 *
 * @type {readonly Stage[]}
 */
export const STAGES = [
  { name: 'types', quiet: false, run: checkTypes },
  // After the types, because it reads the declarations they leave behind.
  check('typed-lint', 'oxlint/bin/oxlint', ['--quiet']),
  check('lint', 'eslint/bin/eslint.js', ['.']),
  check('format', 'prettier/bin/prettier.cjs', ['--check', '.', '--log-level=warn']),
  check('boundaries', 'dependency-cruiser/bin/dependency-cruiser.mjs', [
    'libs',
    'apps',
    'e2e',
    'scripts',
    '--config',
    '.dependency-cruiser.mjs',
  ]),
  check('unused', 'knip/bin/knip.js', ['--no-progress']),
  { name: 'unit', quiet: false, run: (context) => runVitest('unit', context) },
  { name: 'integration', quiet: false, run: (context) => runVitest('integration', context) },
  { name: 'e2e', quiet: false, run: runPlaywright },
];

/**
 * @param {string} name
 * @param {string} program path below node_modules
 * @param {readonly string[]} args
 * @returns {Stage}
 */
function check(name, program, args) {
  return {
    name,
    quiet: true,
    async run({ env, stop }) {
      const { code, output } = await runToEnd(process.execPath, [path.join(ROOT, 'node_modules', program), ...args], {
        cwd: ROOT,
        env,
        stop,
      });
      return { tally: tallyCheck(code), output: code === 0 ? '' : output };
    },
  };
}

/**
 * Compiles every package, and makes sure that `tsc` on the command line is the same TypeScript: the `typescript` package here is the
 * older one that lint tools need.
 *
 * @param {Context} context
 * @returns {Promise<Outcome>}
 */
async function checkTypes({ env, stop }) {
  const onPath = realpathSync(path.join(ROOT, 'node_modules/.bin/tsc'));
  if (onPath !== realpathSync(TYPESCRIPT))
    return { tally: tallyCheck(1), output: `node_modules/.bin/tsc leads to ${onPath}, not to TypeScript 7.\n` };
  const { code, output } = await runToEnd(process.execPath, TSC, { cwd: ROOT, env, stop });
  return { tally: tallyCheck(code), output };
}

/**
 * @param {'unit' | 'integration'} project
 * @param {Context} context
 * @returns {Promise<Outcome>}
 */
async function runVitest(project, { env, stop }) {
  const program = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  await onceFor({
    stamp: path.join(WORK, 'stamps/vitest-cache'),
    // vitest's module cache is keyed on none of these.
    digest: digest(ROOT, [
      'package-lock.json',
      'vitest.config.ts',
      'tsconfig.base.json',
      ...compiledProjects().map((project) => `${project}/tsconfig.json`),
    ]),
    outputs: [],
    work: async () => void (await runToEnd(process.execPath, [program, '--clearCache'], { cwd: ROOT, env, stop })),
  });
  const report = freshReport(project);
  const args = ['run', '--project', project, '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runToEnd(process.execPath, [program, ...args], { cwd: ROOT, env, stop, echo: true });
  return { tally: existsSync(report) ? tallyVitest(readJson(report), code) : tallyCheck(code), output: '' };
}

/**
 * @param {Context} context
 * @returns {Promise<Outcome>}
 */
async function runPlaywright(context) {
  const { env, stop } = context;
  await ensureBrowser(context);
  const report = freshReport('e2e');
  const { code } = await runToEnd(
    process.execPath,
    [path.join(ROOT, 'node_modules/@playwright/test/cli.js'), 'test', '--pass-with-no-tests', '--reporter=list,json'],
    {
      cwd: path.join(ROOT, 'e2e'),
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      stop,
      echo: true,
    },
  );
  return { tally: existsSync(report) ? tallyPlaywright(readJson(report), code) : tallyCheck(code), output: '' };
}

/**
 * @param {string} name
 * @returns {string} where the stage is to write its report; an earlier one is gone
 */
function freshReport(name) {
  const report = path.join(REPORTS, `${name}.json`);
  mkdirSync(REPORTS, { recursive: true });
  rmSync(report, { force: true });
  return report;
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
