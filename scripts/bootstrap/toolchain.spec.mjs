import { expect, test } from 'vitest';
import { isSupportedNode } from './toolchain.mjs';

test.each([
  ['v18.20.8', false],
  ['v20.20.2', false],
  ['v22.11.0', false],
  ['v22.12.0', true],
  ['v22.99.1', true],
  ['v23.11.1', false],
  ['v24.0.0', true],
  ['v25.1.0', false],
  ['v26.0.0', true],
])('%s runs Weir: %s', (version, supported) => {
  expect(isSupportedNode(version)).toBe(supported);
});
