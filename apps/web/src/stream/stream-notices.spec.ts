import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW } from '../testing/estate-fixture.js';
import { driverLocations } from '../testing/driver-locations.js';
import { autoDistribution, deleted, denied, noMonitoring, onDemand, sampledOnly } from '../testing/known-streams.js';
import { streamNotices } from './stream-notices.js';

const idsOf = ({ detail }: ReturnType<typeof denied>, now = FIXTURE_NOW) => streamNotices(detail, now, 'utc').map(({ id }) => id);

describe('what limits a page', () => {
  it('is nothing where all is measured', () => expect(idsOf(driverLocations())).toEqual([]));
  it('is told by its cause', () => {
    expect(idsOf(denied())).toEqual(['denied']);
    expect(idsOf(deleted())).toEqual(['deleted']);
    expect(idsOf(noMonitoring())).toEqual(['no-metrics']);
    expect(idsOf(onDemand())).toEqual(['on-demand']);
    expect(idsOf(autoDistribution())).toEqual(['auto']);
  });
  it('offers shard metrics with their price and a command', () => {
    const [notice] = streamNotices(noMonitoring().detail, FIXTURE_NOW, 'utc');
    expect(notice?.text).toContain('$12.60 a month');
    expect(notice?.command).toBe('aws kinesis enable-enhanced-monitoring --stream-name checkout-events --shard-level-metrics ALL');
  });
  it('calls an estimate an estimate', () => {
    expect(streamNotices(sampledOnly().detail, FIXTURE_NOW, 'utc')[0]?.title).toBe('Shard load is estimated from samples');
  });
  it('says when nothing newer came, but not of what is gone', () => {
    const later = FIXTURE_NOW + 20 * 60_000;
    expect(idsOf(driverLocations(), later)).toEqual(['stale']);
    expect(idsOf(deleted(), later)).toEqual(['deleted']);
  });
});
