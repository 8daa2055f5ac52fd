import { describe, expect, it } from 'vitest';
import { driverLocations } from '../testing/driver-locations.js';
import { denied, fixtureStreams, samplingOff } from '../testing/known-streams.js';
import { heatFigure, hotReason, hottestStreams } from './hot-stream.js';

const plain = (text: string | null) => text?.replaceAll('\u202f', ' ') ?? null;

describe('the strip of hottest streams', () => {
  it('holds three, the hottest first, by name where they are equally hot', () => {
    const names = hottestStreams(fixtureStreams().map(({ detail }) => detail)).map(({ resource }) => resource.name);
    expect(names).toEqual(['courier-pings', 'driver-locations', 'orders-changes']);
  });
  it('says how hot without tenths, and nothing where it is not known', () => {
    expect(plain(heatFigure(driverLocations().detail))).toBe('100 %');
    expect(heatFigure(denied().detail)).toBeNull();
  });
  it('names the key that causes it, else who falls behind, else the shard', () => {
    const { detail } = driverLocations();
    expect(hotReason(detail)).toBe('by key fleet-berlin-07');
    expect(plain(hotReason({ ...detail, topKey: null }))).toBe('track-eta 4 min behind');
    expect(hotReason(samplingOff().detail)).toBe('on shard 2');
    expect(hotReason(denied().detail)).toBe('not known by shard');
  });
});
