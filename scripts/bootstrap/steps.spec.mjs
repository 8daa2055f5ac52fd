import { expect, test } from 'vitest';
import { createSteps, formatSeconds } from './steps.mjs';

test.each([
  [0.04, '0.0 s'],
  [12.34, '12.3 s'],
  [59.94, '59.9 s'],
  [65, '1 min 05 s'],
  [600.4, '10 min 00 s'],
])('%d seconds read %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test('a log gets a line before and a line after, and the result passes through', async () => {
  let text = '';
  const steps = createSteps({ write: (more) => (text += more) });
  expect(await steps.run('Compiling', async () => 42)).toBe(42);
  expect(text.replace(/[\d.]+ s/, '0.0 s')).toBe('  Compiling …\n  Compiling: 0.0 s\n');
});

test('a terminal keeps one line per step, also when the step fails', async () => {
  let text = '';
  const steps = createSteps({ isTTY: true, write: (more) => (text += more) });
  await expect(
    steps.run('Compiling', async () => {
      throw new Error('a mistake');
    }),
  ).rejects.toThrow('a mistake');
  expect(text).toBe('  Compiling … \n');
});
