import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../series/sample.js';
import { minuteStart, NOW } from './case-windows.js';
import { streamRates, type RateMinute } from './stream-rates.js';

/** Records a second of each minute, the running one last; those newer than six minutes have not settled. */
const minutes = (...perSecond: readonly (readonly [accepted: number, refused: number])[]): RateMinute[] =>
  perSecond.map(([accepted, refused], place) => {
    const back = perSecond.length - 1 - place;
    return {
      at: minuteStart(back),
      settled: back >= 6,
      incomingRecords: accepted * 60,
      incomingBytes: accepted * 60_000,
      writeThrottled: refused * 60,
    };
  });
const steady = (count: number, accepted: number, refused = 0) => Array.from({ length: count }, (): [number, number] => [accepted, refused]);

describe('what a stream takes', () => {
  it('is not less because the newest minutes still lack a part', () => {
    const partial: [number, number][] = [
      [950, 0],
      [900, 0],
      [780, 0],
      [700, 0],
      [400, 0],
      [10, 0],
    ];
    expect(streamRates(minutes(...steady(10, 950), ...partial), NOW)).toEqual({
      acceptedPerSecond: 950,
      refusedPerSecond: 0,
      bytesPerSecond: 950_000,
      from: minuteStart(10),
      to: minuteStart(6) + MINUTE_MS,
      provisional: false,
    });
  });
  it('is more as soon as it is told', () => {
    const rates = streamRates(minutes(...steady(10, 100), ...steady(6, 900)), NOW);
    expect(rates?.acceptedPerSecond).toBeGreaterThan(500);
    expect(rates?.provisional).toBe(true);
  });
  it('counts refusals as soon as they are told, although less is accepted', () => {
    const rates = streamRates(minutes(...steady(10, 900), ...steady(6, 500, 100)), NOW);
    expect(rates?.refusedPerSecond).toBeGreaterThan(50);
  });
  it('rests on minutes that have not settled where no other is known, and says so', () => {
    expect(streamRates(minutes(...steady(5, 100)), NOW)).toMatchObject({ acceptedPerSecond: 100, provisional: true });
  });
  it('is not known without minutes of late', () => {
    expect(streamRates([], NOW)).toBe(null);
    expect(
      streamRates(
        minutes(...steady(5, 100)).map((minute) => ({ ...minute, at: minute.at - 60 * MINUTE_MS })),
        NOW,
      ),
    ).toBe(null);
  });
});
