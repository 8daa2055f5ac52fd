import fc from 'fast-check';
import type { AbsenceSpan, CatalogueQueue, SampleRow } from '@weir/domain';
import { MINUTE_MS, resourceIdOf } from '@weir/domain';
import type { StateBatch } from '@weir/store';
import { describe, expect, it } from 'vitest';
import { Log } from '../log.js';
import { SelfMetrics } from '../self-metrics.js';
import { Recorder } from './recorder.js';
import { ScopeHealth } from './scope-health.js';
import { WatchedQueues } from './watched-queues.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const arn = 'arn:aws:sqs:eu-west-1:111122223333:orders';
const resourceId = resourceIdOf(arn);
const queue: CatalogueQueue = {
  id: resourceId,
  kind: 'queue',
  arn,
  name: 'orders',
  accountId: '111122223333',
  region: 'eu-west-1',
  tags: {},
  firstSeen: NOON,
  lastSeen: NOON,
  deletedAt: null,
  config: null,
};
const rowAt = (minute: number): SampleRow => ({
  resourceId,
  family: 'sqs.live',
  at: NOON + minute * MINUTE_MS,
  values: [minute, 0, 0],
  settled: true,
});
const absenceAt = (minute: number): AbsenceSpan => ({
  resourceId,
  family: 'sqs.cloudwatch',
  from: NOON + minute * MINUTE_MS,
  to: NOON + (minute + 1) * MINUTE_MS,
  reason: 'throttled',
});

/** A store in memory, whose writes wait until they are told how they end. */
class HeldStore {
  readonly rows = new Set<number>();
  readonly absences = new Set<number>();
  readonly commits: StateBatch[] = [];
  readonly waiting: ((succeeds: boolean) => void)[] = [];
  holds = true;

  readonly series = {
    write: async (rows: readonly SampleRow[]) => {
      await this.#turn();
      for (const { at } of rows) this.rows.add((at - NOON) / MINUTE_MS);
    },
    writeAbsences: async (spans: readonly AbsenceSpan[]) => {
      await this.#turn();
      for (const { from } of spans) this.absences.add((from - NOON) / MINUTE_MS);
    },
  };
  readonly state = {
    commit: async (batch: StateBatch) => {
      await this.#turn();
      this.commits.push(batch);
    },
  };

  async #turn(): Promise<void> {
    if (!this.holds) return;
    const succeeds = await new Promise<boolean>((resolve) => this.waiting.push(resolve));
    if (!succeeds) throw new Error('the store is away');
  }
}

function newRecorder(now = () => NOON) {
  const store = new HeldStore();
  const queues = new WatchedQueues();
  queues.setCatalogue([queue]);
  const recorder = new Recorder({
    store,
    queues,
    health: new ScopeHealth([]),
    log: new Log('fatal'),
    metrics: new SelfMetrics(),
    now,
    budgetOf: () => 30,
    holds: () => true,
  });
  return { store, queues, recorder };
}
const settled = (work: Promise<void>) =>
  work.then(
    () => 'stored',
    () => 'kept',
  );
/** Lets everything happen that waits for nothing but its turn. */
const pause = () => new Promise((resolve) => setImmediate(resolve));

describe('the recorder', () => {
  it('keeps what two writes brought that failed at once', async () => {
    const { store, recorder } = newRecorder();
    const both = [1, 2].map((minute) => settled(recorder.record({ rows: [rowAt(minute)], absences: [absenceAt(minute)], judge: [] })));
    await pause();
    expect(store.waiting).toHaveLength(2);
    for (const end of store.waiting.splice(0)) end(false);
    expect(await Promise.all(both)).toEqual(['kept', 'kept']);
    expect(store.rows.size).toBe(0);

    store.holds = false;
    await recorder.record({ rows: [rowAt(3)], absences: [], judge: [] });
    expect([...store.rows].sort()).toEqual([1, 2, 3]);
    expect([...store.absences].sort()).toEqual([1, 2]);
  });

  it('loses nothing, in whatever order writes begin, fail and succeed', async () => {
    const happening = fc.oneof(fc.constant('begin' as const), fc.record({ which: fc.nat(), succeeds: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 30 }), async (happenings) => {
        const { store, recorder } = newRecorder();
        const begun: Promise<string>[] = [];
        for (const next of happenings) {
          if (next === 'begin') {
            const minute = begun.length;
            begun.push(settled(recorder.record({ rows: [rowAt(minute)], absences: [absenceAt(minute)], judge: [] })));
          } else {
            const [end] = store.waiting.splice(next.which % Math.max(1, store.waiting.length), 1);
            end?.(next.succeeds);
          }
          await pause();
        }
        store.holds = false;
        for (const end of store.waiting.splice(0)) end(false);
        await Promise.all(begun);
        await recorder.record({ rows: [], absences: [], judge: [] });
        const all = new Set(begun.map((_, minute) => minute));
        expect([store.rows, store.absences]).toEqual([all, all]);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps a transition whose commit failed, and its queue to be judged again', async () => {
    const { store, recorder } = newRecorder();
    store.holds = false;
    await recorder.record({ rows: [rowAt(0)], absences: [], judge: [resourceId] });
    store.holds = true;
    const first = settled(recorder.flush());
    await pause();
    store.waiting.splice(0)[0]?.(false);
    expect(await first).toBe('kept');
    store.holds = false;
    await recorder.flush();
    expect(store.commits.map(({ states, transitions }) => [states.length, transitions.map(({ from }) => from)])).toEqual([[1, [null]]]);
  });

  it('says why minutes are missing before a reading that came after failed ones', async () => {
    let now = NOON;
    const { store, queues, recorder } = newRecorder(() => now);
    store.holds = false;
    const watched = queues.get(resourceId);
    const read = async (minute: number) => {
      now = NOON + minute * MINUTE_MS;
      watched?.pushLive({ at: now, visible: minute, inFlight: 0, delayed: 0 });
      await recorder.record({ rows: [rowAt(minute)], absences: [], judge: [] });
    };
    await read(0);
    await read(1);
    // A late minute alone is nobody's failure.
    await read(3);
    watched?.pushLiveFailure('throttled');
    await read(6);
    await read(7);
    expect([...store.rows]).toEqual([0, 1, 3, 6, 7]);
    expect([...store.absences]).toEqual([4]);
  });
});
