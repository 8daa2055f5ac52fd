import { describe, expect, it } from 'vitest';
import { bindingOf } from './keys.js';

const bindings = {
  j: () => undefined,
  q: () => undefined,
  'g q': () => undefined,
  'Shift+t': () => undefined,
  '?': () => undefined,
  Enter: () => undefined,
};
const press = (key: string, shiftKey = false) => ({ key, shiftKey });

describe('keys', () => {
  it.each<[string, ReturnType<typeof press>, { key: string; ageMs: number } | null, string | null]>([
    ['a letter', press('j'), null, 'j'],
    ['a letter with caps lock', press('J'), null, 'j'],
    ['a shifted letter is another key', press('T', true), null, 'Shift+t'],
    ['an unshifted letter is not', press('t'), null, null],
    ['a sign, however it is typed', press('?', true), null, '?'],
    ['a chord in time', press('q'), { key: 'g', ageMs: 400 }, 'g q'],
    ['a chord too late', press('q'), { key: 'g', ageMs: 2_000 }, 'q'],
    ['an unknown chord falls back', press('j'), { key: 'g', ageMs: 10 }, 'j'],
    ['nothing bound', press('constructor'), null, null],
  ])('%s', (_name, pressed, before, binding) => expect(bindingOf(pressed, before, bindings)).toBe(binding));
});
