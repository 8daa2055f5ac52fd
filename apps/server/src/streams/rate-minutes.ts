import type { Series } from '@weir/contract';
import type { RateMinute } from '@weir/domain';

/** Minutes of three counters as one. */
export function rateMinutesOf({ bytes, records, refused }: Readonly<Record<'bytes' | 'records' | 'refused', Series>>): RateMinute[] {
  const [bytesAt, refusedAt] = [new Map(bytes.points), new Map(refused.points)];
  const isSilent = (at: number): boolean =>
    records.absences.some(({ from, to, reason }) => at >= from && at < to && (reason === 'not-emitted' || reason === 'inactive'));
  return records.points.flatMap(([at, incomingRecords]) =>
    incomingRecords === null && !isSilent(at)
      ? []
      : {
          at,
          settled: records.provisionalFrom === null || at < records.provisionalFrom,
          incomingRecords,
          incomingBytes: bytesAt.get(at) ?? null,
          writeThrottled: refusedAt.get(at) ?? null,
        },
  );
}
