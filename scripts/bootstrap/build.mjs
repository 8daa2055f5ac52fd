import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from './child.mjs';
import { Failure } from './failure.mjs';
import { LOGS, ROOT, WORK } from './paths.mjs';
import { digest, onceFor } from './stamps.mjs';

/** TypeScript 7. Named by its path, because `typescript` is the TypeScript 6 that lint tools need. */
export const TYPESCRIPT = path.join(ROOT, 'node_modules/@typescript/native/bin/tsc');

/** Projects are compiled side by side; more than one checker within each only repeats work on few cores. */
export const TSC = [TYPESCRIPT, '-b', '--checkers', '1'];

const PROGRAMS = ['apps/aws-sim', 'apps/server'];

const CONFIGS = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.json'];
const SCHEMA = ['prisma/schema.prisma', 'libs/store/prisma.config.ts', 'libs/store/package.json'];

/**
 * Brings everything that is made from sources up to date: the Prisma client, the compiled packages, the web pages.
 *
 * @param {string} node
 * @param {import('./toolchain.mjs').Context} context
 * @throws {Failure} when a source does not compile
 */
export async function ensureBuild(node, context) {
  await ensureClient(node, context);
  await ensureCompiled(node, context);
  await ensureWeb(node, context);
}

/**
 * @param {string} node
 * @param {import('./toolchain.mjs').Context} context
 */
export async function ensureClient(node, { env, steps, stop }) {
  await once('client', SCHEMA, ['libs/store/src/generated'], () =>
    steps.run('Generating the database client', () =>
      runTool('prisma generate', node, [path.join(ROOT, 'node_modules/prisma/build/index.js'), 'generate'], {
        cwd: path.join(ROOT, 'libs/store'),
        stop,
        env: {
          ...env,
          PRISMA_HIDE_UPDATE_MESSAGE: '1',
          CHECKPOINT_DISABLE: '1',
        },
      }),
    ),
  );
}

/**
 * Compiles what runs: the programs and the libraries they stand on. What is only checked is left to `npm test`.
 *
 * @param {string} node
 * @param {import('./toolchain.mjs').Context} context
 */
export async function ensureCompiled(node, { env, steps, stop }) {
  const projects = compiledProjects().filter((project) => project.startsWith('libs/') || PROGRAMS.includes(project));
  const sources = projects.flatMap((project) => [`${project}/package.json`, `${project}/tsconfig.json`, `${project}/src`]);
  const outputs = projects.map((project) => `${project}/dist/${PROGRAMS.includes(project) ? 'main' : 'index'}.js`);
  await once('compiled', [...CONFIGS, ...SCHEMA, ...sources], outputs, () =>
    steps.run('Compiling', () => runTool('tsc', node, [...TSC, ...PROGRAMS], { cwd: ROOT, env, stop })),
  );
}

/**
 * @param {string} node
 * @param {import('./toolchain.mjs').Context} context
 */
export async function ensureWeb(node, { env, steps, stop }) {
  const inputs = [...CONFIGS, 'apps/web', 'libs/contract/src', 'libs/domain/src'];
  await once('web', inputs, ['apps/web/dist/index.html'], () =>
    steps.run('Building the web pages', () =>
      runTool('vite build', node, [path.join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel=warn'], {
        cwd: path.join(ROOT, 'apps/web'),
        env,
        stop,
      }),
    ),
  );
}

/** @returns {string[]} the packages `tsc -b` compiles, as tsconfig.json lists them */
export function compiledProjects() {
  /** @type {{ references: { path: string }[] }} */
  const { references } = JSON.parse(readFileSync(path.join(ROOT, 'tsconfig.json'), 'utf8'));
  return references.map((reference) => reference.path);
}

/**
 * @param {string} name
 * @param {readonly string[]} inputs
 * @param {readonly string[]} outputs
 * @param {() => Promise<void>} work
 */
function once(name, inputs, outputs, work) {
  return onceFor({
    stamp: path.join(WORK, 'stamps', name),
    digest: digest(ROOT, inputs),
    outputs: outputs.map((output) => path.join(ROOT, output)),
    work,
  });
}

/**
 * @param {string} name
 * @param {string} node
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, stop: AbortSignal }} options
 */
async function runTool(name, node, args, options) {
  const { code, output } = await runToEnd(node, args, { ...options, logFile: path.join(LOGS, `${name.replace(' ', '-')}.log`) });
  if (code !== 0)
    throw new Failure(`\`${name}\` failed:\n${output.trimEnd()}`, 'Correct what it reports, then run the same command again.');
}
