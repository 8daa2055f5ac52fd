import type { ResourceId } from '@weir/contract';
import {
  type AbsenceSpan,
  type CatalogueResource,
  EstateModel,
  familyOf,
  FanoutIndex,
  MINUTE_MS,
  resourceIdOf,
  type SampleRow,
} from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { LastHour } from './last-hour.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const METRICS = familyOf('sns.topic').metrics;

function entry(name: string, kind: 'topic' | 'bus' | 'queue' = 'topic'): CatalogueResource {
  const arn = `arn:aws:sns:eu-west-1:111122223333:${name}`;
  const known = { id: resourceIdOf(arn), arn, name, accountId: '111122223333', region: 'eu-west-1', tags: {} };
  return { ...known, kind, firstSeen: 0, lastSeen: NOON, deletedAt: null, config: null };
}

type Minute = 'settled' | 'half-read' | 'silent' | 'unread';

/**
 * An estate of these, with two messages to one subscriber of every topic in each minute, as it was read: half of them only, and what became of
 * one of those, where it was read too early.
 * @param read by name, and by how many minutes it is before noon
 */
function lastHourOf(entries: readonly CatalogueResource[], read: (name: string, before: number) => Minute = () => 'settled') {
  const state = { now: NOON, asked: 0, fails: false };
  const index = new FanoutIndex(entries);
  const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
  model.setCatalogue(entries);
  const values = (published: number, delivered: number) =>
    METRICS.map(({ key }) => (key === 'published' ? published : key === 'delivered' ? delivered : 0));
  const minutesOf = (ids: readonly ResourceId[], from: number, to: number, kinds: readonly Minute[]) =>
    ids.flatMap((resourceId) =>
      Array.from({ length: (to - from) / MINUTE_MS }, (_, minute) => from + minute * MINUTE_MS)
        .map((at) => ({ resourceId, at, was: read(index.byId(resourceId)?.name ?? '', (NOON - at) / MINUTE_MS) }))
        .filter(({ was }) => kinds.includes(was)),
    );
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
      return Promise.resolve(
        minutesOf(ids, from, to, ['settled', 'half-read']).map(({ resourceId, at, was }): SampleRow => ({
          ...{ resourceId, family: 'sns.topic', at },
          ...(was === 'settled' ? { values: values(2, 2), settled: true } : { values: values(2, 1), settled: false }),
        })),
      );
    },
    absences: (ids, family, from, to) =>
      Promise.resolve(
        minutesOf(ids, from, to, ['silent']).map(({ resourceId, at }): AbsenceSpan => ({
          ...{ resourceId, family, from: at, to: at + MINUTE_MS },
          reason: 'not-emitted',
        })),
      ),
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
    const { lines, due } = await lastHourOf(topics, (name) => (name === 'topic-1' ? 'settled' : 'unread')).lastHour.read();
    expect([lines.size, due.of, due.leftOut]).toEqual([1, 3_010, 10]);
  });

  it('knows nothing where no minute was read', async () => {
    expect((await lastHourOf([entry('a')], () => 'unread').lastHour.read()).due).toEqual({
      ...{ line: null, knownMinutes: 0, unknownMinutes: 60 },
      ...{ of: 1, leftOut: 0 },
    });
  });

  it('ends with the newest minute that was settled when it was read, of each by itself', async () => {
    const [a, b] = [entry('a'), entry('b')];
    const early = (name: string, before: number): Minute =>
      before <= 3 ? 'unread' : name === 'a' && before <= 9 ? 'half-read' : 'settled';
    const { lines, due } = await lastHourOf([a, b], early).lastHour.read();
    expect([a, b].map(({ id }) => lines.get(id)?.knownMinutes)).toEqual([60, 60]);
    expect(due).toMatchObject({ knownMinutes: 120, unknownMinutes: 0, line: { unexplained: { low: 0, high: 0 } } });
  });

  it('counts a minute that was read too early, and never again, as not known', async () => {
    const topic = entry('a');
    const { lines, due } = await lastHourOf([topic], (_, before) =>
      before === 20 ? 'half-read' : before === 30 ? 'unread' : 'settled',
    ).lastHour.read();
    expect(lines.get(topic.id)).toMatchObject({ knownMinutes: 58, unknownMinutes: 2 });
    expect(due).toMatchObject({ knownMinutes: 58, unknownMinutes: 2 });
  });

  it('knows minutes in which nothing happened', async () => {
    const topic = entry('a');
    const { lines } = await lastHourOf([topic], (_, before) => (before % 2 === 0 ? 'silent' : 'settled')).lastHour.read();
    expect(lines.get(topic.id)).toMatchObject({ knownMinutes: 60, unknownMinutes: 0 });
  });

  it('has unknown minutes where reading has stopped', async () => {
    const topic = entry('a');
    const { lines } = await lastHourOf([topic], (_, before) => (before <= 42 ? 'unread' : 'settled')).lastHour.read();
    expect(lines.get(topic.id)).toMatchObject({ knownMinutes: 20, unknownMinutes: 40 });
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
