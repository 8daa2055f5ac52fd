import { describe, expect, it } from 'vitest';
import { MapFocus } from './map-focus.js';

describe('what stands out on a map', () => {
  it('is near what is pointed at, or lit; everything else steps back while something is lit', () => {
    const focus = new MapFocus();
    expect([focus.standing('a'), focus.standing('b')]).toEqual(['', '']);
    focus.light(new Set(['a']));
    focus.point({ kind: 'box', id: 'c' }, new Set(['c']));
    expect(['a', 'b', 'c'].map((id) => focus.standing(id))).toEqual(['', 'back', 'near']);
    focus.point(null);
    focus.light(null);
    expect(['a', 'b', 'c'].map((id) => focus.standing(id))).toEqual(['', '', '']);
  });
  it('gives the focus to the active box once', () => {
    const focus = new MapFocus();
    focus.activate('a', true);
    expect([focus.isActive('a'), focus.takeFocus(), focus.takeFocus()]).toEqual([true, true, false]);
    focus.activate('b', false);
    expect([focus.isActive('a'), focus.active(), focus.takeFocus()]).toEqual([false, 'b', false]);
  });
  it('tells those who listen, until they stop', () => {
    const focus = new MapFocus();
    let told = 0;
    const stop = focus.subscribe(() => (told += 1));
    focus.light(new Set());
    stop();
    focus.light(null);
    expect(told).toBe(1);
  });
});
