import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredShardMinute } from '../store.js';
import { MINUTE, NOON } from '../testing/fixtures.js';
import { ShardSteps } from './shard-steps.js';

const MINUTES_PER_STEP = 5;
const value = fc.option(fc.nat(1_000), { nil: Number.NaN });
const minutes = fc
  .uniqueArray(fc.record({ minute: fc.nat(30), floats: fc.array(value, { minLength: 1, maxLength: 4 }), settled: fc.boolean() }), {
    selector: ({ minute }) => minute,
    maxLength: 20,
  })
  .map((list) =>
    list
      .sort((a, b) => a.minute - b.minute)
      .map(({ minute, floats, settled }): StoredShardMinute => ({
        at: NOON + minute * MINUTE,
        source: 'metrics',
        settled,
        values: { incomingBytes: Float32Array.from(floats), iteratorAge: Float32Array.from(floats) },
      })),
  );

test('in whatever parts minutes are told, a step is the sum and the greatest of what is known of each shard', () => {
  fc.assert(
    fc.property(minutes, fc.nat(20), (all, cut) => {
      const steps = new ShardSteps(MINUTES_PER_STEP * MINUTE);
      steps.add(all.slice(0, cut));
      steps.add(all.slice(cut));

      const groups = Map.groupBy(all, ({ at }) => Math.floor(at / (MINUTES_PER_STEP * MINUTE)) * MINUTES_PER_STEP * MINUTE);
      const expected = [...groups].map(([at, list]) => {
        const columns = list.map(({ values }) => [...(values.incomingBytes ?? [])]);
        const shards = Array.from({ length: Math.max(...columns.map(({ length }) => length)) }, (_, shard) =>
          columns.flatMap((column) => column[shard] ?? []).filter((known) => !Number.isNaN(known)),
        );
        const known = Uint16Array.from(shards, ({ length }) => length);
        const of = (reduce: (list: readonly number[]) => number) =>
          Float64Array.from(shards, (readings) => (readings.length === 0 ? Number.NaN : reduce(readings)));
        return {
          at,
          source: 'metrics',
          settled: list.every(({ settled }) => settled),
          minutes: list.length,
          values: {
            incomingBytes: { values: of((readings) => readings.reduce((sum, reading) => sum + reading, 0)), known },
            iteratorAge: { values: of((readings) => Math.max(...readings)), known },
          },
        };
      });
      expect(steps.result()).toEqual(expected);
    }),
  );
});
