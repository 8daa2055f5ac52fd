import { type CatalogueResource, EstateModel, familyOf, FanoutIndex, MINUTE_MS, resourceIdOf, type SampleRow } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { LastHour } from './last-hour.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const METRICS = familyOf('sns.topic').metrics;

function entry(name: string, kind: 'topic' | 'bus' | 'queue' = 'topic'): CatalogueResource {
  const arn = `arn:aws:sns:eu-west-1:111122223333:${name}`;
  const known = { id: resourceIdOf(arn), arn, name, accountId: '111122223333', region: 'eu-west-1', tags: {} };
  return { ...known, kind, firstSeen: 0, lastSeen: NOON, deletedAt: null, config: null };
}

/** An estate of these. Two messages went out of every topic in each minute, where that was read. */
function lastHourOf(entries: readonly CatalogueResource[], read: (name: string) => boolean = () => true) {
  const state = { now: NOON, asked: 0, fails: false };
  const index = new FanoutIndex(entries);
  const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
  model.setCatalogue(entries);
  const values = METRICS.map(({ key }) => (key === 'published' ? 2 : 0));
  const lastHour = new LastHour({
    now: () => state.now,
    resources: () => model.all(),
    sight: () =>
      Promise.resolve({
        ...{
          index,
          queueCounters: () => null,
          logged: () => null,
          changesOf: () => [],
          beganAt: () => 0,
          doubtsEnds: false,
          sightMs: 600_000,
        },
      }),
    window: (ids, from, to) => {
      state.asked += 1;
      if (state.fails) return Promise.reject(new Error('no database'));
      const minutes = Array.from({ length: (to - from) / MINUTE_MS }, (_, minute) => from + minute * MINUTE_MS);
      const known = ids.filter((id) => read(index.byId(id)?.name ?? ''));
      return Promise.resolve(
        known.flatMap((resourceId) => minutes.map((at): SampleRow => ({ resourceId, family: 'sns.topic', at, values, settled: true }))),
      );
    },
  });
  return { state, lastHour };
}

describe('the last hour', () => {
  it('is of all that has a ledger, not only of the worst', async () => {
    const topics = Array.from({ length: 700 }, (_, index) => entry(`topic-${index}`));
    const { lines, due } = await lastHourOf([...topics, entry('bus', 'bus'), entry('queue', 'queue')]).lastHour.read();
    expect([lines.size, due.of, due.leftOut]).toEqual([700, 700, 0]);
  });

  it('says how many it left out', async () => {
    const topics = Array.from({ length: 3_010 }, (_, index) => entry(`topic-${index}`));
    const { lines, due } = await lastHourOf(topics, (name) => name === 'topic-1').lastHour.read();
    expect([lines.size, due.of, due.leftOut]).toEqual([1, 3_010, 10]);
  });

  it('knows nothing where no minute was read', async () => {
    expect((await lastHourOf([entry('a')], () => false).lastHour.read()).due).toEqual({ line: null, of: 1, leftOut: 0 });
  });

  it('is made once for all who look, and again after a while', async () => {
    const { state, lastHour } = lastHourOf([entry('a')]);
    await Promise.all([lastHour.read(), lastHour.read()]);
    await lastHour.read();
    expect(state.asked).toBe(1);
    state.now += 11_000;
    await lastHour.read();
    expect(state.asked).toBe(2);
  });

  it('is tried again after it failed', async () => {
    const { state, lastHour } = lastHourOf([entry('a')]);
    state.fails = true;
    await expect(lastHour.read()).rejects.toThrow('no database');
    state.fails = false;
    expect((await lastHour.read()).lines.size).toBe(1);
  });
});
