import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runToEnd } from '../bootstrap/child.mjs';
import { ROOT } from '../bootstrap/paths.mjs';

/** What each rule that knows types must refuse. */
const REFUSED = /** @type {const} */ ({
  'await-thenable': 'export const late = async (): Promise<void> => { await 1; };',
  'no-array-delete': 'export const drop = (list: number[]): void => { delete list[0]; };',
  'no-base-to-string': 'export const text = (thing: object): string => `${thing.toString()}`;',
  'no-deprecated': '/** @deprecated since long */\nconst old = 1;\nexport const sum = old + 1;',
  'no-duplicate-type-constituents': 'export type Twice = string | number | string;',
  'no-floating-promises': 'export const forget = (work: Promise<void>): void => { work; };',
  'no-for-in-array': 'export const each = (list: string[]): void => { for (const at in list) void at; };',
  'no-implied-eval': "export const later = (): void => { setTimeout('1 + 1', 10); };",
  'no-misused-promises': 'export const each = (list: number[]): void => { list.forEach(async () => {}); };',
  'no-redundant-type-constituents': 'export type Wide = unknown | string;',
  'no-unnecessary-type-assertion': 'export const same = (text: string): string => text as string;',
  'no-unsafe-argument': 'declare const some: any;\nexport const size = Number.parseFloat(some);',
  'no-unsafe-assignment': 'declare const some: any;\nexport const other = some;',
  'no-unsafe-call': 'declare const some: any;\nsome();',
  'no-unsafe-enum-comparison': "enum Colour { Red = 'red' }\ndeclare const colour: Colour;\nexport const isRed = colour === 'red';",
  'no-unsafe-member-access': 'declare const some: any;\nsome.thing;',
  'no-unsafe-return': 'declare const some: any;\nexport const get = () => some;',
  'no-unsafe-unary-minus': 'declare const text: string;\nexport const minus = -text;',
  'only-throw-error': "export const fail = (): never => { throw 'no error'; };",
  'prefer-promise-reject-errors': "export const fail = Promise.reject('no error');",
  'restrict-plus-operands': 'declare const many: bigint, few: number;\nexport const sum = many + few;',
  'restrict-template-expressions': 'declare const thing: object;\nexport const text = `${thing}`;',
  'return-await': 'export const get = async (work: Promise<number>) => { try { return work; } catch { return 0; } };',
  'switch-exhaustiveness-check':
    "export const size = (name: 'a' | 'b'): number => {\n  switch (name) {\n    case 'a':\n      return 1;\n  }\n  return 0;\n};",
  'unbound-method': 'class Clock { now() { return this; } }\nexport const now = new Clock().now;',
});

/** As it is written here every day. */
const ALLOWED = `
export const late = async (work: Promise<number>): Promise<string> => {
  const count = await work;
  return \`\${count} of \${true}\`;
};
export const each = (list: readonly number[]): void => {
  void late(Promise.resolve(list.length));
};
export const size = (name: 'a' | 'b'): number => {
  switch (name) {
    case 'a':
      return 1;
    case 'b':
      return 2;
  }
};
`;

const home = mkdtempSync(path.join(tmpdir(), 'weir-typed-rules-'));
/** @type {Map<string, string[]>} the rules that refuse a file */
const refused = new Map();
beforeAll(async () => {
  mkdirSync(path.join(home, 'src'));
  // oxlint looks there for the program that knows types.
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(home, 'node_modules'));
  const base = JSON.parse(readFileSync(path.join(ROOT, 'tsconfig.base.json'), 'utf8'));
  const compilerOptions = { ...base.compilerOptions, composite: false, types: [], lib: ['es2024', 'dom'] };
  writeFileSync(path.join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  writeFileSync(path.join(home, 'package.json'), '{ "type": "module" }');
  for (const [rule, text] of Object.entries({ ...REFUSED, allowed: ALLOWED })) writeFileSync(path.join(home, 'src', `${rule}.ts`), text);
  const { output } = await runToEnd(
    process.execPath,
    [path.join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--config', path.join(ROOT, '.oxlintrc.json'), '--format=json', 'src'],
    { cwd: home },
  );
  for (const { filename, code } of JSON.parse(output).diagnostics) {
    const name = path.basename(filename, '.ts');
    refused.set(name, [...(refused.get(name) ?? []), code]);
  }
}, 30_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

test.each(Object.keys(REFUSED))('%s bites', (rule) => {
  expect(refused.get(rule)).toContain(`typescript(${rule})`);
});

test('every rule that is switched on is tried', () => {
  const { rules } = JSON.parse(readFileSync(path.join(ROOT, '.oxlintrc.json'), 'utf8'));
  expect(Object.keys(rules).map((rule) => rule.replace('typescript/', ''))).toEqual(Object.keys(REFUSED));
});

test('what is right is let through', () => {
  expect(refused.get('allowed')).toBeUndefined();
});
