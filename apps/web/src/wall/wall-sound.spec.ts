import { expect, it } from 'vitest';
import { type Heard, soundsFor, soundWords } from './wall-sound.js';

const open = (...ids: readonly string[]) => ids.map((id) => ({ id }));

it('sounds once for each incident that opens, and for none that was open before', () => {
  let heard: Heard = null;
  const rings = (ids: readonly string[], face: 'broken' | 'fine' | 'lost' = 'broken') => {
    const told = soundsFor(heard, open(...ids), face);
    heard = told.heard;
    return told.sounds;
  };
  expect(rings(['INC-1'])).toBe(false);
  expect(rings(['INC-1'])).toBe(false);
  expect(rings(['INC-2', 'INC-1'])).toBe(true);
  expect(rings(['INC-2'])).toBe(false);
  // It went and came back: it was told.
  expect(rings(['INC-1', 'INC-2'])).toBe(false);
  expect(rings([], 'fine')).toBe(false);
  // Nothing was known for a while.
  expect(rings(['INC-3'], 'lost')).toBe(false);
  expect(rings(['INC-3', 'INC-4'])).toBe(false);
  expect(rings(['INC-5'])).toBe(true);
});

it('says when the browser keeps the sound back', () => {
  expect([soundWords(false, null), soundWords(true, 'running')]).toEqual([null, null]);
  expect(soundWords(true, 'suspended')).toContain('until a key is pressed');
});
