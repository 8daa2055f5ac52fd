/** Advisory locks: one number each, the same in every process. */
export const LOCKS = {
  partitions: 7_140_913_208,
  maintenance: 7_140_913_209,
  triage: 7_140_913_210,
  notifications: 7_140_913_211,
  /** First of the two keys; the second is the hour since 1970. */
  hour: 714_091,
  /** First of the two keys; the second is a hash. */
  account: 714_092,
  discovery: 714_093,
  /** First of the two keys; the second is a hash. */
  findings: 714_094,
  /** First of the two keys; the second is a hash of the dead-letter queue. */
  redrive: 714_095,
  redriveStart: 714_096,
} as const;

/** A timestamp as epoch milliseconds. `date_part` counts in doubles, which is several times faster than `extract`, which does not. */
export const epochMs = (expression: string): string => `round(date_part('epoch', ${expression}) * 1000)`;

/** Epoch milliseconds, an expression of any number type, as a timestamp. */
export const instantOf = (expression: string): string => `to_timestamp(${expression}::float8 / 1000)`;

/** An array of numbers as PostgreSQL's text form, several times faster than the driver's own conversion. */
export const numberArray = (numbers: readonly number[]): string => `{${numbers.join(',')}}`;

/**
 * The numbers of an array in PostgreSQL's text form: but for what stands for no number it is JSON, whose parser is many times faster than the
 * driver's own conversion. What is not finite is as unknown as null.
 */
export function parseNumbers(text: string): (number | null)[] {
  return JSON.parse(`[${text.slice(1, -1).replaceAll(/NULL|NaN|-?Infinity/g, 'null')}]`) as (number | null)[];
}

/** Codes of PostgreSQL errors that are expected here and there (PostgreSQL documentation, appendix A). */
export const ERROR_CODES = { noPartitionForRow: '23514', lockNotAvailable: '55P03' } as const;

/** Whether PostgreSQL refused with this code. */
export const isRefusal = (error: unknown, code: (typeof ERROR_CODES)[keyof typeof ERROR_CODES]): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
