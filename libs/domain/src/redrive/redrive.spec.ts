import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RedriveSettings } from './redrive-machine-types.js';
import { RedriveWorld, type WorldOptions } from './testing/redrive-world.js';

const settings = (of: Partial<RedriveSettings> = {}): RedriveSettings => ({
  ...{ kind: 'redrive', engine: 'weir', fifo: false, ratePerSecond: 20, canary: { size: 3, watchSeconds: 60, confirm: false } },
  ...{ rampSeconds: 10, limit: null, lanes: 4, hideSeconds: 120, ambientPerSecond: 0 },
  ...of,
});

/** Numbers in [0, 1) that a seed decides (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ACTION_STEPS = 400;
const world = fc.record({
  seed: fc.integer(),
  fifo: fc.boolean(),
  messages: fc.integer({ min: 0, max: 40 }),
  groups: fc.integer({ min: 1, max: 4 }),
  rate: fc.constantFrom(0.5, 1, 7, 20, 200),
  canary: fc.integer({ min: 0, max: 6 }),
  consumerFails: fc.boolean(),
  trouble: fc.constantFrom(0, 0.05, 0.3),
  crashes: fc.constantFrom(0, 0.01, 0.1),
  actions: fc.array(
    fc.tuple(fc.integer({ min: 1, max: ACTION_STEPS }), fc.constantFrom('pause' as const, 'resume' as const, 'cancel' as const)),
    {
      maxLength: 3,
    },
  ),
});
type Drawn = typeof world extends fc.Arbitrary<infer T> ? T : never;

const optionsOf = (of: Drawn): WorldOptions => ({
  settings: settings({ fifo: of.fifo, ratePerSecond: of.rate, canary: { size: of.canary, watchSeconds: 60, confirm: false } }),
  ...{ messages: of.messages, groups: of.groups, consumerFails: of.consumerFails, trouble: of.trouble, crashes: of.crashes },
  random: randomOf(of.seed),
  actions: new Map(of.actions),
});

const RUNS = 60;
const MOST_STEPS = 6_000;

/** Runs until it is over; whoever paused it resumes it, and what keeps it from ending stops after a while. */
function run(of: Drawn, check: (world: RedriveWorld) => void): RedriveWorld {
  const options = optionsOf(of);
  let quiet = false;
  const mutable = {
    ...options,
    get trouble() {
      return quiet ? 0 : of.trouble;
    },
    get crashes() {
      return quiet ? 0 : of.crashes;
    },
  };
  const acting = new Map(options.actions);
  for (let at = ACTION_STEPS + 100; at < MOST_STEPS; at += 100) acting.set(at, 'resume');
  const built = new RedriveWorld(
    Object.assign(Object.create(Object.prototype, Object.getOwnPropertyDescriptors(mutable)) as WorldOptions, { actions: acting }),
  );
  for (let step = 0; step < MOST_STEPS && !built.over; step += 1) {
    quiet = step > 1_500;
    built.step();
    check(built);
  }
  return built;
}

/** Every copy of each payload, wherever it is. */
function copies({ dlq, destination, consumed }: RedriveWorld): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const payload of [
    ...dlq.messages.map((message) => message.payload),
    ...destination.messages.map((message) => message.payload),
    ...consumed,
  ])
    found.set(payload, (found.get(payload) ?? 0) + 1);
  return found;
}

const payloads = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `p${String(index)}`);

describe('a redrive, whatever fails and whenever its process dies', () => {
  it('never loses a message, and ends', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const all = payloads(drawn.messages);
        const ended = run(drawn, (now) => {
          const found = copies(now);
          expect(all.filter((payload) => !found.has(payload))).toEqual([]);
        });
        expect(ended.over).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('reports every message that is there twice', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const ended = run(drawn, () => undefined);
        const flagged = new Set([...ended.rows].filter(([, row]) => row.flagged).map(([id]) => ended.payloadOf.get(id)));
        const twice = [...copies(ended)].filter(([, count]) => count > 1).map(([payload]) => payload);
        expect(twice.filter((payload) => !flagged.has(payload))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('keeps the rate over every second, its canary to its size, and the order of a FIFO group', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const ended = run(drawn, () => undefined);
        const windowMs = Math.max(1000, 1000 / drawn.rate);
        for (const { at } of ended.decided) {
          const within = ended.decided.filter((send) => send.at >= at && send.at < at + windowMs).length;
          expect(within).toBeLessThanOrEqual(Math.max(1, Math.floor(drawn.rate)));
        }
        if (!drawn.fifo || drawn.consumerFails) return;
        for (let group = 0; group < drawn.groups; group += 1) {
          const order = [
            ...new Set(ended.arrivals.filter((message) => message.group === `g${String(group)}`).map(({ payload }) => payload)),
          ];
          expect(order).toEqual(order.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('stops a bad redrive after its canary', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        fc.pre(drawn.canary > 0 && drawn.messages > 0);
        const ended = run({ ...drawn, consumerFails: true, actions: [] }, () => undefined);
        expect(ended.machine.progress.state).toBe('aborted');
        expect(new Set(ended.decided.map(({ payload }) => payload)).size).toBeLessThanOrEqual(drawn.canary);
      }),
      { numRuns: RUNS },
    );
  });

  it('moves everything when the consumer was mended', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const ended = run({ ...drawn, consumerFails: false, actions: [] }, () => undefined);
        // What was sent and is not known to be deleted looks like what came back: the guard stops then rather than trust it.
        const isUnsure = [...ended.rows.values()].some(({ state, flagged }) => state === 'sent' || flagged);
        if (isUnsure && ended.machine.progress.state === 'aborted') return;
        expect(ended.machine.progress.state).toBe('done');
        expect(ended.dlq.messages.length).toBe(0);
        expect(new Set(ended.arrivals.map(({ payload }) => payload)).size).toBe(drawn.messages);
      }),
      { numRuns: RUNS },
    );
  });
});
