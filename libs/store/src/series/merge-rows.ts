import type { Family } from '@weir/domain';

/** The part of a sample that a second write of the same minute can change. */
export interface Minute {
  readonly values: readonly (number | null)[];
  readonly settled: boolean;
}

/**
 * What a minute becomes when it is written again. The database does the same in SQL (`write-samples.ts`); this is the rule in one
 * place, for duplicates within a batch and for the test that holds both against each other.
 */
export function mergeMinutes(stored: Minute, written: Minute, merge: Family['merge']): Minute {
  const [first, second] = stored.settled && !written.settled ? [stored, written] : [written, stored];
  const values = stored.values.map((_, index) => {
    const [a, b] = [first.values[index] ?? null, second.values[index] ?? null];
    return merge === 'greatest' ? greatest(a, b) : (a ?? b);
  });
  return { values, settled: stored.settled || written.settled };
}

function greatest(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
}
