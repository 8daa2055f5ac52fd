import { describe, expect, test } from 'vitest';
import { resourceIdOf } from '../model/scope.js';
import { settleShards, type ShardsReply } from './settle-shards.js';

const MINUTE = 60_000;
const FROM = Date.UTC(2026, 10, 24, 12, 0);
const at = (minute: number) => FROM + minute * MINUTE;
const streamId = resourceIdOf('arn:aws:kinesis:eu-west-1:111122223333:stream/clicks');
const reply = (change: Partial<ShardsReply> = {}): ShardsReply => ({
  streamId,
  from: FROM,
  to: at(4),
  readAt: at(9),
  failure: null,
  series: [
    {
      ordinal: 0,
      metric: 'incomingBytes',
      points: [
        [at(0), 10],
        [at(3), 13],
      ],
    },
    { ordinal: 2, metric: 'incomingBytes', points: [[at(0), 20]] },
    { ordinal: 2, metric: 'writeThrottled', points: [[at(3), 5]] },
  ],
  ...change,
});

describe('minutes of shards', () => {
  test('settle together once closed for long enough; a shard that said nothing is not known', () => {
    const { minutes, absences, provisionalFrom } = settleShards(reply({ readAt: at(9) }), 300);
    expect(minutes).toEqual([
      { streamId, at: at(0), source: 'metrics', settled: true, values: { incomingBytes: [10, null, 20] } },
      { streamId, at: at(3), source: 'metrics', settled: true, values: { incomingBytes: [13], writeThrottled: [null, null, 5] } },
    ]);
    expect(absences).toEqual([{ from: at(1), to: at(3), reason: 'late' }]);
    expect(provisionalFrom).toBe(at(1));
  });

  test('a young minute is provisional and read again', () => {
    const { minutes, provisionalFrom } = settleShards(reply({ readAt: at(6), series: reply().series.slice(0, 1) }), 300);
    expect(minutes.map(({ settled }) => settled)).toEqual([true, false]);
    expect(provisionalFrom).toBe(at(1));
  });

  test('a minute nobody put anything in is called so after a quarter of an hour', () => {
    const { absences, provisionalFrom } = settleShards(reply({ readAt: at(30) }), 300);
    expect(absences).toEqual([{ from: at(1), to: at(3), reason: 'not-emitted' }]);
    expect(provisionalFrom).toBe(at(4));
  });

  test('of a reply that failed nothing settles, and the hole has its reason', () => {
    const { minutes, absences, provisionalFrom } = settleShards(reply({ readAt: at(30), failure: 'throttled' }), 300);
    expect(minutes.map(({ settled }) => settled)).toEqual([false, false]);
    expect(absences).toEqual([{ from: at(1), to: at(3), reason: 'throttled' }]);
    expect(provisionalFrom).toBe(at(0));
  });

  test('what cannot be is ignored', () => {
    const points = [
      [at(0) + 1, 1],
      [at(-1), 1],
      [at(4), 1],
      [at(1), Number.NaN],
      [at(2), -1],
    ] as const;
    expect(settleShards(reply({ series: [{ ordinal: 0, metric: 'incomingBytes', points }] }), 300).minutes).toEqual([]);
  });
});
