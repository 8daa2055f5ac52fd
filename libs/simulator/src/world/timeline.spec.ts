import { describe, expect, it } from 'vitest';
import { Timeline } from './timeline.js';

/** What happened, in order. */
function told(): { readonly timeline: Timeline; readonly log: string[] } {
  const log: string[] = [];
  const timeline = new Timeline(0);
  timeline.join('working', { tick: (now, endsMinute) => log.push(`work ${now / 1000}${endsMinute ? '!' : ''}`) });
  timeline.join('sending', { tick: (now) => log.push(`send ${now / 1000}`) });
  return { timeline, log };
}

describe('the timeline', () => {
  it('lets all send before any works, tick by tick, and marks the end of a minute', () => {
    const { timeline, log } = told();
    expect(timeline.advance(67_000)).toBe(67_000);
    expect(log).toEqual(['send 15', 'work 15', 'send 30', 'work 30', 'send 45', 'work 45', 'send 60', 'work 60!']);
  });

  it('does a part when asked to, and the same in the end', () => {
    const { timeline, log } = told();
    timeline.advance(60_000, 1);
    expect(log).toHaveLength(2);
    expect(timeline.isAt(60_000)).toBe(false);
    timeline.advance(60_000);
    expect(log).toHaveLength(8);
    expect(timeline.isAt(74_999)).toBe(true);
    expect(timeline.isAt(75_000)).toBe(false);
  });

  it('never runs backwards', () => {
    const { timeline } = told();
    timeline.advance(60_000);
    expect(timeline.advance(30_000)).toBe(60_000);
  });

  it('keeps appointments before the tick they fall into, in their order, and those of the past at once', () => {
    const { timeline, log } = told();
    timeline.schedule(20_000, () => log.push('second'));
    timeline.schedule(15_000, () => log.push('first'));
    timeline.advance(30_000);
    timeline.schedule(31_000, () => log.push('now'));
    expect(log).toEqual(['send 15', 'work 15', 'first', 'second', 'send 30', 'work 30', 'now']);
  });
});
