/**
 * A value that a condition can look at. Whole numbers beyond what a double holds exactly are bigints, so that two long ids never run
 * together.
 */
export type LeafValue = string | number | bigint | boolean | null;

/** `300`, `300.0` and `3e2` are one number; so are `1e20` and its digits written out. */
const asLeafNumber = (value: number): number | bigint => (Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value);

/** The value as a leaf, or undefined when it is a list, an object or nothing JSON has. */
export function leafOf(value: unknown): LeafValue | undefined {
  switch (typeof value) {
    case 'number':
      return asLeafNumber(value);
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    default:
      return value === null ? null : undefined;
  }
}

/** As JSON writes it. */
export const leafText = (value: LeafValue): string => (typeof value === 'bigint' ? String(value) : JSON.stringify(value));

/** What numbers `numeric` can compare; others are only ever equal or not. */
export interface NumberRange {
  /** Inclusive, of either sign. */
  readonly greatest: number;
  readonly decimals: number;
}

/** Whether the number lies within the range and has no more decimals than it. */
export function isComparable(value: LeafValue, { greatest, decimals }: NumberRange): value is number {
  if (typeof value !== 'number' || !(Math.abs(value) <= greatest)) return false;
  return Number.isInteger(value) || Number(value.toFixed(decimals)) === value;
}
