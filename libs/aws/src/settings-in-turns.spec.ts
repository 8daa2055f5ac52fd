import { describe, expect, it } from 'vitest';
import { AwsClock } from './aws-clock.js';
import { AwsError, failureFor } from './failure.js';
import { SettingsInTurns } from './settings-in-turns.js';

const idsOf = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `r${index}`);

/** Reads that take `eachMs`, on a clock of their own. */
function setUp(eachMs: number) {
  let now = 0;
  const asked: string[] = [];
  const turns = new SettingsInTurns<string>(new AwsClock(() => now));
  const read = async (id: string): Promise<string> => {
    asked.push(id);
    now += eachMs;
    return `${id}@${now}`;
  };
  return { turns, asked, read, take: () => asked.splice(0) };
}

const refusing = (kind: 'denied' | 'throttled' | 'not-found') => async (): Promise<string> => {
  throw new AwsError(failureFor(kind, 'sns:GetTopicAttributes', 'no', { retryable: kind === 'throttled' }));
};

describe('SettingsInTurns', () => {
  it('reads everything each time where there is time', async () => {
    const { turns, read, take } = setUp(10);
    await turns.refresh(idsOf(100), read);
    expect(take()).toHaveLength(100);
    await turns.refresh(idsOf(100), read);
    expect(take()).toHaveLength(100);
    expect(turns.of('r7')).toEqual({ value: 'r7@1080', failure: null });
  });

  it('goes on where the last round ended: first the unread, then the longest ago', async () => {
    const { turns, read, take } = setUp(1_000);
    await turns.refresh(idsOf(200), read);
    const first = take();
    expect(first.length).toBeGreaterThanOrEqual(20);
    expect(first.length).toBeLessThan(25);
    expect(turns.of('r199')).toEqual({ value: null, failure: null });
    expect([turns.wasTried('r0'), turns.wasTried('r199')]).toEqual([true, false]);
    await turns.refresh(idsOf(200), read);
    const second = take();
    expect(second.slice(0, 2)).toEqual([`r${first.length}`, `r${first.length + 1}`]);
    await turns.refresh(idsOf(200), read);
    const third = take();
    expect(new Set([...first, ...second, ...third]).size).toBe(200);
    expect(third.indexOf('r0')).toBe(200 - first.length - second.length);
  });

  it('gives urgent ones every other turn, and no more', async () => {
    const { turns, read, take } = setUp(1_000);
    await turns.refresh(idsOf(400), read);
    take();
    const urgent = new Set(idsOf(400).slice(0, 100));
    await turns.refresh(idsOf(400), read, urgent);
    const round = take();
    const isUrgent = (id: string): boolean => urgent.has(id);
    expect(round.filter(isUrgent).length - round.length / 2).toBeLessThan(3);
    expect(round.slice(0, 6).map(isUrgent)).toEqual([true, false, true, false, true, false]);
    await turns.refresh(idsOf(400), read, new Set(['r0']));
    expect(take()[0]).toBe('r0');
  });

  it('keeps what was known when there is no answer, and not when it is refused', async () => {
    const { turns, read } = setUp(1);
    await turns.refresh(['r0'], read);
    await turns.refresh(['r0'], refusing('throttled'));
    expect(turns.of('r0')).toMatchObject({ value: 'r0@1', failure: { kind: 'throttled' } });
    await turns.refresh(['r0'], refusing('denied'));
    expect(turns.of('r0')).toMatchObject({ value: null, failure: { kind: 'denied' } });
    await turns.refresh(['r0'], read);
    expect(turns.of('r0')).toEqual({ value: 'r0@2', failure: null });
  });

  it('stops asking a service that answers for none', async () => {
    const { turns, asked } = setUp(1);
    await turns.refresh(idsOf(100), async (id) => {
      asked.push(id);
      return refusing('throttled')();
    });
    expect(asked.length).toBeLessThan(10);
  });

  it('forgets what is no longer listed', async () => {
    const { turns, read } = setUp(1);
    await turns.refresh(['r0', 'r1', 'r1'], read);
    await turns.refresh(['r1'], read);
    expect(turns.of('r0')).toEqual({ value: null, failure: null });
    expect(turns.wasTried('r0')).toBe(false);
  });

  it('throws what is no failure of AWS', async () => {
    const { turns } = setUp(1);
    const work = turns.refresh(['r0'], async () => {
      throw new Error('enough');
    });
    await expect(work).rejects.toThrow('enough');
  });
});
