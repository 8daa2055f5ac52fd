import { describe, expect, it } from 'vitest';
import { driverLocations } from '../testing/driver-locations.js';
import { denied, fixtureStreams, samplingOff } from '../testing/known-streams.js';
import { heatFigure, hotReason, hotStreamsIn, hottestStreams } from './hot-stream.js';

const plain = (text: string | null) => text?.replaceAll('\u202f', ' ') ?? null;

describe('the strip of hottest streams', () => {
  it('holds what fits: three in half a wall, six across all of one, one anywhere', () => {
    expect([0, 25, 26, 53.2, 88, 110, 188].map(hotStreamsIn)).toEqual([1, 1, 1, 2, 3, 4, 6]);
  });
  it('holds the hottest first, by name where they are equally hot', () => {
    const streams = fixtureStreams().map(({ detail }) => detail);
    expect(hottestStreams(streams, 99)).toHaveLength(streams.length);
    const names = hottestStreams(streams, 3).map(({ resource }) => resource.name);
    expect(names).toEqual(['driver-locations', 'courier-pings', 'orders-changes']);
  });
  it('says how hot without tenths, and nothing where it is not known', () => {
    expect(plain(heatFigure(driverLocations().detail))).toBe('145 %');
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
