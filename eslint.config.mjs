import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { explainDisable } from './scripts/lint/explain-disable.mjs';

const SOURCES = ['{libs,apps}/*/src/**/*.{ts,tsx}', 'e2e/**/*.ts'];
const SPECS = ['**/*.spec.{ts,tsx,mjs}', 'e2e/**/*.ts'];

export default defineConfig(
  { ignores: ['**/dist/', '**/dist-types/', '**/generated/', '**/test-results/', '**/playwright-report/', '**/coverage/', '.weir/'] },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { weir: { rules: { 'explain-disable': explainDisable } } },
    rules: {
      'weir/explain-disable': 'error',
      // A file that grows past this has found a second reason to change.
      'max-lines': ['error', { max: 400 }],
    },
  },
  js.configs.recommended,
  {
    files: SOURCES,
    extends: [tseslint.configs.recommended],
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
        { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' },
        {
          selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]',
          message: 'Parse or narrow the value instead of asserting through unknown.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    // Nest reads constructor types at run time, so a class there must be imported as a value.
    files: ['apps/server/src/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['apps/web/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    rules: {
      // It tells what the React compiler would skip, and there is no compiler here.
      'react-hooks/incompatible-library': 'off',
    },
  },
  {
    // The two commands: plain JavaScript with its types in comments, checked by `tsc` through scripts/tsconfig.json.
    files: ['scripts/**/*.mjs', 'e2e/*.mjs'],
    languageOptions: { globals: nodeGlobals() },
  },
  {
    // What runs, or is loaded, before there is a Node of our own: the syntax of Node 18.
    files: ['scripts/*.mjs', 'scripts/{bootstrap,verify}/*.mjs'],
    ignores: ['**/*.spec.mjs', 'scripts/bench.mjs'],
    languageOptions: { ecmaVersion: 2022 },
  },
  {
    // `tsc` knows the globals of each environment; this rule would have to be told.
    files: ['**/*.{ts,tsx}'],
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['**/*.config.{ts,mjs}', '.dependency-cruiser.mjs'],
    extends: [tseslint.configs.base],
    languageOptions: { globals: nodeGlobals() },
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // A table of cases grows with every wrong verdict found; its length is its worth.
    files: ['**/*.cases.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    // Playwright reads from an empty pattern that a fixture needs no other.
    files: ['e2e/**/*.ts'],
    rules: { 'no-empty-pattern': 'off' },
  },
  {
    files: SPECS,
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);

function nodeGlobals() {
  const names = [
    'AbortController',
    'AbortSignal',
    'Buffer',
    'URL',
    'clearInterval',
    'clearTimeout',
    'console',
    'fetch',
    'performance',
    'process',
  ];
  return Object.fromEntries([...names, 'setInterval', 'setTimeout', 'structuredClone', 'NodeJS'].map((name) => [name, 'readonly']));
}
