import { describe, expect, it } from 'vitest';
import { Chores } from './chores.js';

function setUp() {
  const clock = { now: 0 };
  const failures: unknown[] = [];
  const chores = new Chores(
    () => clock.now,
    (error) => failures.push(error),
  );
  const runAt = async (now: number) => {
    clock.now = now;
    await Promise.all(chores.runDue());
  };
  return { chores, failures, runAt, clock };
}

describe('chores', () => {
  it('come once in each period, and at once when hastened', async () => {
    const { chores, runAt } = setUp();
    let done = 0;
    const chore = chores.every(60, () => Promise.resolve(void done++));
    const history = [];
    for (const now of [0, 59, 60, 61, 119, 120]) {
      await runAt(now);
      history.push(done);
    }
    expect(history).toEqual([0, 0, 1, 1, 1, 2]);

    await runAt(130);
    chore.hasten();
    await runAt(131);
    expect(done).toBe(3);
    await runAt(180);
    expect(done).toBe(3);
    await runAt(191);
    expect(done).toBe(4);
  });

  it('never run twice at once, and one hastened while it runs comes again', async () => {
    const { chores, clock } = setUp();
    const ends: (() => void)[] = [];
    const chore = chores.every(60, () => new Promise((resolve) => ends.push(resolve)));
    clock.now = 60;
    const [running] = chores.runDue();
    chore.hasten();
    expect(chores.runDue()).toEqual([]);
    ends[0]?.();
    await running;
    expect(chores.runDue()).toHaveLength(1);
    ends[1]?.();
  });

  it('that fail are told of and come again', async () => {
    const { chores, failures, runAt } = setUp();
    chores.every(60, () => Promise.reject(new Error('not today')));
    await runAt(60);
    await runAt(120);
    expect(failures).toEqual([new Error('not today'), new Error('not today')]);
  });

  it('come at once when the clock was set back by more than a period', async () => {
    const { chores, runAt } = setUp();
    let done = 0;
    chores.every(60, () => Promise.resolve(void done++));
    await runAt(1_000);
    await runAt(10);
    expect(done).toBe(2);
  });
});
