import type { Family, SampleRow } from '@weir/domain';

/** What a minute becomes when it is written again: the rule of `Family.merge`, said without SQL. */
export function mergeMinutes(stored: SampleRow, written: SampleRow, merge: Family['merge']): SampleRow {
  const [first, second] = stored.settled && !written.settled ? [stored, written] : [written, stored];
  const values = stored.values.map((_, index) => {
    const [a, b] = [first.values[index] ?? null, second.values[index] ?? null];
    return merge === 'greatest' ? greatest(a, b) : (a ?? b);
  });
  return { ...stored, values, settled: stored.settled || written.settled };
}

function greatest(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
}
