import { MAX_DATAPOINTS_PER_CALL, MAX_QUERIES_PER_CALL } from '@weir/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packCalls, type MetricQuery } from './metric-packing.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FROM = Date.UTC(2026, 10, 1);

const queriesOf = (count: number): MetricQuery<number>[] =>
  Array.from({ length: count }, (_, key) => ({
    key,
    namespace: 'AWS/SQS',
    awsName: 'NumberOfMessagesSent',
    dimensions: { QueueName: `q${key}` },
    statistic: 'Sum',
  }));

describe('packCalls', () => {
  it.each([
    ['five minutes of 1,001 queues', 1_001, HOUR / 12, [500, 500, 1]],
    ['three hours of 560 queues', 560, 3 * HOUR, [500, 60]],
    ['a day of 100 queues', 100, DAY, [70, 30]],
    ['fifteen days of 10 queues', 10, 15 * DAY, [4, 4, 2]],
  ])('%s', (_name, count, rangeMs, expected) => {
    const calls = packCalls(queriesOf(count), { from: FROM, to: FROM + rangeMs }, 60);
    expect(calls.map((call) => call.queries.length)).toEqual(expected);
  });

  it('cuts the range only when one query alone is too much', () => {
    const queries = queriesOf(1);
    const calls = packCalls(queries, { from: FROM, to: FROM + 100 * DAY }, 60);
    expect(calls.map((call) => call.estimatedDatapoints)).toEqual([MAX_DATAPOINTS_PER_CALL, 100 * 1_440 - MAX_DATAPOINTS_PER_CALL]);
    expect(calls[1]?.from).toBe(calls[0]?.to);
  });

  it('asks every point of every query exactly once, within the limits of AWS', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_300 }),
        fc.integer({ min: 1, max: 250_000 }),
        fc.constantFrom(60, 300, 3_600),
        (count, periods, periodSeconds) => {
          const queries = queriesOf(count);
          const window = { from: FROM, to: FROM + periods * periodSeconds * 1_000 };
          const askedMs = new Map(queries.map((query) => [query, 0]));
          const reached = new Map(queries.map((query) => [query, window.from]));
          for (const call of packCalls(queries, window, periodSeconds)) {
            const points = (call.to - call.from) / (periodSeconds * 1_000);
            expect(call.queries.length).toBeLessThanOrEqual(MAX_QUERIES_PER_CALL);
            expect(call.estimatedDatapoints).toBeLessThanOrEqual(MAX_DATAPOINTS_PER_CALL);
            expect(call.estimatedDatapoints).toBe(points * call.queries.length);
            for (const query of call.queries) {
              if (reached.get(query) !== call.from) expect.fail(`query ${query.key} is asked twice, or a part of it not at all`);
              reached.set(query, call.to);
              askedMs.set(query, (askedMs.get(query) ?? 0) + call.to - call.from);
            }
          }
          expect([...reached.values()].every((to) => to === window.to)).toBe(true);
          expect([...askedMs.values()].every((ms) => ms === window.to - window.from)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
