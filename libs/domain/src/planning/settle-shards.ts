import type { Absence, AbsenceReason, EpochMs, ResourceId } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../series/sample.js';
import type { ShardMetric, ShardMinute } from '../series/stream-metrics.js';

/** One metric of one shard as CloudWatch answered it, at a period of one minute. */
export interface ShardPoints {
  readonly ordinal: number;
  readonly metric: ShardMetric;
  /** `[start of the minute, value]` */
  readonly points: readonly (readonly [EpochMs, number])[];
}

/** A reply for all shards of a stream. */
export interface ShardsReply {
  readonly streamId: ResourceId;
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  readonly readAt: EpochMs;
  readonly series: readonly ShardPoints[];
  /** Why some of it was not answered; null: all was. Then nothing settles. */
  readonly failure: AbsenceReason | null;
}

export interface SettledShards {
  readonly minutes: readonly ShardMinute[];
  readonly absences: readonly Absence[];
  /** The next read begins here. */
  readonly provisionalFrom: EpochMs;
}

/** A minute in which no shard reports is waited for this long: a stream that begins to be written to is reported late. */
const LATE_MS = 15 * MINUTE_MS;

/**
 * Decides which minutes of a reply are final, all shards together. A minute is settled when it had been closed for `settleSeconds` at the
 * moment of the read and everything was answered. A minute without any point of any shard is `late` at first and then `not-emitted`:
 * nothing was put. Points that are not finite, negative, off the minute or outside the window are ignored, for replies are untrusted.
 */
export function settleShards(reply: ShardsReply, settleSeconds: number): SettledShards {
  const from = minuteOf(reply.from);
  const byMinute = new Map<EpochMs, Partial<Record<ShardMetric, (number | null)[]>>>();
  for (const { ordinal, metric, points } of reply.series) {
    for (const [at, value] of points) {
      if (!Number.isFinite(value) || value < 0 || at % MINUTE_MS !== 0 || at < from || at >= reply.to) continue;
      const values = byMinute.get(at) ?? {};
      byMinute.set(at, values);
      const column = (values[metric] ??= []);
      while (column.length < ordinal) column.push(null);
      column[ordinal] = value;
    }
  }
  const minutes: ShardMinute[] = [];
  const absences: Absence[] = [];
  let provisionalFrom: EpochMs | null = null;
  for (let at = from; at < reply.to; at += MINUTE_MS) {
    const closedForMs = reply.readAt - (at + MINUTE_MS);
    const ripe = reply.failure === null && closedForMs >= settleSeconds * 1000;
    const values = byMinute.get(at);
    if (values) {
      minutes.push({ streamId: reply.streamId, at, source: 'metrics', settled: ripe, values });
      if (!ripe) provisionalFrom ??= at;
      continue;
    }
    const final = ripe && closedForMs >= LATE_MS;
    const reason = reply.failure ?? (final ? 'not-emitted' : 'late');
    const last = absences.at(-1);
    if (last?.to === at && last.reason === reason) last.to = at + MINUTE_MS;
    else absences.push({ from: at, to: at + MINUTE_MS, reason });
    if (!final) provisionalFrom ??= at;
  }
  return { minutes, absences, provisionalFrom: provisionalFrom ?? minuteOf(reply.to) };
}
