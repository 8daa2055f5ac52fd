import type { Family, SampleRow } from '@weir/domain';

/** What a minute becomes when it is written again: the rule of `Family.merge`, said without SQL. */
export function mergeMinutes(stored: SampleRow, written: SampleRow, merge: Family['merge']): SampleRow {
  const settled = stored.settled || written.settled;
  if (merge === 'newest' && stored.settled !== written.settled)
    return { ...stored, values: stored.settled ? stored.values : written.values, settled };
  const values = stored.values.map((_, index) => {
    const [before, after] = [stored.values[index] ?? null, written.values[index] ?? null];
    return merge === 'greatest' ? greatest(before, after) : (after ?? before);
  });
  return { ...stored, values, settled };
}

function greatest(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
}
