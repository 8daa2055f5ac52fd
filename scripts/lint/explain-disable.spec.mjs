import { Linter } from 'eslint';
import { expect, test } from 'vitest';
import { explainDisable } from './explain-disable.mjs';

/** @param {string} code */
function messages(code) {
  const config = { plugins: { weir: { rules: { 'explain-disable': explainDisable } } }, rules: { 'weir/explain-disable': 'error' } };
  return new Linter().verify(code, /** @type {import('eslint').Linter.Config} */ (config)).map((message) => message.ruleId);
}

test.each([
  '// eslint-disable-next-line no-var',
  '// oxlint-disable-next-line no-var',
  '/* eslint-disable */',
  'x(); // eslint-disable-line no-undef -- ',
])('%s is reported', (code) => {
  expect(messages(code)).toContain('weir/explain-disable');
});

test.each([
  '// eslint-disable-next-line no-var -- the old host has no let',
  '// eslint is disabled by nobody',
  '/* eslint-enable no-var */',
])('%s passes', (code) => {
  expect(messages(code)).not.toContain('weir/explain-disable');
});
