import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runToEnd } from '../bootstrap/child.mjs';
import { ROOT } from '../bootstrap/paths.mjs';

/**
 * Imports that must be refused, and by which rule: a house of stubs is built with one file per line, and the real rules judge it.
 *
 * @type {readonly [importer: string, imported: string, rule: string][]}
 */
const REFUSED = [
  ['libs/contract/src/a.ts', '@weir/domain', 'libs-contract-workspace'],
  ['libs/contract/src/b.ts', 'pg', 'libs-contract-outside'],
  ['libs/contract/src/c.ts', 'node:fs', 'libs-contract-pure'],
  ['libs/domain/src/a.ts', '@weir/store', 'libs-domain-workspace'],
  ['libs/domain/src/b.ts', 'zod', 'libs-domain-outside'],
  ['libs/domain/src/c.ts', 'node:crypto', 'libs-domain-pure'],
  ['libs/domain/src/d.ts', 'fast-check', 'libs-domain-outside'],
  ['libs/aws/src/a.ts', '@weir/store', 'libs-aws-workspace'],
  ['libs/aws/src/b.ts', '@weir/simulator', 'libs-aws-workspace'],
  ['libs/aws/src/c.ts', 'pg', 'libs-aws-outside'],
  ['libs/aws/src/d.ts', 'fauxqs', 'libs-aws-outside'],
  ['libs/store/src/a.ts', '@weir/aws', 'libs-store-workspace'],
  ['libs/store/src/b.ts', '@aws-sdk/client-sqs', 'libs-store-outside'],
  ['libs/store/src/c.ts', '@nestjs/core', 'libs-store-outside'],
  ['libs/store/src/d.spec.ts', '@aws-sdk/client-sqs', 'libs-store-outside-in-specs'],
  ['libs/notify/src/a.ts', '@weir/store', 'libs-notify-workspace'],
  ['libs/notify/src/b.ts', '@aws-sdk/client-sqs', 'libs-notify-outside'],
  ['libs/notify/src/c.ts', 'smtp-server', 'libs-notify-outside'],
  ['apps/server/src/g.ts', 'nodemailer', 'apps-server-outside'],
  ['libs/simulator/src/a.ts', '@weir/aws', 'libs-simulator-workspace'],
  ['libs/simulator/src/b.ts', 'zod', 'libs-simulator-outside'],
  ['apps/aws-sim/src/a.ts', '@weir/aws', 'apps-aws-sim-workspace'],
  ['apps/aws-sim/src/b.ts', '@aws-sdk/client-sqs', 'apps-aws-sim-outside'],
  ['apps/server/src/a.ts', '@weir/simulator', 'apps-server-workspace'],
  ['apps/server/src/b.ts', '@prisma/client', 'apps-server-outside'],
  ['apps/server/src/c.ts', 'pg', 'apps-server-outside'],
  ['apps/server/src/d.ts', '@aws-sdk/client-sqs', 'apps-server-outside'],
  ['apps/web/src/a.tsx', '@weir/store', 'apps-web-workspace'],
  ['apps/web/src/b.tsx', '@nestjs/core', 'apps-web-outside'],
  ['apps/web/src/c.tsx', 'node:fs', 'apps-web-pure'],
  ['e2e/src/a.spec.ts', '@weir/domain', 'e2e-workspace'],
  ['libs/aws/src/e.ts', '@weir/aws-sim', 'nothing-imports-an-app'],
  ['e2e/src/b.spec.ts', '@weir/server', 'nothing-imports-an-app'],
  ['libs/domain/src/e.ts', '../../contract/src/index.js', 'package-roots-only'],
  ['apps/server/src/e.ts', '../../../libs/store/dist/deep.js', 'package-roots-only'],
  ['libs/domain/src/f.ts', './nowhere.js', 'resolvable'],
  ['libs/domain/src/g.ts', './testing/sample.js', 'no-tests-in-production'],
  ['libs/domain/src/circle-back.ts', './circle.js', 'no-cycles'],
  ['scripts/bootstrap/a.mjs', 'zod', 'start-needs-nothing'],
  ['scripts/start.mjs', './browser.mjs', 'start-needs-nothing'],
];

/** @type {readonly [importer: string, imported: string][]} */
const ALLOWED = [
  ['libs/contract/src/z.ts', 'zod'],
  ['libs/domain/src/z.ts', '@weir/contract'],
  ['libs/domain/src/z.spec.ts', 'fast-check'],
  ['libs/aws/src/z.ts', '@aws-sdk/client-sqs'],
  ['libs/aws/src/z.int.spec.ts', 'fauxqs'],
  ['libs/aws/src/conformance/targets.ts', 'fauxqs'],
  ['libs/domain/src/y.spec.ts', './testing/sample.js'],
  ['libs/store/src/y.ts', 'pg'],
  ['libs/store/src/z.ts', '@prisma/client'],
  ['libs/store/src/x.ts', 'pg-boss'],
  ['libs/notify/src/y.ts', 'nodemailer'],
  ['libs/notify/src/testing/z.ts', 'smtp-server'],
  ['libs/simulator/src/z.ts', '@weir/domain'],
  ['apps/aws-sim/src/y.ts', '@weir/simulator'],
  ['apps/aws-sim/src/z.spec.ts', '@aws-sdk/client-sqs'],
  ['apps/server/src/x.ts', '@nestjs/core'],
  ['apps/server/src/y.ts', '@weir/store'],
  ['apps/server/src/z.ts', 'node:fs'],
  ['apps/web/src/z.tsx', 'react'],
  ['e2e/src/z.spec.ts', '@weir/contract'],
  ['e2e/src/y.spec.ts', '@playwright/test'],
  ['scripts/bootstrap/z.mjs', 'node:fs'],
];

const OUTSIDE = [
  'zod',
  'pg',
  'fast-check',
  'fauxqs',
  'nodemailer',
  'pg-boss',
  'smtp-server',
  'react',
  '@prisma/client',
  '@aws-sdk/client-sqs',
  '@nestjs/core',
  '@playwright/test',
];

/** @type {string} */
let house;
/** @type {Map<string, string[]>} */
let violations;

beforeAll(async () => {
  // Resolved, because a temporary folder may be reached through a link and paths are compared from here.
  house = realpathSync(mkdtempSync(path.join(tmpdir(), 'weir-house-')));
  buildHouse();
  const args = ['libs', 'apps', 'e2e', 'scripts', '--config', path.join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json'];
  const program = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const { output } = await runToEnd(process.execPath, [program, ...args], { cwd: house });
  /** @type {{ summary: { violations: { from: string, rule: { name: string } }[] } }} */
  const { summary } = JSON.parse(output);
  violations = new Map();
  for (const { from, rule } of summary.violations) violations.set(from, [...(violations.get(from) ?? []), rule.name]);
}, 30_000);

afterAll(() => rmSync(house, { recursive: true, force: true }));

test.each(REFUSED)('%s may not import %s', (importer, _, rule) => {
  expect(violations.get(importer)).toEqual([rule]);
});

test.each(ALLOWED)('%s may import %s', (importer) => {
  expect(violations.get(importer)).toBeUndefined();
});

function buildHouse() {
  for (const name of ['contract', 'domain', 'aws', 'store', 'notify', 'simulator']) buildPackage(`libs/${name}`, `@weir/${name}`);
  for (const name of ['aws-sim', 'server']) buildPackage(`apps/${name}`, `@weir/${name}`);
  for (const name of OUTSIDE) write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }), 'index.js');
  copyFileSync(path.join(ROOT, 'tsconfig.base.json'), path.join(house, 'tsconfig.base.json'));
  write('scripts/browser.mjs', '');
  write('libs/domain/src/testing/sample.ts', 'export {};');
  write('libs/domain/src/circle.ts', "import './circle-back.js';");
  for (const [importer, imported] of [...REFUSED, ...ALLOWED]) write(importer, `import '${imported}';`);
}

/**
 * @param {string} place
 * @param {string} name
 */
function buildPackage(place, name) {
  write(`${place}/package.json`, JSON.stringify({ name, type: 'module', exports: './dist/index.js' }));
  write(`${place}/dist/index.js`, 'export {};');
  write(`${place}/dist/deep.js`, 'export {};');
  write(`${place}/src/index.ts`, 'export {};');
  mkdirSync(path.join(house, 'node_modules/@weir'), { recursive: true });
  symlinkSync(path.join(house, place), path.join(house, 'node_modules', name));
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} [beside] an empty module next to it
 */
function write(name, text, beside) {
  const file = path.join(house, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  if (beside !== undefined) writeFileSync(path.join(path.dirname(file), beside), '');
}
