import { type EpochMs, type ResourceId, weirConfig } from '@weir/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scopeKey } from '../model/scope.js';
import type { Batch, MetricsBatch } from './batch.js';
import { planBackfill } from './backfill.js';
import { GOVERNOR_STEPS } from './governor.js';
import type { PollTarget } from './poll-target.js';
import { type ReadOutcome, scopeAnswered } from './scope-polling.js';
import { DEFAULTS, Fleet, idOf, IRELAND, OHIO, queue, START } from './testing/fleet.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const ofKind = <Kind extends Batch['kind']>(batches: readonly Batch[], kind: Kind): readonly Extract<Batch, { kind: Kind }>[] =>
  batches.filter((batch): batch is Extract<Batch, { kind: Kind }> => batch.kind === kind);

const readsOf = (batch: Batch): readonly ResourceId[] => (batch.kind === 'discovery' ? [] : batch.resourceIds);

/** Runs a fleet second by second; when each queue was begun on a lane. */
function run(fleet: Fleet, seconds: number, outcome: (batch: Batch, now: EpochMs) => ReadOutcome = () => 'ok') {
  const begun = { live: new Map<ResourceId, EpochMs[]>(), metrics: new Map<ResourceId, EpochMs[]>() };
  const batches: Batch[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const now = START + second * SECOND;
    for (const batch of fleet.tick(now, (each) => outcome(each, now))) {
      batches.push(batch);
      if (batch.kind === 'live' || batch.kind === 'metrics') {
        for (const id of batch.resourceIds) begun[batch.kind].set(id, [...(begun[batch.kind].get(id) ?? []), now]);
      }
    }
  }
  return { begun, batches };
}

const longestPause = (times: readonly EpochMs[], end: EpochMs): number =>
  Math.max(...times.map((at, index) => (times[index + 1] ?? end) - at)) / SECOND;

describe('plan', () => {
  it('reads a new queue at once: depth, an hour of metrics, and its scope', () => {
    const batches = new Fleet([queue('orders')]).plan(START);
    expect(batches).toEqual([
      expect.objectContaining({ kind: 'live', scope: IRELAND, resourceIds: [idOf('orders')], calls: 1 }),
      expect.objectContaining({
        kind: 'metrics',
        from: Date.UTC(2026, 10, 23, 9, 0),
        // 10:00:07 less a minute of lag.
        to: Date.UTC(2026, 10, 23, 9, 59),
        periodSeconds: 60,
        metrics: ['oldestAge', 'sent', 'received', 'deleted', 'emptyReceives'],
        estimatedMetrics: 5,
        calls: 1,
        usd: 5e-5,
      }),
      expect.objectContaining({ kind: 'discovery', scope: IRELAND }),
    ]);
  });

  it('prices FIFO reads as FIFO', () => {
    const [live] = ofKind(new Fleet([queue('a'), queue('b.fifo', { fifo: true })]).plan(START), 'live');
    expect(live?.usd).toBeCloseTo(9e-7, 12);
  });

  it('plans nothing twice: neither in flight nor just read', () => {
    const fleet = new Fleet([queue('orders')]);
    const first = fleet.plan(START);
    for (const batch of first) fleet.begin(batch, START);
    expect(fleet.plan(START + SECOND)).toEqual([]);
    expect(fleet.plan(START + 10 * MINUTE)).toEqual([]);
    for (const batch of first) fleet.finish(batch, 'ok', START + 2 * SECOND);
    expect(fleet.plan(START + 3 * SECOND).filter((batch) => batch.kind !== 'live')).toEqual([]);
  });

  it('re-reads from the oldest provisional minute, and not beyond three hours', () => {
    const at = (provisionalFrom: EpochMs): EpochMs | undefined =>
      ofKind(new Fleet([queue('orders', { provisionalFrom })]).plan(START), 'metrics')[0]?.from;
    expect(at(Date.UTC(2026, 10, 23, 9, 52))).toBe(Date.UTC(2026, 10, 23, 9, 52));
    expect(at(Date.UTC(2026, 10, 22))).toBe(Date.UTC(2026, 10, 23, 7, 0));
  });

  it('asks nothing of CloudWatch before there is a minute to ask for', () => {
    const fleet = new Fleet([queue('orders', { provisionalFrom: Date.UTC(2026, 10, 23, 9, 59) })]);
    expect(ofKind(fleet.plan(START), 'metrics')).toEqual([]);
    expect(ofKind(fleet.plan(START + MINUTE), 'metrics')).toHaveLength(1);
  });

  it('packs calls to 500 queries, apart by what is asked and by how far it reaches back', () => {
    const recent = Date.UTC(2026, 10, 23, 9, 50);
    const targets = [
      ...Array.from({ length: 250 }, (_, index) => queue(`orders-${index}`, { provisionalFrom: recent })),
      queue('straggler', { provisionalFrom: Date.UTC(2026, 10, 23, 8) }),
      queue('orders.fifo', { fifo: true, provisionalFrom: recent }),
      queue('orders-dlq', { isDeadLetterQueue: true, provisionalFrom: recent }),
    ];
    const batches = ofKind(new Fleet(targets).plan(START), 'metrics');
    const shape = ({ resourceIds, metrics, from }: MetricsBatch): readonly number[] => [resourceIds.length, metrics.length, from];
    expect(batches.map(shape).toSorted((a, b) => (b[0] ?? 0) - (a[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0))).toEqual([
      [100, 5, recent],
      [100, 5, recent],
      [50, 5, recent],
      [1, 1, recent],
      [1, 5, Date.UTC(2026, 10, 23, 8)],
      [1, 7, recent],
    ]);
  });

  it('orders what pages first, then trouble and what is looked at with whatever fills up their call, then the rest', () => {
    const targets = [
      queue('calm', { activity: 'busy' }),
      queue('watched', { watched: true }),
      queue('stopped', { state: 'stopped' }),
      queue('dlq', { isDeadLetterQueue: true }),
    ];
    const order = new Fleet(targets).plan(START).map((batch) => [batch.kind, readsOf(batch)]);
    expect(order.slice(0, 3)).toEqual([
      ['live', [idOf('stopped'), idOf('dlq')]],
      ['metrics', [idOf('watched'), idOf('stopped'), idOf('calm')]],
      ['live', [idOf('calm'), idOf('watched')]],
    ]);
    expect(order.at(-1)).toEqual(['discovery', []]);
  });

  it('lets scopes take turns', () => {
    const targets = [
      ...Array.from({ length: 200 }, (_, index) => queue(`ireland-${index}`)),
      ...Array.from({ length: 60 }, (_, index) => queue(`ohio-${index}`, { scope: OHIO })),
    ];
    const live = ofKind(new Fleet(targets).plan(START), 'live').map(({ scope }) => scope.region);
    expect(live).toEqual(['eu-west-1', 'us-east-2', 'eu-west-1', 'us-east-2', 'eu-west-1', 'eu-west-1']);
  });

  it('keeps a bounded amount in flight, the urgent first', () => {
    const targets = [
      ...Array.from({ length: 3000 }, (_, index) => queue(`orders-${index}`)),
      ...Array.from({ length: 20 }, (_, index) => queue(`dlq-${index}`, { isDeadLetterQueue: true })),
    ];
    const fleet = new Fleet(targets);
    const first = ofKind(fleet.plan(START), 'live');
    const reads = first.flatMap(({ resourceIds }) => resourceIds);
    expect(reads).toHaveLength(1000);
    expect(reads.slice(0, 20)).toContain(idOf('dlq-19'));
    for (const batch of first) fleet.begin(batch, START);
    expect(ofKind(fleet.plan(START + SECOND), 'live')).toEqual([]);
  });

  it('looks closer the moment trouble starts or somebody looks', () => {
    const fleet = new Fleet([queue('orders', { activity: 'busy' })]);
    run(fleet, 120);
    const at = START + 121 * SECOND;
    expect(ofKind(fleet.plan(at), 'metrics')).toEqual([]);
    fleet.change(idOf('orders'), { state: 'stopped' });
    expect(ofKind(fleet.plan(at), 'metrics')).toHaveLength(1);
  });

  it('reads every queue at least every cadence, and hardly oftener', () => {
    const kinds: readonly (readonly [string, Partial<PollTarget>, number, number])[] = [
      ['busy', { activity: 'busy' }, 15, 300],
      ['idle', { activity: 'idle' }, 60, 300],
      ['trouble', { state: 'stalled' }, 15, 60],
      ['empty-dlq', { isDeadLetterQueue: true }, 15, 3600],
    ];
    const targets = kinds.flatMap(([name, facts]) => Array.from({ length: 20 }, (_, index) => queue(`${name}-${index}`, facts)));
    const seconds = 7200;
    const { begun } = run(new Fleet(targets), seconds);
    const end = START + seconds * SECOND;
    for (const [name, , liveSeconds, metricsSeconds] of kinds) {
      for (let index = 0; index < 20; index += 1) {
        const live = begun.live.get(idOf(`${name}-${index}`)) ?? [];
        const metrics = begun.metrics.get(idOf(`${name}-${index}`)) ?? [];
        expect(longestPause(live, end)).toBeLessThanOrEqual(liveSeconds + 1);
        expect(longestPause(metrics, end)).toBeLessThanOrEqual(metricsSeconds + 1);
        expect(live.length).toBeLessThanOrEqual(seconds / liveSeconds + 2);
        expect(metrics.length).toBeLessThanOrEqual(seconds / metricsSeconds + 2);
      }
    }
  });

  it('spreads reads over the period instead of all at once', () => {
    const fleet = new Fleet(Array.from({ length: 600 }, (_, index) => queue(`orders-${index}`, { activity: 'busy' })));
    run(fleet, 60);
    const perSecond = Array.from({ length: 15 }, (_, second) =>
      ofKind(fleet.tick(START + (60 + second) * SECOND), 'live').reduce((sum, { resourceIds }) => sum + resourceIds.length, 0),
    );
    expect(perSecond.reduce((sum, reads) => sum + reads, 0)).toBe(600);
    expect(Math.max(...perSecond)).toBeLessThan(70);
  });

  it('reads again when the clock was set back', () => {
    const fleet = new Fleet([queue('orders', { activity: 'busy' })]);
    fleet.tick(START);
    expect(ofKind(fleet.tick(START - 3600 * SECOND), 'live')).toHaveLength(1);
    fleet.tick(START, () => 'denied');
    expect(ofKind(fleet.tick(START - 3600 * SECOND), 'live')).toHaveLength(1);
  });
});

describe('a failing scope', () => {
  const both = (): Fleet =>
    new Fleet([IRELAND, OHIO].flatMap((scope) => Array.from({ length: 30 }, (_, i) => queue(`${scope.region}-${i}`, { scope }))));

  it('stands back with single probes and never delays another', () => {
    const { begun, batches } = run(both(), 1800, ({ scope }) => (scope.region === 'us-east-2' ? 'denied' : 'ok'));
    const reads = (region: string): number =>
      [...begun.live]
        .filter(([id]) => Array.from({ length: 30 }, (_, i) => idOf(`${region}-${i}`)).includes(id))
        .flatMap(([, times]) => times).length;
    expect(reads('eu-west-1')).toBeGreaterThanOrEqual(30 * 30);
    // The first round, then a probe about every five minutes.
    expect(reads('us-east-2')).toBeLessThanOrEqual(30 + 7);
    const probes = ofKind(batches, 'live')
      .filter(({ scope }) => scope.region === 'us-east-2')
      .slice(1);
    expect(probes.map(({ resourceIds }) => resourceIds.length)).toEqual(probes.map(() => 1));
    expect(probes.length).toBeGreaterThanOrEqual(5);
  });

  it('fails by clock: without CloudWatch the live clock goes on', () => {
    const { begun } = run(both(), 600, ({ kind }) => (kind === 'metrics' ? 'unreachable' : 'ok'));
    for (const times of begun.live.values()) expect(times.length).toBeGreaterThanOrEqual(10);
  });

  it('is back in full within a minute of its first answer', () => {
    const fleet = both();
    const recovered = START + 900 * SECOND;
    const { begun } = run(fleet, 1300, ({ scope }, now) => (scope.region === 'us-east-2' && now < recovered ? 'unreachable' : 'ok'));
    for (let index = 0; index < 30; index += 1) {
      const since = (begun.live.get(idOf(`us-east-2-${index}`)) ?? []).find((at) => at >= recovered) ?? Infinity;
      expect((since - recovered) / SECOND).toBeLessThanOrEqual(300 + 60);
    }
  });

  it('asks half as often while throttled, but not of what pages', () => {
    const reads = (throttled: boolean): readonly (number | undefined)[] => {
      const fleet = new Fleet([queue('idle'), queue('dlq', { isDeadLetterQueue: true })]);
      const polling = fleet.scope(scopeKey(IRELAND));
      if (throttled) fleet.scopes.set(polling.key, scopeAnswered(polling, 'live', ['ok', 'throttled'], START));
      const { begun } = run(fleet, 240);
      return ['idle', 'dlq'].map((name) => begun.live.get(idOf(name))?.length);
    };
    // The first read, and from then on those of the grid.
    expect(reads(false)).toEqual([1 + 4, 1 + 16]);
    expect(reads(true)).toEqual([1 + 2, 1 + 16]);
  });
});

describe('back-fill', () => {
  const gaps = (count: number) =>
    planBackfill(
      Array.from({ length: count }, (_, index) => ({
        resourceId: idOf(`orders-${index}`),
        scope: IRELAND,
        fifo: false,
        gaps: [{ from: START - 2 * 86_400_000, to: START - 3_600_000 }],
      })),
      DEFAULTS,
      START,
    );
  const backfill = new Map([[scopeKey(IRELAND), gaps(30)]]);

  it('runs one call at a time, with a pause, when CloudWatch has nothing else to do', () => {
    const fleet = new Fleet([queue('orders')], DEFAULTS, { backfill });
    expect(ofKind(fleet.tick(START), 'backfill')).toEqual([]);
    const [batch, ...more] = ofKind(fleet.plan(START + SECOND), 'backfill');
    expect(more).toEqual([]);
    if (!batch) throw new Error('no back-fill was planned');
    expect(batch).toBe(backfill.get(scopeKey(IRELAND))?.[0]);
    fleet.begin(batch, START + SECOND);
    expect(ofKind(fleet.plan(START + 9 * SECOND), 'backfill')).toEqual([]);
    fleet.finish(batch, 'ok', START + 1500);
    expect(ofKind(fleet.plan(START + 2 * SECOND), 'backfill')).toEqual([]);
    expect(ofKind(fleet.plan(START + 3 * SECOND), 'backfill')).toHaveLength(1);
  });

  it('waits while CloudWatch is throttled or failing, and while only what pages is read', () => {
    const throttled = new Fleet([queue('orders')], DEFAULTS, { backfill });
    throttled.tick(START, ({ kind }) => (kind === 'metrics' ? 'throttled' : 'ok'));
    expect(ofKind(throttled.plan(START + SECOND), 'backfill')).toEqual([]);
    const governed = new Fleet([queue('orders')], DEFAULTS, { backfill, steps: new Map([[IRELAND.accountId, GOVERNOR_STEPS]]) });
    expect(ofKind(governed.plan(START), 'backfill')).toEqual([]);
  });
});

describe('plan, whatever happens', () => {
  it('never has a queue in flight twice on a lane', () => {
    const fact = fc.record({
      isDeadLetterQueue: fc.boolean(),
      fifo: fc.boolean(),
      scope: fc.constantFrom(IRELAND, OHIO),
      activity: fc.constantFrom('busy', 'idle', 'asleep'),
      state: fc.constantFrom('ok', 'stopped', 'unknown'),
    });
    const step = fc.record({
      seconds: fc.integer({ min: -5, max: 400 }),
      finish: fc.double({ min: 0, max: 1, noNaN: true }),
      outcome: fc.constantFrom<ReadOutcome>('ok', 'ok', 'throttled', 'denied', 'unreachable'),
    });
    fc.assert(
      fc.property(fc.array(fact, { minLength: 1, maxLength: 12 }), fc.array(step, { maxLength: 40 }), (facts, steps) => {
        const fleet = new Fleet(facts.map((each, index) => queue(`orders-${index}`, each)));
        const flying: Batch[] = [];
        const reads = (): readonly string[] =>
          flying.flatMap((batch) =>
            batch.kind === 'discovery' ? [`discovery ${batch.scopeKey}`] : readsOf(batch).map((id) => `${batch.kind} ${id}`),
          );
        let now = START;
        for (const { seconds, finish, outcome } of steps) {
          now += seconds * SECOND;
          for (const batch of fleet.plan(now)) {
            fleet.begin(batch, now);
            flying.push(batch);
          }
          expect(new Set(reads()).size).toBe(reads().length);
          for (const batch of flying.splice(0, Math.round(flying.length * finish))) fleet.finish(batch, outcome, now);
        }
      }),
    );
  });

  it('stays within one call of GetMetricData, in whole minutes that CloudWatch may have', () => {
    const fact = fc.record({ fifo: fc.boolean(), isDeadLetterQueue: fc.boolean(), minutesBehind: fc.integer({ min: 0, max: 5000 }) });
    fc.assert(
      fc.property(fc.array(fact, { minLength: 1, maxLength: 300 }), fc.integer({ min: 0, max: 3600 }), (facts, lagSeconds) => {
        const config = weirConfig.parse({ cloudwatch: { lagSeconds } });
        const targets = facts.map(({ minutesBehind, ...each }, index) =>
          queue(`orders-${index}`, { ...each, provisionalFrom: START - minutesBehind * MINUTE }),
        );
        for (const batch of ofKind(new Fleet(targets, config).plan(START), 'metrics')) {
          expect(batch.estimatedMetrics).toBeLessThanOrEqual(500);
          expect((batch.estimatedMetrics * (batch.to - batch.from)) / MINUTE).toBeLessThanOrEqual(100_800);
          expect(batch.from).toBeLessThan(batch.to);
          expect([batch.from % MINUTE, batch.to % MINUTE]).toEqual([0, 0]);
          expect(batch.to).toBeLessThanOrEqual(START - lagSeconds * SECOND);
        }
      }),
      { numRuns: 30 },
    );
  });
});
